"""Who practises, and how they come back to their own progress and to nobody else's.

Without sign-in a learner is a name and a private key. The key is made by us (60 random bits), shown once, and alone opens the
progress again; the name opens nothing, so that typing a colleague's name begins a new, empty progress. Of the key only a hash
is kept: a copy of the database opens no account. (A password would be one more thing to choose and to leak; a name with a PIN
can be guessed.) Where people sign in, the identity that the provider vouches for (issuer and subject) takes the key's place.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update

from cs_calc.training.progress.attempt import storable
from cs_calc.training.progress.store import Store, add_rows
from cs_calc.training.progress.tables import LEARNERS

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs that are not mistaken for each other when read aloud or copied by hand (no 0, 1, I, O)."""
LONGEST_NAME = 80
LEADS = "CS_CALC_LEADS"


class NotLead(Exception):
    """Somebody who is no team lead asks for the team's report. `str()` is a sentence."""


@dataclass(frozen=True)
class Learner:
    """Somebody who practises. `id` is secret to nobody but opens nothing; `email` only where they signed in."""

    id: str
    name: str
    since: datetime
    cohort: str | None = None
    email: str | None = None

    @property
    def tag(self) -> str:
        """The name with what tells two of the same name apart.

        >>> from datetime import UTC
        >>> Learner("4f2a9c0d" + "0" * 24, "Ana", datetime(2026, 11, 2, tzinfo=UTC)).tag
        'Ana #4f2a9c0d'
        """
        return f"{self.name} #{self.id[:8]}"


@dataclass(frozen=True)
class Identity:
    """A signed-in person, as the provider vouches for them."""

    issuer: str
    subject: str
    name: str
    email: str | None = None


def identity_of(claims: Mapping[str, Any]) -> Identity | None:
    """The person behind OpenID Connect's claims (iss, sub, name, email); None where nobody is signed in.

    An address that the provider says it has not verified is left out: it could be anybody's.

    >>> identity_of({"iss": "https://id.example", "sub": "17", "email": "ana@example.com", "email_verified": False})
    Identity(issuer='https://id.example', subject='17', name='ana@example.com', email=None)
    """
    issuer, subject = str(claims.get("iss") or ""), str(claims.get("sub") or "")
    if not issuer or not subject:
        return None
    email = str(claims.get("email") or "")
    known = email if email and claims.get("email_verified") not in (False, "false", "False") else None
    return Identity(issuer, subject, named(str(claims.get("name") or email)) or "Signed-in learner", known)


def named(typed: str) -> str:
    """A name as it is kept: one line, without spaces around it, at most 80 characters; "" where nothing was typed.

    >>> named("  Ana   Silva ")
    'Ana Silva'
    """
    return storable(" ".join(typed.split()), LONGEST_NAME)


def begin(store: Store, name: str, now: datetime) -> tuple[Learner, str]:
    """A new learner of that name and their private key, which is shown once. Two learners may have the same name.

    Raises NotKept, and ValueError for an empty name.
    """
    if not named(name):
        raise ValueError("A name is needed: type the one your team knows you by.")
    key = _new_key()
    learner = Learner(uuid.uuid4().hex, named(name), now)
    with store.changing() as connection:
        connection.execute(insert(LEARNERS).values(id=learner.id, name=learner.name, since=now, key_hash=_hash(key)))
    return learner, key


def resume(store: Store, key: str) -> Learner | None:
    """The learner whom a key belongs to, however it was typed (small letters, without dashes); None for a key of nobody."""
    return _one(store, LEARNERS.c.key_hash == _hash(key)) if len(_plain(key)) == 12 else None


def new_key(store: Store, learner: Learner) -> str:
    """Another private key for a learner whose progress is open; the earlier one opens nothing any more."""
    key = _new_key()
    with store.changing() as connection:
        connection.execute(update(LEARNERS).where(LEARNERS.c.id == learner.id).values(key_hash=_hash(key)))
    return key


def signed_in(store: Store, identity: Identity, now: datetime) -> Learner:
    """The learner of a signed-in person, begun at the first visit; name and address follow the provider."""
    known = f"{identity.issuer}|{identity.subject}"
    row = {"id": uuid.uuid4().hex, "name": identity.name, "since": now, "identity": known, "email": identity.email}
    with store.changing() as connection:
        found = connection.execute(select(LEARNERS.c.name, LEARNERS.c.email).where(LEARNERS.c.identity == known)).one_or_none()
        if found is None:
            add_rows(connection, [row], LEARNERS, LEARNERS.c.identity)
        elif (found.name, found.email) != (identity.name, identity.email):
            now_called = update(LEARNERS).where(LEARNERS.c.identity == known)
            connection.execute(now_called.values(name=identity.name, email=identity.email))
    learner = _one(store, LEARNERS.c.identity == known)
    assert learner is not None
    return learner


def again(store: Store, learner: Learner) -> Learner | None:
    """The learner as they are now (cohort, name); None where their progress has been deleted."""
    return _one(store, LEARNERS.c.id == learner.id)


def forget(store: Store, learner: Learner) -> None:
    """Delete a learner and every attempt of theirs. It cannot be undone: offer the export first."""
    with store.changing() as connection:
        connection.execute(delete(LEARNERS).where(LEARNERS.c.id == learner.id))


def leads() -> tuple[str, ...]:
    """Whom `CS_CALC_LEADS` names, separated by commas or semicolons."""
    return tuple(part.strip() for part in re.split(r"[,;]", os.environ.get(LEADS, "")) if part.strip())


def is_lead(learner: Learner, named_leads: tuple[str, ...] | None = None) -> bool:
    """Whether a learner may see the team's report: their verified address is named, or their name with its tag.

    A bare name in the setting opens it to nobody (see `unclear_leads`): anybody could type it.

    >>> from datetime import UTC
    >>> ana = Learner("4f2a9c0d" + "0" * 24, "Ana", datetime(2026, 11, 2, tzinfo=UTC))
    >>> is_lead(ana, ("Ana",)), is_lead(ana, ("ana #4F2A9C0D",))
    (False, True)
    """
    wanted = {one.casefold() for one in (leads() if named_leads is None else named_leads)}
    return learner.tag.casefold() in wanted or (learner.email is not None and learner.email.casefold() in wanted)


def must_lead(learner: Learner, named_leads: tuple[str, ...] | None = None) -> None:
    """Raises NotLead unless the learner `is_lead`."""
    if not is_lead(learner, named_leads):
        raise NotLead(f"The team's report is open to whom the setting {LEADS} names. You are {learner.email or learner.tag}.")


def unclear_leads(named_leads: tuple[str, ...] | None = None) -> str | None:
    """A sentence about names in the setting that can open the report to nobody, else None.

    >>> unclear_leads(("Ana", "maria@example.com"))
    'CS_CALC_LEADS names Ana, which anybody could type. Write an e-mail address where people sign in, or the name with its tag, as \
the Learn page shows it to its owner (Ana #1a2b3c4d).'
    """
    bare = [one for one in (leads() if named_leads is None else named_leads) if "@" not in one and not re.search(r" #[0-9a-fA-F]{8}$", one)]
    if not bare:
        return None
    return (
        f"{LEADS} names {', '.join(bare)}, which anybody could type. Write an e-mail address where people sign in, or the name with "
        f"its tag, as the Learn page shows it to its owner ({bare[0]} #1a2b3c4d)."
    )


def _new_key() -> str:
    signs = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return "-".join(signs[i : i + 4] for i in (0, 4, 8))


def _plain(key: str) -> str:
    return re.sub(r"[\s-]", "", key).upper()


def _hash(key: str) -> str:
    # 60 random bits need no slow hash, which is for passwords that people choose
    return hashlib.sha256(_plain(key).encode("utf-8", "replace")).hexdigest()


def _one(store: Store, which: ColumnElement[bool]) -> Learner | None:
    wanted = select(LEARNERS.c.id, LEARNERS.c.name, LEARNERS.c.since, LEARNERS.c.cohort, LEARNERS.c.email).where(which)
    with store.reading() as connection:
        row = connection.execute(wanted).one_or_none()
    return None if row is None else Learner(**row._mapping)
