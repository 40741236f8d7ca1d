"""QTI 1.2, the package that Canvas, Blackboard and others import: multiple choice, with the reason against each wrong answer.

Numbers are choices too: a typed number has no sentence of its own for each mistake there. Specification: IMS Question & Test
Interoperability, ASI XML binding 1.2.1; the package as Canvas takes it (one assessment and its manifest in a zip).
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as Xml

from cs_calc.training.exports.choices import Choice, choices_of, number_choice
from cs_calc.training.exports.selection import Selection
from cs_calc.training.paths import MODULES

QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
IDENT = "cs_calc"
RESPONSE = "response1"


def write_qti(selection: Selection) -> bytes:
    """The selection as a zip: `imsmanifest.xml` and one assessment, module by module. The same selection, the same bytes."""
    held = io.BytesIO()
    files = {"imsmanifest.xml": _manifest(), f"{IDENT}/{IDENT}.xml": _assessment(selection)}
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, tree in files.items():
            Xml.indent(tree)
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, Xml.tostring(tree, encoding="utf-8", xml_declaration=True))
    return held.getvalue()


def _manifest() -> Xml.Element:
    root = Xml.Element("manifest", {"identifier": f"{IDENT}_manifest", "xmlns": PACKAGE})
    about = Xml.SubElement(root, "metadata")
    Xml.SubElement(about, "schema").text = "IMS Content"
    Xml.SubElement(about, "schemaversion").text = "1.1.3"
    Xml.SubElement(root, "organizations")
    one = Xml.SubElement(Xml.SubElement(root, "resources"), "resource", {"identifier": IDENT, "type": "imsqti_xmlv1p2"})
    Xml.SubElement(one, "file", {"href": f"{IDENT}/{IDENT}.xml"})
    return root


def _assessment(selection: Selection) -> Xml.Element:
    root = Xml.Element("questestinterop", {"xmlns": QTI})
    whole = Xml.SubElement(root, "assessment", {"ident": IDENT, "title": f"Customer-success metrics: {selection.name}"[:200]})
    _fields(whole, {"cc_maxattempts": "unlimited"})
    section = Xml.SubElement(whole, "section", {"ident": "root_section"})
    for choice in questions(selection):
        section.append(_item(choice))
    return root


def questions(selection: Selection) -> Iterator[Choice]:
    """Every question, module by module."""
    found = [*(number_choice(task) for task in selection.tasks), *choices_of(selection)]
    for module in MODULES:
        yield from (choice for choice in found if choice.module == module)


def _item(choice: Choice) -> Xml.Element:
    ident = re.sub(r"\W", "_", choice.key)
    named = {option: f"{ident}_{option.key}" for option in choice.options}
    item = Xml.Element("item", {"ident": ident, "title": choice.title[:200]})
    about = Xml.SubElement(item, "itemmetadata")
    _fields(about, {"question_type": "multiple_choice_question", "points_possible": "1", "original_answer_ids": ",".join(named.values())})
    shown = Xml.SubElement(item, "presentation")
    _text(shown, choice.asks)
    asked = Xml.SubElement(shown, "response_lid", {"ident": RESPONSE, "rcardinality": "Single"})
    offered = Xml.SubElement(asked, "render_choice")
    marked = Xml.SubElement(item, "resprocessing")
    Xml.SubElement(
        Xml.SubElement(marked, "outcomes"), "decvar", {"maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal"}
    )
    for option, name in named.items():
        _text(Xml.SubElement(offered, "response_label", {"ident": name}), option.text)
        # each answer's own sentence first, and going on: the score follows below
        when = Xml.SubElement(marked, "respcondition", {"continue": "Yes"})
        Xml.SubElement(Xml.SubElement(when, "conditionvar"), "varequal", {"respident": RESPONSE}).text = name
        Xml.SubElement(when, "displayfeedback", {"feedbacktype": "Response", "linkrefid": f"{name}_fb"})
    scored = Xml.SubElement(marked, "respcondition", {"continue": "No"})
    Xml.SubElement(Xml.SubElement(scored, "conditionvar"), "varequal", {"respident": RESPONSE}).text = named[choice.right]
    Xml.SubElement(scored, "setvar", {"action": "Set", "varname": "SCORE"}).text = "100"
    for option, name in named.items():
        _text(Xml.SubElement(Xml.SubElement(item, "itemfeedback", {"ident": f"{name}_fb"}), "flow_mat"), option.says)
    return item


def _fields(into: Xml.Element, values: dict[str, str]) -> None:
    held = Xml.SubElement(into, "qtimetadata")
    for label, entry in values.items():
        field = Xml.SubElement(held, "qtimetadatafield")
        Xml.SubElement(field, "fieldlabel").text = label
        Xml.SubElement(field, "fieldentry").text = entry


def _text(into: Xml.Element, words: str) -> None:
    # the text is HTML inside of XML: what stands for itself in it is escaped twice, once here and once by the writer
    Xml.SubElement(Xml.SubElement(into, "material"), "mattext", {"texttype": "text/html"}).text = html.escape(words, quote=False)
