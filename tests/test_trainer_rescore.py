"""Kept attempts judged again: alike by the same rules, else as the other rules say; nothing is ever lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from builders import MS, S
from kept import double_break, keep, kept, store_in, verdicts
from library import EVERY
from outings import SPEC, played_pair, together
from reps import shuttle_drill
from sqlalchemy import update
from stands import started

from hardware.field import declared
from trainer.engine.breaks import STANDARD, USES, Rules, rules_named
from trainer.errors import Refused, UnknownRow
from trainer.facts import SCORING, SCORING_VERSION
from trainer.rescore import Played, judge_again, rescore
from trainer.store import schema
from trainer.store.open import Store
from trainer.store.results import Filter, read_attempts
from trainer.store.write import Correction, add_correction


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with store_in(tmp_path) as opened:
        yield opened


# --- the facts that are kept are enough -----------------------------------------------------------------------


@pytest.mark.parametrize(("name", "level"), together(EVERY))
def test_whatever_was_judged_live_is_judged_alike_from_what_the_database_has(name: str, level: int | None):
    with played_pair(name, level) as (store, plan, header):
        records = kept(store)
    again = [judge_again(record, Played.of(plan, SPEC, header), STANDARD) for record in records]
    assert again == [record.verdict for record in records]
    assert len(again) >= len(plan.reps)


# --- other rules ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "ms"),
    [("first break", 700), ("longest break", 760), ("middle of the longest break", 820), ("last break", 910)],
)
def test_a_double_break_by_each_rule(store: Store, rule: str, ms: int):
    double_break(store)
    [before] = kept(store)
    assert before.verdict.transition_ns == 760 * MS
    rules = Rules(pass_beam=rule)
    assert rescore(store, rules, Filter(session="session-1")) == (rule != "longest break")
    [after] = kept(store)
    assert (after.scoring, after.scoring_version) == (rules.name, SCORING_VERSION)
    assert (after.verdict.outcome, after.verdict.transition_ns) == ("hit", ms * MS)
    assert after.verdict.movement_ns + after.verdict.transition_ns == after.verdict.total_ns


def test_the_first_verdict_is_never_lost_and_the_way_back_is_a_further_one(store: Store):
    double_break(store)
    first = verdicts(store)
    assert rescore(store, Rules(pass_beam="first break"), Filter(session="session-1")) == 1
    assert rescore(store, Rules(pass_beam="first break"), Filter(session="session-1")) == 0
    assert rescore(store, STANDARD, Filter(session="session-1")) == 1
    assert [name for name, _, _ in verdicts(store)] == [SCORING, f"{SCORING}, first break", SCORING]
    assert verdicts(store)[0] == first[0]
    assert verdicts(store)[2][2] == first[0][2]


def test_the_first_break_is_known_less_well(store: Store):
    double_break(store)
    rescore(store, Rules(pass_beam="first break"), Filter(session="session-1"))
    longest, first = (verdict.uncertainty_ns for _, _, verdict in verdicts(store))
    assert first > longest


def test_the_arming_break_is_always_the_first(store: Store):
    """Splits are from arrival to arrival: the way back ends where the wait began, whatever the rule."""
    double_break(store)
    [before] = kept(store)
    rescore(store, Rules(pass_beam="last break"), Filter(session="session-1"))
    [after] = kept(store)
    assert [s.name for s in after.verdict.splits] == [s.name for s in before.verdict.splits]
    assert after.verdict.splits[0] == before.verdict.splits[0]


def test_a_start_from_a_beam_by_its_first_clearing(store: Store):
    stand = started(shuttle_drill())
    stand.until(lambda: stand.runner.player.now is not None)
    stand.edge("front", True, stand.clock.now_ns() + 500 * MS)
    onset_ns = stand.cue()
    stand.edge("front", False, onset_ns + 300 * MS)
    stand.beam("front", onset_ns + 340 * MS, 60 * MS)
    stand.beam("mid", onset_ns + 2 * S)
    stand.beam("mid", onset_ns + 3 * S)
    stand.decided()
    keep(store, stand)
    assert kept(store)[0].verdict.start_ns == 400 * MS
    rescore(store, Rules(leave_beam="first clearing"), Filter(session="session-1"))
    assert kept(store)[0].verdict.start_ns == 300 * MS


def test_what_the_coach_said_stays(store: Store):
    double_break(store)
    add_correction(store, Correction("run-1", 1, "void", "void", "coach", 1.7e9))
    assert rescore(store, Rules(pass_beam="first break"), Filter(session="session-1")) == 1
    [(record, context)] = read_attempts(store, Filter(run="run-1"))
    assert (record.verdict.outcome, context.judged, context.void) == ("void", "hit", True)


def test_what_no_edge_tells_is_not_judged_again(store: Store):
    stand = started()
    stand.on_pad()
    stand.cue()
    stand.runner.stop()
    keep(store, stand)
    assert rescore(store, Rules(pass_beam="first break"), Filter(session="session-1")) == 0
    assert len(verdicts(store)) == 1


def test_no_such_session(store: Store):
    with pytest.raises(UnknownRow, match="no session nowhere"):
        rescore(store, STANDARD, Filter(session="nowhere"))


# --- the rules --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pass_beam", USES["pass beam"])
@pytest.mark.parametrize("leave_beam", USES["leave beam"])
def test_a_name_says_all_that_differs(pass_beam: str, leave_beam: str):
    rules = Rules(leave_beam, pass_beam)
    assert rules_named(rules.name) == rules
    assert (rules.name == SCORING) == (rules == STANDARD)
    assert rules.version == SCORING_VERSION


@pytest.mark.parametrize("least", [(), (("reaction", 100 * MS),), (("start", 90 * MS), ("transition", 400 * MS))])
def test_a_name_says_the_limits_too(least: tuple[tuple[str, int], ...]):
    rules = Rules(pass_beam="first break", least_ns=least)
    assert rules_named(rules.name) == rules


WRONG = ["", "standard, second break", "longest break", "other, first break", "standard, reaction from 0.1 s"]


@pytest.mark.parametrize("name", WRONG)
def test_a_rule_that_there_is_not(name: str):
    with pytest.raises(
        ValueError, match=r"there is no rule .*; allowed are standard and, after commas, last clearing, "
    ):
        rules_named(name)


def test_a_choice_that_there_is_not():
    with pytest.raises(
        ValueError, match="pass beam: there is no rule 'fastest'; allowed are longest break, first break"
    ):
        Rules(pass_beam="fastest")


def test_what_a_trigger_says_of_itself_is_known_without_opening_the_field():
    simulated = declared(SPEC)
    real = declared(replace(SPEC, simulated=False))
    assert set(simulated) == set(real)
    assert {key: d.lockout_ns for key, d in simulated.items()} == {key: d.lockout_ns for key, d in real.items()}
    assert {d.doubt[0].name for d in simulated.values()} == {"stamp"}
    assert {d.doubt[0].name for d in real.values()} == {"kernel stamp"}


def test_another_limit_of_anticipation_and_back(store: Store):
    stand = started()
    stand.on_pad()
    onset_ns = stand.cue()
    stand.edge("start", False, onset_ns + 140 * MS)
    stand.beam("left", onset_ns + 1500 * MS)
    stand.decided()
    keep(store, stand)
    assert kept(store)[0].verdict.outcome == "anticipation"
    assert rescore(store, rules_named("standard, reaction from 100 ms"), Filter(session="session-1")) == 1
    assert (kept(store)[0].verdict.outcome, kept(store)[0].verdict.reaction_ns) == ("hit", 140 * MS)
    assert rescore(store, None) == 1
    assert rescore(store, None) == 0
    assert kept(store)[0].verdict == verdicts(store)[0][2]
    assert len(verdicts(store)) == 3


def test_what_another_trainer_judged_first_is_not_put_back(store: Store):
    double_break(store)
    rescore(store, Rules(pass_beam="first break"))
    with store.write() as connection:
        connection.execute(update(schema.verdict).where(schema.verdict.c.n == 1).values(scoring="strict"))
    with pytest.raises(Refused, match="judged by rules of another trainer: there is no rule 'strict'; allowed are"):
        rescore(store, None)


def test_many_verdicts_go_in_piece_by_piece(store: Store):
    double_break(store)
    assert rescore(store, Rules(pass_beam="first break"), Filter(athlete="id-Ben")) == 0
    assert rescore(store, Rules(pass_beam="first break"), Filter(athlete="id-Anna")) == 1
