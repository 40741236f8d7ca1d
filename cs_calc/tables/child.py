"""The reading process: bytes in on stdin, a JSON answer and Arrow streams out on stdout; never pickle.

Started by file path as `python -I -S child.py <sys.path of the parent as JSON>`: no site-packages hooks, no
user settings, no current directory, and `cs_calc` itself is not run (only its folder is made known), so it
starts in the time of its two libraries. It gives itself its limits before it sees a byte of the file.

In: 8 bytes length, job as JSON; 8 bytes length, the file.
Out: 8 bytes length, answer as JSON; then one Arrow stream per sheet.

**For the page that uploads** (this module is only the process; the page talks to `cs_calc.tables.read`):

- `read_file(name, data, token=T)` blocks until the file is read, so call it in a worker thread (one thread per file). T is any
  text that nobody else uses, e.g. `uuid4().hex` kept in the session. At most two files are read at once on the whole server; the
  others wait in the order they came. Waiting does not count as reading time.
- `progress(T)` may be polled from the script (an `st.fragment(run_every=0.5)`): None before it starts and after it has ended, else
  `Progress(stage, ahead, seconds)`; stage is "waiting" (`ahead` files come first), "checking" or "reading"; `.sentence` says it in words.
- `stop(T)` ends it, in line or under way, at once: `read_file` raises `Refused` with code "stopped". Gives whether there was one.
- `waiting()` is how many files wait right now on the whole server; `busy()` whether the next would have to wait.
- `current().in_words()` are the limits that hold, for showing; `CS_CALC_LIMITS` sets others (see reading/limits.py).
"""

from __future__ import annotations

import gc
import json
import os
import struct
import sys
import types
from typing import IO, Any


def main() -> None:
    """Wait for one job, do it, answer and end; an end of input before that ends it too."""
    job_bytes = _take(sys.stdin.buffer)
    if job_bytes is None:
        return
    job: dict[str, Any] = json.loads(job_bytes)
    _limit(job["limits"])
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no part of the answer
    try:
        data = _take(sys.stdin.buffer)
        if data is None:
            return
        answer, tables = _work(job, data)
        del data
        _give(out, answer, tables)
    except MemoryError:
        _give(out, {"status": "refused", "code": "out_of_memory"}, [])


def _work(job: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[Any]]:
    from cs_calc.tables.reading.book import read_book
    from cs_calc.tables.reading.limits import Limits, Stop
    from cs_calc.tables.reading.text import read_text

    limits, known = Limits(**job["limits"]), frozenset(job["known_headers"])
    try:
        if job["kind"] == "parquet":
            from cs_calc.tables.reading.parquet import read_parquet

            sheets, notes = read_parquet(job["stem"], data, limits)
        elif job["kind"] in ("csv", "tsv"):
            sheets, notes = [], []
            start = 0
            for stem, kind, size in job["packed"] or [(job["stem"], job["kind"], len(data))]:
                made, told = read_text(stem, kind, data[start : start + size], known, limits, job["encoding"], job["delimiter"])
                sheets, notes, start = sheets + made, notes + told, start + size
        else:
            sheets, notes = read_book(data, known, limits)
    except Stop as stop:
        return {"status": "refused", "code": stop.code, "message": stop.message}, []
    told = [
        {
            "name": sheet.name,
            "header": sheet.header,
            "header_row": sheet.header_row,
            "places": sheet.places,
            "kinds": sheet.kinds,
            "hidden": sheet.hidden,
            "source": sheet.source,
            "labels": sheet.labels,
        }
        for sheet in sheets
    ]
    notes = notes + [note for sheet in sheets for note in sheet.notes]
    return {"status": "ok", "sheets": told, "notes": notes}, [sheet.table for sheet in sheets]


def _take(stream: IO[bytes]) -> bytes | None:
    head = stream.read(8)
    if len(head) < 8:
        return None
    (size,) = struct.unpack(">Q", head)
    body = stream.read(size)
    return body if len(body) == size else None


def _give(out: IO[bytes], answer: dict[str, Any], tables: list[Any]) -> None:
    import pyarrow as pa

    body = json.dumps(answer).encode()
    out.write(struct.pack(">Q", len(body)) + body)
    for table in tables:
        with pa.ipc.new_stream(out, table.schema) as writer:
            writer.write_table(table)
    out.flush()


def _limit(limits: dict[str, Any]) -> None:
    """Memory, processor time, no files and no core dump, where the system has such limits."""
    try:
        import resource
    except ImportError:  # Windows: only the parent's time-out
        return
    seconds = int(limits["seconds"]) + 1
    for name, value in (
        ("RLIMIT_AS", int(limits["memory_bytes"])),
        ("RLIMIT_CPU", seconds),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_CORE", 0),
    ):
        try:
            resource.setrlimit(getattr(resource, name), (value, value))
        except (AttributeError, ValueError, OSError):  # macOS knows the name but refuses RLIMIT_AS
            continue


def _find_package() -> None:
    """Make `cs_calc.tables` importable without running the `__init__` of either."""
    tables = os.path.dirname(os.path.abspath(__file__))
    for name, folder in (("cs_calc", os.path.dirname(tables)), ("cs_calc.tables", tables)):
        module = types.ModuleType(name)
        module.__path__ = [folder]
        sys.modules[name] = module


class _NoPandas:
    """pyarrow loads pandas at its first array if it finds it: 0.4 s and memory for nothing."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ImportError(name)


if __name__ == "__main__":
    sys.path[:] = json.loads(sys.argv[1])
    _find_package()
    sys.meta_path.insert(0, _NoPandas())
    import pyarrow.ipc  # noqa: F401

    import cs_calc.tables.reading.book
    import cs_calc.tables.reading.text  # noqa: F401

    gc.disable()  # one file and out: nothing made here is worth a collection
    main()
    sys.stderr.flush()
    os._exit(0)  # the system frees it all at once, faster than Python one by one
