"""A session without a browser: Streamlit's own protocol over WebSocket, as the page in a browser speaks it."""

from __future__ import annotations

import asyncio
import time
import urllib.request
from dataclasses import dataclass, field
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

SMALL = 600  # bytes: what says that a script has finished, or how the address now reads, is shorter
WIDGETS = {"selectbox", "number_input", "file_uploader", "button"}
DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR)


@dataclass
class Person:
    """One session: a connection, the widgets that it was shown, what it has set, the address as it now reads."""

    wire: Any
    page: str
    query: str
    widgets: dict[str, Any] = field(default_factory=dict)
    fragments: dict[str, str] = field(default_factory=dict)
    states: dict[str, WidgetState] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    session: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    urls: Any = None

    async def rerun(self, *, fragment: str = "", learn: bool = False) -> float:
        """Send a rerun with all that was set; the seconds until it has finished. `learn`: take note of the widgets."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.fragment_id = self.query, fragment
        state.page_name, state.page_script_hash = ("", self.pages[self.page]) if self.page in self.pages else (self.page, "")
        state.widget_states.widgets.extend(self.states.values())
        start = time.perf_counter()
        await self.wire.send(message.SerializeToString())
        while not self._taken(await asyncio.wait_for(self.wire.recv(), 120), learn):
            pass
        self.states = {key: s for key, s in self.states.items() if not s.HasField("trigger_value")}
        return time.perf_counter() - start

    def _taken(self, data: bytes, learn: bool) -> bool:
        """Take one message; whether it says that the script has finished."""
        if not learn and len(data) > SMALL and b"Traceback" not in data:
            return False
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if kind == "script_finished":
            return message.script_finished in DONE
        if kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "new_session":
            self.session = message.new_session.initialize.session_id or self.session
        elif kind == "navigation":
            self.pages = {p.url_pathname: p.page_script_hash for p in message.navigation.app_pages}
        elif kind == "file_urls_response":
            self.urls = message.file_urls_response.file_urls
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            what = element.WhichOneof("type")
            if what == "exception":
                self.errors.append(element.exception.message)
            elif what == "metric":
                self.texts.append(f"{element.metric.label}: {element.metric.body}")
            elif what == "markdown":
                self.texts.append(element.markdown.body)
            elif what in WIDGETS:
                widget = getattr(element, what)
                self.widgets[widget.label] = widget
                self.fragments[widget.label] = message.delta.fragment_id
        return False

    def set(self, label: str, **value: Any) -> str:
        """Set the widget with this label; gives the fragment that it belongs to."""
        widget = self.widgets[label]
        self.states[widget.id] = WidgetState(id=widget.id, **value)
        return self.fragments[label]

    async def upload(self, url: str, name: str, data: bytes) -> None:
        """Give a file to the page's uploader, as a browser does, and rerun until it has been read."""
        label = next(text for text in self.widgets if text.startswith("Spreadsheets"))
        ask = BackMsg()
        ask.file_urls_request.request_id, ask.file_urls_request.session_id = "1", self.session
        ask.file_urls_request.file_names.append(name)
        self.urls = None
        await self.wire.send(ask.SerializeToString())
        while self.urls is None:
            self._taken(await asyncio.wait_for(self.wire.recv(), 60), True)
        await asyncio.to_thread(_put, url, self.urls[0].upload_url, name, data)
        state = WidgetState(id=self.widgets[label].id)
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.name, info.size, info.file_id = name, len(data), self.urls[0].file_id
        info.file_urls.CopyFrom(self.urls[0])
        self.states[state.id] = state
        await self.rerun(learn=True)
        self.states.pop(state.id, None)


def _put(url: str, where: str, name: str, data: bytes) -> None:
    with urllib.request.urlopen(f"{url}/_stcore/health", timeout=30) as answer:
        cookie = answer.headers.get("Set-Cookie", "").split(";")[0]
        token = cookie.partition("=")[2].strip('"')
    edge = "0123456789abcdef"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
    body = head.encode() + data + f"\r\n--{edge}--\r\n".encode()
    headers = {
        "Content-Type": f"multipart/form-data; boundary={edge}",
        "Cookie": cookie,
        "X-Xsrftoken": token,
    }
    request = urllib.request.Request(url + where, body, headers, method="PUT")
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.read()


async def arrive(url: str, page: str, query: str) -> Person:
    """A new session that has opened a page."""
    options: dict[str, Any] = {"max_size": None, "max_queue": None, "compression": None, "ping_interval": None}
    wire = await websockets.connect(f"{url.replace('http', 'ws')}/_stcore/stream", subprotocols=["streamlit"], **options)
    person = Person(wire, page, query)
    await person.rerun(learn=True)
    return person
