"""Messy files that are made by hand, byte by byte: workbooks no program writes, attacks, and formats of other programs."""

import io
import struct
import zipfile
from pathlib import Path

RELATIONS = 'Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEADER = ("response_id", "date", "survey_type", "score", "customer_id")
ROWS = [(f"R{n}", f"2026-05-{n + 10}", "NPS", (7 * n + 3) % 11, f"C{n}") for n in range(6)]


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip archive whose times are always the same."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in parts.items():
            info = zipfile.ZipInfo(name, (2026, 11, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, body)
    return out.getvalue()


def cell(ref: str, value: object) -> str:
    at = f' r="{ref}"' if ref else ""
    if isinstance(value, str):
        return f'<c{at} t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c{at}><v>{value}</v></c>"


def sheet_xml(rows: str, main: str = MAIN, more: str = "") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{main}">{more}<sheetData>{rows}</sheetData></worksheet>'


def grid_xml(rows: list, first: int = 1) -> str:
    found = ""
    for number, row in enumerate(rows, first):
        cells = "".join(cell(f"{chr(65 + at)}{number}", value) for at, value in enumerate(row))
        found += f'<row r="{number}">{cells}</row>'
    return found


def xlsx(
    sheet: str | bytes, name: str = "survey_responses", target: str = "worksheets/sheet1.xml", main: str = MAIN, **more: str | bytes
) -> bytes:
    """The smallest workbook: no styles, no shared strings; `more` are parts to add, with _ for / and . as __."""
    path = target[1:] if target.startswith("/") else f"xl/{target}"
    extra = {key.replace("__", ".").replace("_", "/"): body for key, body in more.items()}
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": f'<{RELATIONS}><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{OFFICE}"><sheets>'
            f'<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<{RELATIONS}><Relationship Id="rId1" Type="{OFFICE}/worksheet" '
            f'Target="{target}"/></Relationships>',
            path: sheet,
            **extra,
        }
    )


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    size, length = len(body), b""
    while True:
        size, low = size >> 7, size & 127
        length += bytes([low | (128 if size else 0)])
        if not size:
            return head + length + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(rows: list, name: str = "survey_responses") -> bytes:
    """A binary workbook: texts and numbers only."""
    book = _record(131) + _record(143) + _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide(name)) + _record(144) + _record(132)
    sheet = _record(129) + _record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, len(rows[0]) - 1)) + _record(145)
    for line, row in enumerate(rows):
        sheet += _record(0, struct.pack("<IIH", line, 0, 300) + b"\0" * 3 + struct.pack("<III", 1, 0, len(row) - 1))
        for at, value in enumerate(row):
            text = isinstance(value, str)
            sheet += _record(6 if text else 5, struct.pack("<II", at, 0) + (_wide(value) if text else struct.pack("<d", value)))
    sheet += _record(146) + _record(130)
    types = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="bin" ContentType="{types}"/></Types>',
            "_rels/.rels": f'<{RELATIONS}><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
            'Target="xl/workbook.bin"/></Relationships>',
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": f'<{RELATIONS}><Relationship Id="rId1" Type="{OFFICE}/worksheet" '
            'Target="worksheets/sheet1.bin"/></Relationships>',
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def ods(rows: list, name: str = "survey_responses") -> bytes:
    """An OpenDocument spreadsheet."""
    told = ""
    for row in rows:
        told += "<table:table-row>"
        for value in row:
            kind = f'office:value-type="float" office:value="{value}"' if not isinstance(value, str) else 'office:value-type="string"'
            told += f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"
        told += "</table:table-row>"
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{space}office:1.0" xmlns:table="{space}table:1.0" '
        f'xmlns:text="{space}text:1.0" office:version="1.2"><office:body><office:spreadsheet><table:table table:name="{name}">{told}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    manifest = f'<manifest:manifest xmlns:manifest="{space}manifest:1.0">{entry}</manifest:manifest>'
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def overlapping(data: bytes) -> bytes:
    """The same archive with its last part where the first one is."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = archive.infolist()[-1].filename.encode()
    entry = data.rfind(name) - 46
    return data[: entry + 42] + struct.pack("<I", 0) + data[entry + 46 :]


def lying(data: bytes) -> bytes:
    """The same archive, whose last part says that it is one byte long."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        last = archive.infolist()[-1]
    entry = data.rfind(last.filename.encode()) - 46
    return data[: entry + 24] + struct.pack("<I", 1) + data[entry + 28 :]


def write_all(folder: Path) -> None:
    plain = xlsx(sheet_xml(grid_xml([HEADER, *ROWS])))
    middle = plain.rfind(b"PK\x03\x04") + 80
    far = grid_xml([HEADER, *ROWS]) + f'<row r="1048576">{cell("XFD1048576", "x")}</row>'
    entity = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + sheet_xml(grid_xml([HEADER]))[38:]
    formulas = "".join(
        f'<row r="{n}">{cell(f"A{n}", f"R{n}")}{cell(f"B{n}", "2026-05-10")}{cell(f"C{n}", "NPS")}<c r="D{n}"><f>1+{n}</f></c></row>'
        for n in range(2, 6)
    )
    password = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    files = {
        "far_cell.xlsx": xlsx(sheet_xml(far)),
        "entity.xlsx": xlsx(entity),
        "not_xml.xlsx": xlsx(sheet_xml('<row r="1"><c r="A1"><v>1</w></c></row>')),
        "address.xlsx": xlsx(sheet_xml('<row r="1"><c r="11"><v>1</v></c></row>')),
        "formulas_without_values.xlsx": xlsx(sheet_xml(grid_xml([HEADER[:4]]) + formulas)),
        "password.xlsx": password,
        "cut_off.xlsx": plain[: len(plain) // 2],
        "damaged.xlsx": bytes(byte ^ 0xFF if at in range(middle, middle + 40) else byte for at, byte in enumerate(plain)),
        "overlap.xlsx": overlapping(plain),
        "size_lie.xlsx": lying(plain),
        "document.xlsx": zipped({"word/document.xml": "<w/>", "[Content_Types].xml": "<Types/>"}),
        "paper.xlsx": b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n",
        "picture.xlsx": b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        "list.xlsx": b'[{"id": 1, "score": 9}]',
        "text.xlsx": b"response_id,date,score\nR1,2026-05-01,9\n",
        "notes.rtf": b"{\\rtf1 hello}",
        "old.xls": b"\x09\x04\x06\x00\x00\x00\x10\x00" + b"\0" * 60,
        "plain.xlsb": xlsb([HEADER, *ROWS]),
        "plain.ods": ods([HEADER, *ROWS]),
        "no_strings_part.xlsx": plain,
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    _parquet(folder / "plain.parquet")


def _parquet(path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = list(zip(*ROWS, strict=True))
    table = pa.table({**dict(zip(HEADER, map(list, columns), strict=True)), "properties": [{"a": n} for n in range(len(ROWS))]})
    pq.write_table(table, path)
