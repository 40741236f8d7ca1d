"""Runs one reading process per file, with a time limit; one is kept warm in advance."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import queue
import signal
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa

from cs_calc.tables.reading.limits import Limits, Stop, too_slow
from cs_calc.tables.reading.waiting import Ticket

_CHILD = str(Path(__file__).resolve().parent.parent / "child.py")
_KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP", "LANG", "LC_ALL")

# Module state with no user data in it: a process that has had no file yet.
_ready: queue.SimpleQueue[subprocess.Popen[bytes]] = queue.SimpleQueue()


def warm() -> None:
    """Start the next reading process in advance if none is waiting; returns at once."""
    if _ready.empty():
        _ready.put(_start())


def take() -> subprocess.Popen[bytes]:
    """A reading process that has had no file yet: the one waiting, or a new one."""
    while True:
        try:
            child = _ready.get_nowait()
        except queue.Empty:
            return _start()
        if child.poll() is None:
            return child


def end(child: subprocess.Popen[bytes]) -> None:
    """Stop the process, whatever it does, and free what belongs to it."""
    if child.poll() is None:
        child.kill()
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe:
            with contextlib.suppress(OSError):
                pipe.close()
    child.wait()


def run(child: subprocess.Popen[bytes], job: dict[str, Any], data: bytes, ticket: Ticket) -> tuple[dict[str, Any], list[pa.Table]]:
    """Hand the file to the process and take its answer and tables; raises `Stop` if it fails or is slow."""
    limits = ticket.limits
    body = json.dumps(job).encode()
    message = b"".join((struct.pack(">Q", len(body)), body, struct.pack(">Q", len(data)), data))
    try:
        out, err = child.communicate(message, timeout=ticket.left)
    except subprocess.TimeoutExpired:
        raise Stop("timed_out", too_slow(limits)) from None
    ticket.check()
    try:
        (size,) = struct.unpack(">Q", out[:8])
        answer: dict[str, Any] = json.loads(out[8 : 8 + size])
        if answer["status"] != "ok":
            if answer["code"] == "out_of_memory" or (answer["code"] == "corrupt" and _lacked_memory(err)):
                raise _too_big(limits)
            raise Stop(answer["code"], answer["message"])
        reader = pa.BufferReader(pa.py_buffer(out).slice(8 + size))
        tables = []
        for _ in answer["sheets"]:
            table = pa.ipc.open_stream(reader).read_all()
            table.validate(full=True)
            tables.append(table)
    except (struct.error, ValueError, KeyError, TypeError, pa.ArrowException):
        raise _died(child.returncode, err, limits) from None
    return answer, tables


def _died(code: int, err: bytes, limits: Limits) -> Stop:
    if code == -getattr(signal, "SIGXCPU", 24):
        return Stop("timed_out", too_slow(limits))
    if code == -9 or _lacked_memory(err):
        return _too_big(limits)
    return Stop(
        "corrupt",
        "is damaged: reading it had to be stopped. Open it in your spreadsheet program, save it again as .xlsx and upload that.",
    )


def _lacked_memory(err: bytes) -> bool:
    """Whether the last words of the process tell that it ran out of memory, as the reader panics then too."""
    words = (b"memory allocation", b"MemoryError", b"bad_alloc", b"Cannot allocate", b"capacity overflow")
    return any(word in err for word in words)


def _too_big(limits: Limits) -> Stop:
    return Stop(
        "out_of_memory",
        f"needs more than {limits.memory_bytes // 2**20:,} MB of memory to read, so reading was stopped. "
        "Split it, leave out sheets and columns that are not needed, or save it as .csv.",
    )


def _start() -> subprocess.Popen[bytes]:
    settings = {key: os.environ[key] for key in _KEPT if key in os.environ}
    settings |= {
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "1",
    }
    folders = [folder for folder in sys.path if folder]
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-B", "-X", "utf8", _CHILD, json.dumps(folders)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=settings,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


@atexit.register
def _stop_ready() -> None:
    while not _ready.empty():
        end(_ready.get_nowait())
