"""Whole runs in virtual time: the ten drills on the simulated field, the same again, and judged again."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import golden
import pytest
from builders import S, choice_drill
from hypothesis import example, given, settings
from hypothesis import strategies as st
from library import EVERY, FILES, IDS
from outings import SPEC, plan_of
from rolefields import field_for
from stands import ATHLETES, Shelf

from hardware.clock import Inbox, SimulatedClock
from hardware.simulated import SimulatedField
from hardware.simulated_coach import VirtualCoach
from sequences.load import drill_file, resolve
from sequences.model import Plan, Ready
from sequences.plan import make_plan
from trainer.engine.runner import Runner
from trainer.engine.verdict import counted, judge, replay
from trainer.errors import Refused
from trainer.facts import COUNTS, OUTCOME_WORDS, RunHeader
from trainer.files import list_drills
from trainer.virtual import play, stand_in

ENDLESS = 200_000
PAGE = Path(__file__).parent.parent / "docs" / "drills.md"


def header_for(plan: Plan, run: str = "run-1") -> RunHeader:
    return RunHeader(run, "session-1", 0.0, ATHLETES[: plan.athletes])


def rows_of(plan: Plan, run: str = "run-1") -> list[dict]:
    rows: list[dict] = []
    play(plan, header_for(plan, run), SPEC, None, rows.append)
    return rows


class Watched:
    """A run on the simulated field with each attempt at hand when it has been judged."""

    def __init__(self, plan: Plan, spec=SPEC, **options) -> None:
        clock, inbox = SimulatedClock(), Inbox()
        self.field = SimulatedField(spec, inbox=inbox, clock=clock, seed=plan.seed, **options)
        self.journal = Shelf(inbox)
        self.runner = Runner(field=self.field, clock=clock, inbox=inbox, journal=self.journal, tell=lambda _: None)
        self.attempts: list = []
        keep = self.journal.attempt

        def attempt(record) -> None:
            before = self.runner.player.before
            self.attempts.append((before, before.lane.outcome, before.evidence(before.closed_ns), record))
            keep(record)

        self.journal.attempt = attempt
        self.runner.start(plan, header_for(plan))
        coach = VirtualCoach(plan.seed)
        for _ in range(ENDLESS):
            if self.runner.is_finished:
                return
            stand_in(self.runner, coach)
            self.runner.step()
        raise AssertionError("the run does not end")


def test_there_are_the_ten_core_drills():
    assert len(FILES) >= 10
    assert not list_drills()[1]


# --- what was lived is what the facts say ---------------------------------------------------------------------


def check_whole(plan: Plan, watched: Watched) -> None:
    """Every planned rep ends once, every verdict is what the stored facts say, and every time is a true one."""
    ends = Counter()
    sensors = watched.runner.player.triggers.sensing
    for attempt, lived, facts, record in watched.attempts:
        again = judge(attempt.task, facts, sensors)
        assert replace(again, lateness_ns=record.verdict.lateness_ns) == record.verdict
        assert replay(attempt.task, facts, counted(facts, sensors))[0].outcome == lived
        assert record.verdict.outcome in (lived, "anticipation")
        ends[record.set, record.rep, record.athlete.name] += record.verdict.outcome in COUNTS
        check_times(record)
    most = Counter((r.set, r.rep, r.athlete.name) for _, _, _, r in watched.attempts)
    for rep in plan.reps:
        key = (rep.set, rep.rep, ATHLETES[rep.athlete - 1].name)
        assert ends[key] == 1 or most[key] == 8 or (plan.drill.lanes > 1 and most[key] > 0)  # a foul stands
    assert watched.journal.rescored == []


def check_times(record) -> None:
    """Each time that is given is a difference of an onset and an edge of the record, to the nanosecond."""
    verdict = record.verdict
    stamps = {e.t_ns for e in record.edges}
    onset_ns = record.cues[0].onset_ns if record.cues else None
    for ns in (verdict.reaction_ns, verdict.start_ns, verdict.transition_ns):
        assert ns is None or onset_ns + ns in stamps
    if onset_ns is not None and verdict.total_ns is not None:
        assert record.go
        assert onset_ns + verdict.total_ns in stamps
    if record.catch:
        assert (record.onsets, record.cues) == ((), ())
    if onset_ns is not None:
        assert onset_ns - record.cues[0].due_ns == verdict.lateness_ns
        ear_ns = 10_000_000 if "told" in {e.sensor for e in record.edges} else 0  # one sound, nearer to one lane
        assert abs(verdict.lateness_ns) <= 1_000_000 + ear_ns


@pytest.mark.parametrize(("name", "level"), EVERY, ids=IDS)
def test_every_drill_and_level_is_played_to_its_end_and_judged_again_alike(name, level):
    plan = plan_of(name, level, seed=11)
    check_whole(plan, Watched(plan))


EXAMPLES = [
    drill_file(f"example-{n}", tomllib.loads(text))
    for n, text in enumerate(re.findall(r"^```toml\n(.*?)^```", PAGE.read_text(), re.DOTALL | re.MULTILINE), 1)
]


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.title)
@pytest.mark.parametrize("profile", ["ordinary", "clumsy"])
def test_every_example_of_the_docs_is_played_to_its_end(file, profile):
    plan = make_plan(resolve(file), seed=5, athletes=2)
    watched = Watched(plan, field_for(file), profile=profile)
    check_whole(plan, watched)
    if profile == "ordinary":
        assert Counter(r.verdict.outcome for _, _, _, r in watched.attempts)["hit"] > len(plan.reps) / 3


@settings(max_examples=12)
@given(
    st.sampled_from(EVERY),
    st.integers(0, 1 << 40),
    st.sampled_from(["clumsy", "ordinary"]),
    st.sampled_from([(), ("bounce",), ("late edges mid 20",), ("late edges start 24", "bounce")]),
)
@example(("backpedal-break", 5), 3, "clumsy", ("bounce",))
@example(("eyes-up-scan", 5), 4, "clumsy", ())
@example(("backpedal-sprint-shuttle", 1), 5, "clumsy", ())
def test_clumsy_athletes_worn_pads_and_late_edges_change_nothing_of_that(which, seed, profile, faults):
    name, level = which
    plan = plan_of(name, level, seed=seed, athletes=1, reps=min(5, FILES[name].setting("reps").high))
    watched = Watched(plan, profile=profile, faults=faults)
    if not any(f.startswith("late") for f in faults):
        check_whole(plan, watched)
    assert all(r.verdict.outcome in OUTCOME_WORDS for _, _, _, r in watched.attempts)


# --- the same again -------------------------------------------------------------------------------------------


def without_ids(row: dict) -> dict:
    return {key: value for key, value in row.items() if key not in ("run", "session", "athlete_id")}


@pytest.mark.parametrize("name", sorted(FILES))
def test_the_same_seed_prints_the_same_rows_but_for_ids(name):
    plan = plan_of(name)
    once, twice = rows_of(plan), rows_of(plan, "run-2")
    assert [without_ids(r) for r in once] == [without_ids(r) for r in twice]
    assert {r["run"] for r in once} == {"run-1"}
    assert {r["run"] for r in twice} == {"run-2"}


def test_another_seed_prints_other_rows():
    rows = [[without_ids(r) for r in rows_of(plan_of("backpedal-break", seed=seed))] for seed in (1, 2)]
    assert rows[0] != rows[1]


def test_every_row_has_every_key_and_is_plain():
    keys = {frozenset(row) for name in FILES for row in rows_of(plan_of(name))}
    assert len(keys) == 1
    for row in rows_of(plan_of("backpedal-break")):
        assert json.loads(json.dumps(row)) == row
        assert row["simulated"] is True


def test_a_real_field_cannot_be_hurried():
    plan = plan_of("backpedal-break")
    with pytest.raises(Refused, match="virtual time needs a simulated one"):
        play(plan, header_for(plan), replace(SPEC, simulated=False), None, print)


def test_nobody_comes_in_time_and_virtual_time_goes_on_to_the_end():
    """The hold may begin within 100 ms, and a virtual athlete walks for longer."""
    built = choice_drill(sets=1, reps=1)
    hurried = replace(built, steps=(Ready("start", "pad", S, S // 10), *built.steps[1:]))
    rows = rows_of(make_plan(hurried, seed=1, athletes=1))
    assert [row["outcome"] for row in rows] == ["unsettled", "hit"]
    assert rows[0]["notes"] == ["nobody came"]


# --- golden ---------------------------------------------------------------------------------------------------


def session_text(name: str, level: int | None) -> str:
    """A line a verdict: who, which attempt, what was shown, what came of it, times to 1 ms."""
    lines = []
    for row in rows_of(plan_of(name, level)):
        times = {key: row[f"{key}_ms"] for key in ("reaction", "start", "transition", "movement", "total")}
        facts = {
            "who": f"{row['athlete']} {row['set']}.{row['rep']}.{row['attempt']}",
            "cue": "none" if row["catch"] else "+".join(c["alternative"] for c in row["cues"]),
            "outcome": row["outcome"],
            **{key: round(value) for key, value in times.items() if value is not None},
            **({"reached": row["words"]} if row["reached_m"] is not None else {}),
            "splits": {split["name"]: round(split["ms"]) for split in row["splits_ms"]},
        }
        lines.append("  " + json.dumps(facts))
    return "[\n" + ",\n".join(lines) + "\n]\n"


@pytest.mark.parametrize(("name", "level"), [(n, lv) for n, lv in EVERY if lv in (None, 3)])
def test_golden_session(name, level):
    golden.check(f"sessions/{name}-{level or 'default'}.json", session_text(name, level))
