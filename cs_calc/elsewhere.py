"""What a person may pick instead of an upload: files of folders that have a name, tables of connections that have one."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from cs_calc.tables import room
from cs_calc.tables.database import Connection, Wanted, connection
from cs_calc.tables.match import Chosen
from cs_calc.tables.problems import Refused
from cs_calc.tables.read import RawFile, read_file
from cs_calc.tables.scanned_files import can_scan, scan_above
from cs_calc.tables.scanned_tables import Scanned
from cs_calc.tables.schema import KNOWN_HEADERS

SETTING = "CS_CALC_FOLDERS"
READABLE = frozenset({".csv", ".tsv", ".parquet", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
MOST_FILES = 2_000
"""Files of one folder that are offered."""


@dataclass(frozen=True)
class Pick:
    """One file of a named folder, or one table or query of a named connection.

    >>> Pick("database", "crm", "usage").place, Pick("folder", "Product log", "2026/may.parquet").place
    ('database:crm/usage', 'Product log/2026/may.parquet')
    """

    kind: Literal["folder", "database"]
    source: str
    item: str

    @property
    def place(self) -> str:
        """How it is called on the page, in the ledger and in messages."""
        return Wanted(self.source, self.item).place if self.kind == "database" else f"{self.source}/{self.item}"

    def file(self) -> RawFile:
        """It as a file of which nothing is held; each time it is picked it counts as new, since it may have changed."""
        return RawFile(self.place, self.kind, hashlib.sha256(uuid.uuid4().bytes).hexdigest(), (), ())


@dataclass(frozen=True)
class Places:
    """What is set up on this server: folders and connections, by name."""

    folders: Mapping[str, Path] = field(default_factory=dict)
    connections: Mapping[str, Connection] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.folders or self.connections)

    def offered(self, kind: str, source: str) -> list[str]:
        """The files of a folder, or the tables and queries of a connection. Raises Refused."""
        if kind == "folder":
            return files_in(self.folder(source))
        from cs_calc.tables.database_open import Database

        with Database(connection(source, self.connections)) as database:
            return database.offered()

    def folder(self, name: str) -> Path:
        """The folder of a name. Raises Refused."""
        if name not in self.folders:
            raise Refused("no_folder", f"There is no folder called {name}. Known: {', '.join(self.folders) or 'none'}.")
        return self.folders[name]


def folders() -> dict[str, Path]:
    """The folders of `CS_CALC_FOLDERS="Product log=/srv/usage; Exports=/srv/exports"`, by name. Raises Refused."""
    found: dict[str, Path] = {}
    for part in os.environ.get(SETTING, "").split(";"):
        if not part.strip():
            continue
        name, equals, path = (word.strip() for word in part.partition("="))
        if not (name and equals and os.path.isabs(path)) or "/" in name or name in found:
            text = f"{SETTING} needs each folder once, as name=/path with a full path and ; between them, such as Exports=/srv/exports."
            raise Refused("bad_setting", text)
        found[name] = Path(path)
    return found


def files_in(folder: Path) -> list[str]:
    """The files of a folder, and of those inside it, that can be read: their names from there, in order. Raises Refused."""
    if not folder.is_dir():
        raise Refused("no_folder", "This folder is not there, or the server may not read it. Tell whoever runs it.")
    names = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix.lower() in READABLE and not any(p.startswith((".", "_")) for p in Path(name).parts) and _inside(folder, name):
            names.append(name)
            if len(names) == MOST_FILES:
                break
    return names


def path_of(folder: Path, name: str) -> Path:
    """The file of that name in a folder. Raises Refused for whatever leads out of it (.., a full path, a link), and where there is none."""
    if not _inside(folder, name):
        raise Refused("unreadable", f"There is no file {name} in this folder. Choose one of the files listed.")
    return folder / name


def _inside(folder: Path, name: str) -> bool:
    """Whether a name, with all links followed, is a file inside the folder."""
    try:
        path = (folder / name).resolve(strict=True)
    except (OSError, ValueError, RuntimeError):
        return False
    return path.is_file() and path.is_relative_to(folder.resolve()) and ".." not in Path(name).parts and not Path(name).is_absolute()


@dataclass
class Gathered:
    """What the picks hold: files as uploads are, what was scanned or grouped where it lies, and what could not be read."""

    files: list[RawFile] = field(default_factory=list)
    scanned: Scanned | None = None
    lost: dict[str, str] = field(default_factory=dict)
    """By place: why it could not be read, in a sentence."""


def gather(
    picks: Sequence[Pick],
    places: Places,
    *,
    chosen: Callable[[str], Chosen] = lambda place: {},
    answers: Mapping[str, str] | None = None,
    say: Callable[[Pick, int], None] = lambda pick, number: None,
    token: str = "",
    held: int = 0,
) -> Gathered:
    """Read what was picked: large csv and Parquet files are scanned by path, smaller ones read as uploads are, logs of a database grouped
    in it. `say` is told before each pick; one that cannot be read, or does not fit beside `held` bytes into what a session may hold,
    does not spoil the others.
    """
    found, paths = Gathered(), {}
    for pick in picks:
        if pick.kind == "folder":
            try:
                paths[pick] = path_of(places.folder(pick.source), pick.item)
            except Refused as why:
                found.lost[pick.place] = why.message
    small = _scan(paths, found, chosen, answers or {})
    for number, pick in enumerate(picks):
        say(pick, number)
        before, files = found.scanned, len(found.files)
        try:
            if pick.kind == "database":
                from cs_calc.tables.database_read import read_databases

                wanted = [Wanted(pick.source, pick.item)]
                found.scanned = read_databases(wanted, places.connections, before, chosen=chosen, answers=answers)
            elif pick in small:
                found.files.append(_read(paths[pick], token))
            _fits(pick, found, held)
        except Refused as why:
            found.lost[pick.place] = why.message
            found.scanned = before
            del found.files[files:]
    return found


def _fits(pick: Pick, found: Gathered, held: int) -> None:
    """Raises Refused where what is in memory is more than one session may hold."""
    files = [*found.files, *(found.scanned.files if found.scanned is not None else ())]
    needed = (held + sum(room.of_cells(sheet.columns) for file in files for sheet in file.sheets)) * (1 + room.UNDERSTOOD)
    try:
        most = room.session_bytes()
    except room.BadRoom as bad:
        raise Refused("bad_setting", str(bad)) from None
    if needed > most:
        raise Refused("too_full", room.too_full(pick.place, needed, most))


def _scan(paths: Mapping[Pick, Path], found: Gathered, chosen: Callable[[str], Chosen], answers: Mapping[str, str]) -> set[Pick]:
    """Scan what is large of csv and Parquet files; gives the others, which are read as uploads are."""
    limit = scan_above()
    those = {pick: path for pick, path in paths.items() if can_scan(path)}
    if sum(path.stat().st_size for path in those.values()) <= limit:
        return set(paths)
    if find_spec("duckdb") is None:
        text = f"Files of more than {limit / 2**20:,.0f} MB together are scanned by DuckDB, which this server does not have."
        found.lost |= {pick.place: text for pick in those}
        return set(paths) - set(those)
    from cs_calc.tables.scanned import scan

    def of(picks: Iterable[Pick]) -> tuple[Scanned, list[Path]]:
        names = dict.fromkeys(pick.source for pick in picks)
        named = [(name, [those[pick] for pick in picks if pick.source == name]) for name in names]
        return scan(named, limit=limit, chosen=chosen, answers=answers)

    try:
        found.scanned, small = of(list(those))
    except Refused:
        for pick in list(those):
            try:
                of([pick])
            except Refused as why:
                found.lost[pick.place] = why.message
                del those[pick]
        found.scanned, small = of(list(those))
    return {pick for pick, path in paths.items() if path in small or not can_scan(path)}


def _read(path: Path, token: str) -> RawFile:
    try:
        data = path.read_bytes()
    except OSError:
        raise Refused("unreadable", f"The file {path.name} cannot be read: the server may not open it.") from None
    return read_file(path.name, data, known_headers=KNOWN_HEADERS, token=token)
