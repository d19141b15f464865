"""Attempts of a scripted field that are in a store with all that was seen of them, to be judged again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from builders import MS, S
from reps import moving_drill, planned
from stands import ATHLETES, LAYOUT, Stand, started
from stores import new_store

from hardware.spec import FieldSpec, GateSpec, SpeakerSpec, StationSpec, TriggerSpec
from sequences.codec import plan_sha, plan_to_doc, to_doc
from trainer.facts import AttemptRecord, SessionHeader, Verdict
from trainer.store.open import Store
from trainer.store.results import Filter, read_attempts
from trainer.store.verdicts import verdicts_on
from trainer.store.write import Document, add_athlete, add_run, add_session, write_attempt, write_edges

FIELD = FieldSpec(
    name="scripted",
    title="Scripted",
    simulated=True,
    stations=tuple(
        StationSpec(
            name,
            at,
            gate=GateSpec(()) if "gate" in has else None,
            pad=TriggerSpec(None) if "pad" in has else None,
            beam=TriggerSpec(None, lockout_ns=0, body_ns=15 * MS, first_body_ns=25 * MS) if "beam" in has else None,
            speaker=SpeakerSpec() if "speaker" in has else None,
        )
        for name, (at, has) in LAYOUT.items()
    ),
    sha="field",
)


def keep(store: Store, stand: Stand) -> None:
    """What a stand has played, in the store."""
    plan, header = stand.runner.run.plan, stand.runner.run.header
    add_session(store, SessionHeader(header.session, 1.7e9, "system", "boot", "unit", "test", "scripted", True))
    drill = Document("drill", to_doc(plan.drill))
    field = Document("field", to_doc(FIELD))
    add_run(store, header, plan, plan_doc=Document(plan_sha(plan), plan_to_doc(plan)), drill_doc=drill,
            field_name="scripted", field_doc=field)  # fmt: skip
    write_attempt(store, *stand.records)
    for seq, late in stand.journal.late:
        write_edges(store, header.id, seq, late)


def double_break(store: Store) -> int:
    """Back through mid, the cue, forward: an arm breaks the beam 60 ms before the trunk, a leg 150 ms after it. Returns
    the onset."""
    stand = started(moving_drill(), planned(0, wait_ns=300 * MS))
    arming_ns = stand.back_over_mid()
    onset_ns = stand.cue()
    assert onset_ns == arming_ns + 300 * MS
    for after_ms, for_ms in ((700, 20), (760, 120), (910, 40)):
        stand.beam("mid", onset_ns + after_ms * MS, for_ms * MS)
    stand.beam("left", onset_ns + 2 * S)
    stand.decided()
    keep(store, stand)
    return onset_ns


@contextmanager
def store_in(folder: Path) -> Iterator[Store]:
    """A store that knows the athletes of the stands."""
    with new_store(folder) as opened:
        for athlete in ATHLETES:
            add_athlete(opened, athlete)
        yield opened


def kept(store: Store, run: str = "run-1") -> list[AttemptRecord]:
    return [record for record, _ in read_attempts(store, Filter(run=run))]


def verdicts(store: Store, seq: int = 1) -> list[tuple[str, int, Verdict]]:
    """All judgements of an attempt, in their order: rule, version, verdict."""
    return [(j.scoring, j.version, j.verdict) for j in verdicts_on(store, "run-1", seq)]
