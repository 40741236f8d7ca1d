"""Opening pages of the app without a browser, and reading what a person would read there."""

import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parent.parent
DATA = "pages/analyse/data.py"
KINDS = ("title", "header", "subheader", "markdown", "caption", "info", "success", "warning", "error")


def opened(page=None, *, files=(), session=None, **link):
    """The app as a link opens it, then a page of it; `files` are uploaded on the Data page first."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    for name, value in link.items():
        at.query_params[name] = value
    for key, value in (session or {}).items():
        at.session_state[key] = value
    at.run()
    if files:
        go(at, DATA)
        at.file_uploader[0].set_value([as_upload(f) for f in files]).run()
    if page:
        go(at, page)
    return at


def linked(page, *, data=None, files=(), **link):
    """A page as a link with these parameters opens it; `data="sample"` loads the sample company first."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    if data or files:
        at = opened(files=files, **({"data": data} if data else {}))
        at.query_params.clear()
    for name, value in link.items():
        at.query_params[name] = value
    return fine(at.switch_page(page).run())


def as_upload(file):
    """A path, or (name, text or bytes), as the uploader takes it."""
    if isinstance(file, tuple):
        return (file[0], file[1].encode() if isinstance(file[1], str) else file[1], "application/octet-stream")
    return (file.name, file.read_bytes(), "application/octet-stream")


def go(at, page):
    """To another page as the menu goes there: what the link said is gone."""
    at.query_params.clear()
    return at.switch_page(page).run()


def text(at):
    """All that a person can read: headings, sentences, captions, boxes, metrics."""
    parts = [x.value for kind in KINDS for x in getattr(at, kind)]
    parts += [f"{m.label} {m.value}" for m in at.metric]
    plain = "\n".join(str(p) for p in parts).replace("\\", "")
    return re.sub(r":(?:blue|orange|green|violet|red|gray)\[([^\]]*)\]", r"\1", plain)  # a term of the working has a colour


def fine(at):
    """The page, if nothing went wrong on it."""
    assert not at.exception, [(e.message, e.stack_trace) for e in at.exception]
    return at


def metrics(at):
    """What the large numbers say, by their label."""
    return {m.label: m.value.replace("\\", "") for m in at.metric}


def number(at, key):
    """The field for an input."""
    return at.number_input(key=f"in_{key}")


def query(at, name):
    """What stands in the link."""
    found = at.query_params.get(name)
    return found[0] if isinstance(found, list) else found
