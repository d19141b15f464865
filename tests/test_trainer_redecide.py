"""The coach chooses another edge, says another word, takes it back; what was kept before stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from builders import MS, S
from kept import double_break, keep, kept, store_in, verdicts
from records import empty_store
from reps import own_drill
from stands import Stand, started

from trainer.engine.breaks import STANDARD, Rules
from trainer.errors import Refused, UnknownRow
from trainer.facts import Pick
from trainer.redecide import choose, read_attempt, settle, undo
from trainer.rescore import rescore
from trainer.store.open import Store
from trainer.store.results import Filter, read_attempts
from trainer.store.sync.both import Synced, sync
from trainer.store.write import Correction, add_correction

WORD = Correction("run-1", 1, "edge", None, "coach", 1.7e9, why="an arm")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with store_in(tmp_path) as opened:
        yield opened


def ran(store: Store, *beams: tuple[str, int], off_ms: tuple[int, ...] = (300,)) -> int:
    """Anna on the pad, off it after so many ms (on again for a while between two), these beams for 100 ms each; cue:
    left. Returns the onset."""
    stand = started()
    stand.on_pad()
    onset_ns = stand.cue()
    for n, ms in enumerate(off_ms):
        stand.edge("start", False, onset_ns + ms * MS)
        if n < len(off_ms) - 1:
            stand.edge("start", True, onset_ns + (ms + 60) * MS)
    for station, ms in beams:
        stand.beam(station, onset_ns + ms * MS)
    end(store, stand)
    return onset_ns


def end(store: Store, stand: Stand) -> None:
    stand.decided()
    stand.run_for(3 * S)
    keep(store, stand)


def test_the_answers_of_an_attempt_can_be_told_apart(store: Store):
    onset_ns = ran(store, ("left", 1500))
    found = read_attempt(store, "run-1", 1)
    assert [(a.number, a.mark.name, a.mark.t_ns - onset_ns, a.picked) for a in found.answers] == [
        (1, "reaction", 300 * MS, False),
        (2, "gate", 1500 * MS, False),
    ]
    assert (found.words, [v.scoring for v in found.verdicts]) == ((), ["standard"])


def test_a_later_edge_of_the_same_beam(store: Store):
    """A ball rolled through the gate before the athlete."""
    onset_ns = ran(store, ("left", 900), ("left", 1700))
    assert kept(store)[0].verdict.total_ns == 900 * MS
    choose(store, WORD, Pick(2, "left", "beam", onset_ns + 1700 * MS))
    after = kept(store)[0].verdict
    assert (after.outcome, after.reaction_ns, after.total_ns) == ("hit", 300 * MS, 1700 * MS)
    assert after.notes == ("gate: another edge chosen",)
    assert len(verdicts(store)) == 2


def test_an_edge_of_another_station(store: Store):
    """Somebody else broke the other gate first."""
    onset_ns = ran(store, ("right", 800), ("left", 1600))
    assert kept(store)[0].verdict.outcome == "wrong gate"
    choose(store, WORD, Pick(2, "left", "beam", onset_ns + 1600 * MS))
    after = kept(store)[0].verdict
    assert (after.outcome, after.answered, after.total_ns) == ("hit", "left", 1600 * MS)


def test_a_second_opening_makes_a_guess_a_reaction(store: Store):
    onset_ns = ran(store, ("left", 1600), off_ms=(100, 280))
    assert kept(store)[0].verdict.outcome == "anticipation"
    choose(store, WORD, Pick(1, "start", "pad", onset_ns + 280 * MS))
    assert (kept(store)[0].verdict.outcome, kept(store)[0].verdict.reaction_ns) == ("hit", 280 * MS)


def test_a_break_within_a_pass_wins_over_the_rule(store: Store):
    onset_ns = double_break(store)
    number = next(a.number for a in read_attempt(store, "run-1", 1).answers if a.mark.name == "forward again")
    choose(store, WORD, Pick(number, "mid", "beam", onset_ns + 910 * MS))
    assert kept(store)[0].verdict.transition_ns == 910 * MS
    choose(store, WORD, Pick(number, "mid", "beam", onset_ns + 700 * MS))
    assert kept(store)[0].verdict.transition_ns == 700 * MS


def test_another_start_of_ones_own(store: Store):
    stand = started(own_drill())
    stand.on_pad()
    stand.until(lambda: stand.now.lane.index == 2)
    zero_ns = stand.clock.now_ns() + 500 * MS
    stand.edge("start", False, zero_ns)
    stand.edge("start", True, zero_ns + 100 * MS)
    stand.edge("start", False, zero_ns + 400 * MS)
    for ms in (2000, 4000):
        stand.beam("mid", zero_ns + ms * MS)
    end(store, stand)
    assert kept(store)[0].verdict.total_ns == 4 * S
    choose(store, WORD, Pick(0, "start", "pad", zero_ns + 400 * MS))
    after = kept(store)[0].verdict
    assert (after.total_ns, after.notes) == (3600 * MS, ("start: another edge chosen",))


def test_a_choice_and_its_undo(store: Store):
    onset_ns = ran(store, ("left", 900), ("left", 1700))
    before = kept(store)[0].verdict
    first = choose(store, WORD, Pick(2, "left", "beam", onset_ns + 1700 * MS))
    after = kept(store)[0].verdict
    back = undo(store, first, "coach", 1.8e9)
    assert kept(store)[0].verdict == before
    undo(store, back, "coach", 1.8e9)
    assert kept(store)[0].verdict == after
    assert [said.word.why for said in read_attempt(store, "run-1", 1).words] == ["an arm", "undo of 1", "undo of 2"]
    assert len(verdicts(store)) == 4


def test_only_the_newest_word_of_its_kind_is_undone(store: Store):
    ran(store, ("left", 900))
    first = add_correction(store, replace(WORD, kind="form", value="clean"))
    second = add_correction(store, replace(WORD, kind="form", value="not yet", detail="hips"))
    add_correction(store, replace(WORD, kind="void", value="void"))
    with pytest.raises(Refused, match="a newer word of this kind stands over it: undo that first"):
        undo(store, first, "coach", 1.0)
    undo(store, second, "coach", 1.0)
    [(_, context)] = read_attempts(store, Filter(run="run-1"))
    assert (context.form, context.form_what, context.void) == ("clean", "", True)


def test_void_and_reassign_are_taken_back(store: Store):
    ran(store, ("left", 900))
    for word in (replace(WORD, kind="void", value="void"), replace(WORD, kind="reassign", value="id-Ben")):
        undo(store, add_correction(store, word), "coach", 1.0)
    [(record, context)] = read_attempts(store, Filter(run="run-1"))
    assert (record.athlete.name, record.verdict.outcome, context.void) == ("Anna", "hit", False)


def test_a_choice_stays_when_the_session_is_judged_by_other_rules_and_put_back(store: Store):
    onset_ns = double_break(store)
    number = next(a.number for a in read_attempt(store, "run-1", 1).answers if a.mark.name == "forward again")
    choose(store, WORD, Pick(number, "mid", "beam", onset_ns + 910 * MS))
    rescore(store, Rules(pass_beam="first break"))
    assert kept(store)[0].verdict.transition_ns == 910 * MS
    assert rescore(store, None) == 1
    assert (kept(store)[0].scoring, kept(store)[0].verdict.transition_ns) == (STANDARD.name, 910 * MS)


def refused(store: Store, pick: Pick, match: str) -> None:
    count = len(verdicts(store))
    with pytest.raises(Refused, match=match):
        choose(store, WORD, pick)
    assert (len(verdicts(store)), read_attempt(store, "run-1", 1).words) == (count, ())


def test_choices_that_cannot_be(store: Store):
    onset_ns = ran(store, ("left", 900), ("left", 1700))
    refused(store, Pick(2, "left", "beam", onset_ns), r"no edge of left beam at \d+ in this attempt")
    refused(store, Pick(5, "left", "beam", onset_ns + 1700 * MS), "there is no answer 5 that an edge gave")
    refused(store, Pick(0, "start", "pad", onset_ns + 300 * MS), "there is no answer 0 that an edge gave")
    refused(store, Pick(1, "left", "beam", onset_ns + 1700 * MS), "cannot have been that edge of left")
    with pytest.raises(UnknownRow, match="run run-1 has no attempt 7 in lane 1"):
        choose(store, replace(WORD, seq=7), Pick(1, "start", "pad", onset_ns))
    with pytest.raises(UnknownRow, match="no correction nowhere in the database"):
        undo(store, "nowhere", "coach", 1.0)


def test_no_edge_decides_a_stopped_attempt(store: Store):
    stand = started()
    stand.on_pad()
    onset_ns = stand.cue()
    stand.edge("start", False, onset_ns + 300 * MS)
    stand.run_to(onset_ns + 400 * MS)
    stand.runner.stop()
    keep(store, stand)
    assert read_attempt(store, "run-1", 1).answers == ()
    refused(store, Pick(1, "start", "pad", onset_ns + 300 * MS), "this attempt was stopped: no edge decides it")


@pytest.mark.parametrize("before", [("unit", "club"), ("club", "unit"), ("club", "rules")])
def test_after_a_sync_the_verdict_is_the_one_of_the_word_that_counts(store: Store, before: tuple[str, str]):
    """Neither place knew of the other's; the first of them said another word before, so that its own counts."""
    onset_ns = ran(store, ("left", 900), ("left", 1300), ("left", 1700))
    with empty_store() as club:
        bring_settled(store, club)
        at, ms = {"unit": store, "club": club, "rules": store}, {"unit": 1300, "club": 1700}
        add_correction(at[before[0]], replace(WORD, kind="void", value="void"))
        for place in before:
            if place == "rules":
                rescore(store, Rules(pass_beam="first break"))
            else:
                choose(at[place], WORD, Pick(2, "left", "beam", onset_ns + ms[place] * MS))
        bring_settled(store, club)
        for one in (store, club):
            assert read_attempt(one, "run-1", 1).verdicts[-1].verdict.total_ns == ms[before[0]] * MS
        assert verdicts(store) == verdicts(club)
        done = bring_settled(store, club)
        assert (done.sent, done.got, done.left) == ({}, {}, 0)


def bring_settled(unit: Store, club: Store) -> Synced:
    return sync(unit, club, "unit", 5.0, settle=settle)
