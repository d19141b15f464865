"""Opens a run in the store: its session, its plan, its drill, its field. What the engine is then handed
as data."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path

from hardware.spec import FieldSpec
from sequences.codec import plan_sha, plan_to_doc, to_doc
from sequences.load import DrillFile
from sequences.model import Plan
from sequences.shape import nearest_first, show
from trainer.errors import AskError
from trainer.facts import UNDERFOOT, Athlete, RunHeader, SessionHeader, Standing, Underfoot
from trainer.store.open import Store
from trainer.store.read import session_for
from trainer.store.write import Document, add_run, add_session, new_id
from trainer.time_of_day import Source

NOTHING = Standing()
UNSAID = Underfoot()
Told = Mapping[str, str | None]  # surface, footwear, condition: what is said of them
AS_BEFORE: Told = {}
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def open_run(
    store: Store,
    plan: Plan,
    *,
    file: DrillFile,
    field: FieldSpec,
    athletes: tuple[Athlete, ...],
    bind: Mapping[str, str],
    wall_s: float,
    wall_source: Source = "system",
    run_id: str | None = None,
    standing: Standing = NOTHING,
    notes: tuple[str, ...] = (),
    underfoot: Told = AS_BEFORE,
) -> RunHeader:
    """Store session (a new one after 4 idle hours, and on or in something else), run and plan, and return the run's
    header.

    ``athletes`` in the order of the plan's athlete numbers, all of them stored. ``notes`` are said on every result of
    the run. ``wall_source``: whose time ``wall_s`` is. ``underfoot``: what is said of it, see ``underfoot_now``. Raises
    StoreError, UnknownRow.
    """
    on = underfoot_now(store, field, wall_s, underfoot)
    session = session_for(store, wall_s, field.name, field.simulated, underfoot=on)
    if session is None:
        session = new_session(field, wall_s, wall_source, on)
        add_session(store, session)
    boot_id = BOOT_ID.read_text().strip()
    bound = tuple(sorted(bind.items()))
    run = RunHeader(run_id or new_id(), session.id, wall_s, athletes, boot_id, bound, notes, standing)
    add_run(
        store,
        run,
        plan,
        plan_doc=Document(plan_sha(plan), plan_to_doc(plan)),
        drill_doc=Document(file.sha, file.doc),
        field_name=field.name,
        field_doc=Document(field.sha, to_doc(field)),
    )
    return run


def told_underfoot(surface: str | None, footwear: str | None, condition: str | None) -> Told:
    """What is said of it. AskError for what is none of UNDERFOOT, nor empty."""
    told = {"surface": surface, "footwear": footwear, "condition": condition}
    for name, value in told.items():
        if value and value not in UNDERFOOT[name]:
            allowed = ", ".join(nearest_first(value, UNDERFOOT[name]))
            raise AskError(f"{name}: {show(value)} is not allowed; allowed: {allowed}")
    return told


def underfoot_now(store: Store, field: FieldSpec, wall_s: float, told: Told = AS_BEFORE) -> Underfoot:
    """What a run that opens now is run on and in: as told; what is not (None) as in the session that is on, or as the
    field's file says."""
    on = session_for(store, wall_s, field.name, field.simulated)
    before = on.underfoot if on is not None else Underfoot(field.surface)
    return replace(before, **{name: value for name, value in told.items() if value is not None})


def new_session(
    field: FieldSpec, wall_s: float, wall_source: Source = "system", underfoot: Underfoot = UNSAID
) -> SessionHeader:
    """The header of a session that opens now on this machine."""
    return SessionHeader(
        id=new_id(),
        opened_wall_s=wall_s,
        wall_source=wall_source,
        boot_id=BOOT_ID.read_text().strip(),
        unit=socket.gethostname(),
        software=f"cue-trainer {version('cue-trainer')}",
        field_name=field.name,
        simulated=field.simulated,
        **asdict(underfoot),
    )
