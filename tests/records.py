"""Sessions, runs and attempts for tests of the store, and Hypothesis strategies for attempts of every shape."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

from builders import choice_drill
from hypothesis import strategies as st

from hardware.base import Component, Edge, Onset
from sequences.model import Drill, Plan
from trainer.facts import (
    Athlete,
    AttemptRecord,
    Calibration,
    Outcome,
    Reached,
    Rig,
    RigSpeaker,
    RunHeader,
    SelfTest,
    SessionHeader,
    ShownCue,
    Split,
    Standing,
    Tried,
    Verdict,
)
from trainer.store.open import Store, open_store
from trainer.store.write import Document, add_athlete, add_run, add_session

MS = 1_000_000
KEPT = Standing(
    (
        Calibration(
            "simulated", "right", "default", "mixer", "microphone", 41_500_000, 2.5e5, 1.6e6, 5e5, 40, 1.7e9, "0.1"
        ),
    ),
    SelfTest(
        "simulated", 1.7e9, "0.1", True, (Tried("waits", 9, 0.01, 0.02, 0.1, 0.2, True), Tried("ear", 0, why="none"))
    ),
    Rig(
        machine="Pi, 4 cores",
        clock="a steady one",
        edges="edges are stamped by the kernel, over lgpio",
        real_time=("memory is locked", "core 3 of 4 for itself"),
        loudspeakers=(RigSpeaker("right", "default", "mixer", 41_500_000, 3_600_000),),
        notes=("left: silent, no sound device",),
    ),
)
ANNA = Athlete("athlete-a", "Anna")
BEN = Athlete("athlete-b", "Ben")


def session(id_: str = "session-1", **more: Any) -> SessionHeader:
    facts: dict[str, Any] = {
        "opened_wall_s": 1_700_000_000.25,
        "wall_source": "system",
        "boot_id": "boot",
        "unit": "unit",
        "software": "0.1.0",
        "field_name": "simulated",
        "simulated": True,
        "surface": "grass",
        "note": "windy",
    }
    return SessionHeader(id=id_, **(facts | more))


def run(id_: str = "run-1", **more: Any) -> RunHeader:
    facts: dict[str, Any] = {
        "session": "session-1",
        "opened_wall_s": 1_700_000_060.5,
        "athletes": (ANNA, BEN),
        "bind": (("start", "pad-1"),),
        "notes": ("no sound device",),
        "standing": KEPT,
    }
    return RunHeader(id=id_, **(facts | more))


def open_run(store: Store, header: RunHeader | None = None, drill: Drill | None = None) -> None:
    """Add the athletes, the session (if it is not there) and a run of a plan with nothing in it."""
    header, drill = header or run(), drill or choice_drill(name="left-right", level=2)
    for athlete in header.athletes:
        add_athlete(store, athlete)
    add_session(store, session(header.session))
    plan = Plan(1, 2**53 - 1, len(header.athletes), False, "rep", drill, ())
    add_run(
        store,
        header,
        plan,
        plan_doc=Document(f"plan-{drill.name}", {"seed": plan.seed}),
        drill_doc=Document(f"drill-{drill.name}", {"name": drill.name}),
        field_name="simulated",
        field_doc=Document("field-1", {"stations": ["left", "right"]}),
    )


@cache
def _file(*, is_empty: bool) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "trainer.db"
        with open_store(path, migrate=True) as store:
            if not is_empty:
                open_run(store)
        return path.read_bytes()  # closed, it is one whole file


@contextmanager
def _store(*, is_empty: bool) -> Iterator[Store]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "trainer.db"
        path.write_bytes(_file(is_empty=is_empty))
        with open_store(path, migrate=False) as store:
            yield store


def fresh_store() -> AbstractContextManager[Store]:
    """A store with session-1 and run-1 in it, made anew for one example of a law."""
    return _store(is_empty=False)


def empty_store() -> AbstractContextManager[Store]:
    """A store with nothing in it, made anew for one example of a law."""
    return _store(is_empty=True)


def record(seq: int = 1, **more: Any) -> AttemptRecord:
    """Anna's attempt number seq: a hit at the left gate after 412.345 ms."""
    due_ns = seq * 10_000 * MS
    facts: dict[str, Any] = {
        "run": "run-1",
        "seq": seq,
        "set": 1,
        "rep": seq,
        "attempt": 1,
        "lane": 1,
        "athlete": ANNA,
        "catch": False,
        "go": True,
        "foreperiod_ns": 1_500 * MS,
        "armed_ns": due_ns - 2_500 * MS,
        "active": (("start", "pad"),),
        "ended_ns": due_ns + 2_100 * MS,
        "cues": (ShownCue("left", ("left",), ("left",), "white", None, True, due_ns, due_ns + 7_000, None),),
        "onsets": (Onset("left", "light", due_ns + 7_000, (Component("rise", "uniform", 500.5),), "the pin"),),
        "edges": (
            Edge("start", "pad", False, due_ns + 412_352_000),
            Edge("left", "beam", True, due_ns + 2_100 * MS),
        ),
        "verdict": Verdict(
            "hit",
            "reaction",
            reaction_ns=412_345_000,
            movement_ns=1_688 * MS,
            total_ns=2_100 * MS,
            splits=(Split("gate", "left", 1_688 * MS),),
            answered="left",
            lateness_ns=7_000,
            uncertainty_ns=9_900_000,
            doubt_clock=(Component("rise", "uniform", 500.5),),
            doubt_body=(Component("pad", "normal", 5e6),),
            notes=("pad closed again",),
        ),
    }
    return AttemptRecord(**(facts | more))


def outcome(seq: int, word: Outcome, **more: Any) -> AttemptRecord:
    made = record(seq, **more)
    return replace(made, verdict=replace(made.verdict, outcome=word))


ns = st.integers(-(2**63), 2**63 - 1)
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
whole = st.integers(1, 2**31 - 1)


def _some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=3).map(tuple)


components = _some(
    st.builds(
        Component,
        words,
        st.sampled_from(("normal", "uniform")),
        st.floats(0, 1e15),
        st.sampled_from(("rep", "session")),
    )
)
cues = _some(
    st.builds(
        ShownCue, words, _some(words), _some(words), st.none() | words, st.none() | words, st.booleans(), ns,
        st.none() | ns, st.none() | ns,
    )
)  # fmt: skip
onsets = _some(st.builds(Onset, words, st.sampled_from(("light", "sound")), ns, components, words))
edges = _some(st.builds(Edge, words, st.sampled_from(("pad", "beam")), st.booleans(), ns))
verdicts = st.builds(
    Verdict,
    st.sampled_from(get_args(Outcome)),
    st.sampled_from(("reaction", "start", "transition", None)),
    reaction_ns=st.none() | ns,
    start_ns=st.none() | ns,
    transition_ns=st.none() | ns,
    movement_ns=st.none() | ns,
    total_ns=st.none() | ns,
    splits=_some(st.builds(Split, words, words, ns, st.none() | ns, st.none() | ns, st.none() | st.booleans())),
    answered=st.none() | words,
    lateness_ns=st.none() | ns,
    uncertainty_ns=st.none() | ns,
    doubt_clock=components,
    doubt_body=components,
    notes=_some(words),
    reached=st.none() | st.builds(Reached, whole, whole, whole),
)
records = st.builds(
    AttemptRecord,
    run=st.just("run-1"),
    seq=whole,
    set=whole,
    rep=whole,
    attempt=whole,
    lane=st.integers(1, 4),
    athlete=st.sampled_from((ANNA, BEN)),
    catch=st.booleans(),
    go=st.none() | st.booleans(),
    foreperiod_ns=st.none() | ns,
    armed_ns=ns,
    active=st.lists(st.tuples(words, st.sampled_from(("pad", "beam"))), max_size=3).map(tuple),
    ended_ns=ns,
    cues=cues,
    onsets=onsets,
    edges=edges,
    verdict=verdicts,
    scoring=words,
    scoring_version=whole,
)
