"""A note's Markdown as HTML that is safe to show: HTML that was typed is shown as text, links and pictures are not made."""

from __future__ import annotations

import re
from functools import cache
from typing import Any


def as_html(text: str) -> str:
    """A note as HTML: headings, lists, tables, bold, italic and code; nothing in it can load, lead anywhere or run.

    >>> as_html("**5 %** <b>x</b> [y](https://example.org)")
    '<p><strong>5 %</strong> &lt;b&gt;x&lt;/b&gt; [y](https://example.org)</p>\\n'
    """
    made = str(_renderer().render(text))
    for tag in ("th", "td"):  # typed tags are escaped by now: these are the renderer's own
        made = made.replace(f"<{tag}>", f'<{tag} style="text-align: left; padding: .15rem 1rem .15rem 0">')
    return made


def for_page(text: str) -> str:
    """A note as Markdown for a page, where also formulas, icons and colours would be acted on.

    >>> for_page("**5 $** <b> :red[x] [y](https://example.org)")
    '**5 &#36;** &lt;b> &#58;red&#91;x] &#91;y](https&#58;\u2060//example.org)'
    """
    for sign, apart in (("://", ":\u2060//"), ("www.", "www\u2060."), ("@", "@\u2060")):  # else they become links
        text = text.replace(sign, apart)
    for sign, entity in (("<", "&lt;"), ("$", "&#36;"), ("[", "&#91;"), ("\\(", "&#92;(")):
        text = text.replace(sign, entity)
    return _headings_down(re.sub(r":(?=[a-zA-Z\u2060])", "&#58;", text))


def _headings_down(text: str) -> str:
    """Headings two levels lower, below those of the page; what stands in a block of code is left as it is."""
    lines, in_code = [], False
    for line in text.split("\n"):
        in_code ^= line.lstrip().startswith(("```", "~~~"))
        lines.append(line if in_code else re.sub(r"^(#{1,4})(?=\s)", r"##\1", line))
    return "\n".join(lines)


def for_jupyter(text: str) -> str:
    """A note as Markdown for a Jupyter notebook, where HTML, links, pictures and formulas would be acted on.

    >>> for_jupyter("**5 $** <b> ![](https://example.org/x)")
    '**5 &#36;** &lt;b> !&#91;](https&#58;//example.org/x)'
    """
    for sign, entity in (("<", "&lt;"), ("$", "&#36;"), ("[", "&#91;"), ("://", "&#58;//"), ("www.", "www&#46;"), ("\\(", "&#92;(")):
        text = text.replace(sign, entity)
    return text


@cache
def _renderer() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table").enable("strikethrough").disable(
        ["html_block", "html_inline", "link", "image", "autolink", "reference"]
    )  # fmt: skip
