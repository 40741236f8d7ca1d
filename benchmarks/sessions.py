"""Many people on one server: how long a rerun takes with 60 sessions at work against one alone, and what an idle session costs in memory.

    python benchmarks/sessions.py [--sessions 60] [--processes 1] [--only load|memory]

The sessions are real ones: each speaks Streamlit's own protocol (protobuf messages over a WebSocket) with a server that `cs-calc` has
started, as a browser does, without drawing anything. A third of them choose another period on the Scorecard, a third press a key in the
calculator, a third open the course and the practice page by turns; each begins a rerun 2 s after it began the last, or as soon as that is
done where it took longer. A rerun's time is from sending it until the server says that the script has finished. Alone: one session of
each kind, by itself, at the same pace. With `--processes` that many servers share the sessions, each of which stays with its own, as
behind a proxy (docs/deployment.md); alone is alone on the first of them.

Memory: sessions with the sample company, and sessions that uploaded it as files of their own, stand idle; what a further one adds to the
server's memory, less what its data are (`memory_usage(deep=True)` of the cells and of the tables made of them). Idle is a session that
has asked for nothing for a while (`CS_CALC_IDLE`, here 5 s). Then all leave, and are looked at when Streamlit no longer keeps them.
`--rows` below 10,000 (as in CI): 6 sessions, a few seconds, a small file. Exit status 1 where a page shows an error.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

from parts.session import Person, arrive

ROOT = Path(__file__).resolve().parent.parent
if "cs_calc" not in sys.modules:  # also where the package is not installed
    sys.path.insert(0, str(ROOT))

PACE, GOAL, GOAL_MB, IDLE = 2.0, 4.0, 1.0, 5.0


# what the people do


async def scorecard(person: Person, turn: int) -> float:
    """Another period is chosen on the Scorecard."""
    options = list(person.widgets["Look at"].options)
    return await person.rerun(fragment=person.set("Look at", string_value=options[turn % len(options)]))


async def calculator(person: Person, turn: int) -> float:
    """A key is pressed in the calculator: another number in the first field."""
    label = next(text for text in person.widgets if text.startswith("MRR lost to downgrades"))
    return await person.rerun(fragment=person.set(label, double_value=2_000.0 + 10 * turn))


async def learning(person: Person, turn: int) -> float:
    """The course and the practice page by turns."""
    person.page, person.query, person.states = ("learn", "practice")[turn % 2], "data=sample", {}
    return await person.rerun()


CALCULATOR = (
    "data=sample&metric=net_mrr_churn&opening_mrr=100000&churned_mrr=4000&contracted_mrr=1000&expanded_mrr=8000&reactivated_mrr=2000"
)
KINDS: dict[str, tuple[str, str, Callable[[Person, int], Coroutine[Any, Any, float]]]] = {
    "scorecard, another period": ("scorecard", "data=sample", scorecard),
    "calculator, a key press": ("calculator", CALCULATOR, calculator),
    "learn and practice": ("learn", "data=sample", learning),
}


async def at_work(
    person: Person, act: Callable[[Person, int], Coroutine[Any, Any, float]], first: int, pace: float, until: float
) -> list[float]:
    """Reruns at a pace until a time; the seconds of each."""
    took, turn, due = [], first, time.perf_counter() + random.random() * pace
    while due < until:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        due = time.perf_counter() + pace
        took.append(await act(person, turn))
        due, turn = max(due, time.perf_counter()), turn + 1
    return took


async def load(
    servers: Sequence[tuple[str, int]], sessions: int, seconds: float, pace: float, warm: int
) -> tuple[dict[str, list[float]], dict[str, list[float]], dict[str, float], list[str]]:
    """Times alone and together by kind, processor seconds of a rerun alone, and the errors that pages showed.

    `warm` turns before each is timed alone: on a server that runs, every period has been looked at by somebody.
    """
    cost: dict[str, float] = {}
    alone: dict[str, list[float]] = {}
    together: dict[str, list[float]] = {kind: [] for kind in KINDS}
    everyone: list[tuple[str, Person]] = []
    for number, (url, process) in enumerate(servers):
        for kind, (page, query, act) in KINDS.items():
            person = await arrive(url, page, query)
            for turn in range(-warm, 0):
                await act(person, turn)
            if not number:
                used = processor(process)
                alone[kind] = await at_work(person, act, 0, pace, time.perf_counter() + seconds)
                cost[kind] = (processor(process) - used) / len(alone[kind])
            everyone.append((kind, person))
    while len(everyone) < sessions:
        kind, (url, _) = list(KINDS)[len(everyone) % len(KINDS)], servers[len(everyone) // len(KINDS) % len(servers)]
        everyone.append((kind, await arrive(url, KINDS[kind][0], KINDS[kind][1])))
    until = time.perf_counter() + seconds
    tasks = [at_work(p, KINDS[kind][2], 3 * n, pace, until) for n, (kind, p) in enumerate(everyone)]
    for (kind, _), took in zip(everyone, await asyncio.gather(*tasks), strict=True):
        together[kind] += took
    for _, person in everyone:
        await person.wire.close()
    return alone, together, cost, [e for _, p in everyone for e in p.errors]


def p95(times: list[float]) -> float:
    """The 95th percentile in milliseconds."""
    return 1_000 * (statistics.quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0])


# what the server uses


def processor(process: int) -> float:
    """Processor seconds of a process and of what it has started and ended; 0 where the system does not say."""
    with suppress(OSError):
        found = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return sum(int(n) for n in found[11:15]) / os.sysconf("SC_CLK_TCK")
    return 0.0


def resident(process: int) -> float:
    """What a process holds, in MB; 0 where the system does not say."""
    with suppress(OSError):
        return int(re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text())[0]) / 1024
    return 0.0


async def idle(
    url: str, process: int, first: int, more: int, file: tuple[str, bytes] | None, rest: float
) -> tuple[float, float, float, list[str]]:
    """MB that a further idle session adds, MB with all of them, MB after they left and `rest` seconds, and errors."""

    async def one() -> Person:
        person = await arrive(url, "scorecard" if file is None else "data", "data=sample" if file is None else "")
        if file is not None:
            await person.upload(url, *file)
            person.page, person.query, person.states = "scorecard", "", {}
            await person.rerun(learn=True)
        return person

    pause = IDLE + 5 if rest else 1.0
    people = [await one() for _ in range(first)]
    await asyncio.sleep(pause)
    before = resident(process)
    people += [await one() for _ in range(more)]
    await asyncio.sleep(pause)
    after = resident(process)
    for person in people:
        await person.wire.close()
    await asyncio.sleep(rest)
    last = await arrive(url, "learn", "")
    await asyncio.sleep(pause)
    left = resident(process)
    await last.wire.close()
    return (after - before) / more, after, left, [e for p in people for e in p.errors]


@contextmanager
def server(folder: Path, **settings: str) -> Iterator[tuple[str, int]]:
    """`cs-calc` on a port of its own, with these settings: its address and its process, until it is no longer needed."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    command = [sys.executable, "-m", "cs_calc", "--no-browser", "--port", str(port), "--server.fileWatcherType=none"]
    settings = {**os.environ, "CS_CALC_PROGRESS": str(folder / "progress.db"), **settings}
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=settings)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            with suppress(OSError):
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=5)
                break
            time.sleep(0.1)
        else:
            raise SystemExit(f"{url} does not answer.")
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(15)


def own_file(small: bool) -> tuple[tuple[str, bytes], float]:
    """A file to upload, and the MB of its cells and of the tables made of them: the sample company, or its renewals."""
    from cs_calc.sample import home, sample_workbook
    from cs_calc.tables.load import load
    from cs_calc.tables.read import read_file
    from cs_calc.tables.schema import KNOWN_HEADERS

    book = home() / "sample_data" / "csv" / "renewals.csv" if small else sample_workbook()
    file = read_file(book.name, book.read_bytes(), known_headers=KNOWN_HEADERS)
    frames = [*load([file]).dataset.tables.values(), *(sheet.frame() for sheet in file.sheets)]
    return (book.name, book.read_bytes()), sum(frame.memory_usage(deep=True, index=False).sum() for frame in frames) / 2**20


def run(visits: Coroutine[Any, Any, Any]) -> Any:
    """What the people do, on the fastest event loop that is there: they should cost little beside the server."""
    with suppress(ImportError):
        import uvloop

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(visits)
    return asyncio.run(visits)


def show_load(alone: dict[str, list[float]], together: dict[str, list[float]], cost: dict[str, float], sessions: int) -> None:
    """A line for each kind of rerun, and one for all of them."""
    print(
        f"{'p95 of a rerun, ms (median)':28} {'alone':>14} {f'{sessions} sessions':>16} {'ratio':>6} {'reruns':>7} {'processor, alone':>17}"
    )
    for kind in (*KINDS, "all"):
        one, many = (list(chain.from_iterable(found.values())) if kind == "all" else found[kind] for found in (alone, together))
        used = f"{1e3 * cost[kind]:.0f} ms" if kind in cost else f"{1e3 * statistics.mean(cost.values()):.0f} ms each"
        shown = [f"{p95(times):.0f} ({1e3 * statistics.median(times):.0f})" for times in (one, many)]
        print(f"{kind:28} {shown[0]:>14} {shown[1]:>16} {p95(many) / p95(one):6.1f} {len(many):7} {used:>17}", flush=True)
    print(f"the aim: p95 of all at most {GOAL:g} times alone")


def main() -> int:
    """Measure and print; exit status 1 where a page shows an error."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rows", type=int, default=100_000, help="below 10000: 6 sessions, a few seconds")
    options.add_argument("--sessions", type=int, default=60)
    options.add_argument("--processes", type=int, default=1, help="servers that share them (default 1)")
    options.add_argument("--seconds", type=float, default=40.0, help="how long each part of the load lasts")
    options.add_argument("--rest", type=float, default=125.0, help="seconds after which those who left are looked at")
    options.add_argument("--only", choices=("load", "memory"), default="")
    chosen = options.parse_args()
    small = chosen.rows < 10_000
    sessions, seconds, pace, warm = (6, 1.5, 0.5, 1) if small else (chosen.sessions, chosen.seconds, PACE, 26)
    errors: list[str] = []
    print(f"Python {platform.python_version()}, streamlit {version('streamlit')}, {os.cpu_count()} cores", end="")
    print(f"; load before {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as name:
        if chosen.only != "memory":
            with ExitStack() as stack:
                servers = [stack.enter_context(server(Path(name))) for _ in range(chosen.processes)]
                *found, wrong = run(load(servers, sessions, seconds, pace, warm))
            show_load(*found, sessions)
            errors += wrong
        if chosen.only != "load":
            file, own = own_file(small)
            kinds = [(False, "with the shared sample company", 0.0), (True, f"with {file[0]} as an upload", own)]
            for own_files, what, data in kinds[1:] if small else kinds:
                first, more = (1, 1) if small else (3, 6) if own_files else (10, 20)
                with server(Path(name), CS_CALC_IDLE=f"{IDLE:g}") as (url, process):
                    each, most, left, wrong = run(
                        idle(url, process, first, more, file if own_files else None, 0.0 if small else chosen.rest)
                    )
                errors += wrong
                print(f"a further idle session {what}: {each:.2f} MB, its data {data:.2f} MB, beside it {each - data:.2f} MB", end="")
                print(f" (the aim: at most {GOAL_MB:g}); server {most:.0f} MB with {first + more}, {left:.0f} after they left", flush=True)
    print("no page showed an error" if not errors else "ERRORS: " + "; ".join(errors[:5]))
    return 1 if errors else 0


if __name__ == "__main__":
    raise SystemExit(main())
