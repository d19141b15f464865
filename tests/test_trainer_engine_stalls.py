"""A trainer that was held up, or asleep with its machine, loses the attempt that was on, says so and repeats it."""

from __future__ import annotations

import pytest
from builders import MS, S
from hypothesis import given, settings
from hypothesis import strategies as st
from reps import WAIT, planned
from stands import Stand, play_on, started

from hardware.clock import Suspended, SuspendWatch
from trainer.engine.stalls import HELD_NS, Stalls


def busy(stand: Stand, from_ns: int, for_ns: int) -> None:
    """The engine's process stands still: time goes on, nothing is done, the kernel stamps on."""
    stand.run_to(from_ns)
    stand.inbox.put(lambda: stand.clock.busy(from_ns + for_ns))


def test_words():
    stalls = Stalls()
    assert stalls.look(None, 5 * S) == ""
    assert stalls.look(5 * S, 5 * S + HELD_NS) == ""
    assert stalls.look(5 * S, 8 * S) == "the trainer was held up for 3.0 s"
    assert Stalls(lambda: 3600 * S).look(5 * S, 5 * S) == "the machine was asleep for 3600.0 s"


def test_a_cue_that_was_due_while_the_trainer_stood_still_is_never_given():
    stand = started()
    stand.on_pad()
    due_ns = stand.planned_cue()
    busy(stand, due_ns - 1 * S, 3 * S)
    stand.decided()
    assert stand.field.seen == []
    assert (stand.verdict.outcome, stand.verdict.notes) == ("lost", ("the trainer was held up for 2.0 s",))
    assert stand.records[0].onsets == ()


def test_it_is_said_and_the_rep_comes_again_at_the_end_of_the_set():
    stand = started(None, planned(rep=1), planned(rep=2))
    stand.on_pad()
    busy(stand, stand.planned_cue() - 1 * S, 3 * S)
    stand.until(lambda: stand.runner.player.is_decided)
    assert stand.runner.board.state.said == "the trainer was held up for 2.0 s"
    stand.decided()
    play_on(stand)
    assert [(r.rep, r.attempt, r.verdict.outcome) for r in stand.records] == [
        (1, 1, "lost"), (2, 1, "hit"), (1, 2, "hit"),
    ]  # fmt: skip


def test_what_was_answered_before_is_judged_by_its_stamps_all_the_same():
    """Decided, but for the length of the last break: the trainer stands still, and nothing is lost by that."""
    stand = started()
    stand.on_pad()
    onset_ns = stand.cue()
    stand.edge("start", False, onset_ns + 300 * MS)
    stand.beam("left", onset_ns + 1500 * MS)
    stand.run_to(onset_ns + 1501 * MS)
    assert stand.runner.player.is_decided
    busy(stand, onset_ns + 1510 * MS, 3 * S)
    stand.decided()
    assert (stand.verdict.outcome, stand.verdict.reaction_ns) == ("hit", 300 * MS)


@pytest.mark.parametrize("phase", ["before", "between", "paused"])
def test_with_no_attempt_on_nothing_is_lost(phase):
    stand = started(None, planned(rep=1), planned(rep=2))
    if phase == "paused":
        stand.runner.pause()
    stand.hit() if phase == "between" else None
    busy(stand, stand.clock.now_ns() + 100 * MS, 5 * S)
    if phase == "paused":
        stand.run_for(6 * S)
        stand.runner.resume()
    play_on(stand)
    assert set(stand.outcomes) == {"hit"}


@settings(max_examples=60)
@given(st.integers(1, WAIT // MS), st.integers(0, 3000))
def test_whenever_it_stands_still_no_cue_is_given_more_than_50_ms_late(before_ms: int, for_ms: int):
    """And never is a rep of the plan left out: what was lost is run again."""
    stand = started(None, planned(rep=1), planned(rep=2))
    stand.on_pad()
    due_ns = stand.planned_cue()
    from_ns = max(stand.clock.now_ns(), due_ns - before_ms * MS)
    busy(stand, from_ns, for_ms * MS)
    stand.edge("start", False, due_ns + HELD_NS + 100 * MS)  # after the cue, however late it is
    stand.beam("left", due_ns + 2 * S)
    stand.decided()
    play_on(stand)
    shown = [(r.cues[0].due_ns, r.cues[0].onset_ns) for r in stand.records if r.cues and r.cues[0].onset_ns is not None]
    assert all(onset_ns - due_ns <= HELD_NS for due_ns, onset_ns in shown)
    late_ns = from_ns + for_ms * MS - due_ns
    assert stand.outcomes[0] == ("lost" if late_ns > HELD_NS else "late cue" if late_ns > 2 * MS else "hit")
    assert sorted(r.rep for r in stand.records if r.verdict.outcome == "hit") == [1, 2]


def test_a_machine_that_was_asleep_loses_the_attempt_though_no_time_has_passed():
    asleep = [0]
    watch = SuspendWatch(lambda: Suspended(asleep[0], asleep[0]))
    stand = started(None, planned(rep=1), planned(rep=2), slept=watch.slept_ns)
    stand.on_pad()
    stand.run_to(stand.planned_cue() - 1 * S)
    asleep[0] += 3600 * S
    stand.decided()
    assert (stand.verdict.outcome, stand.verdict.notes) == ("lost", ("the machine was asleep for 3600.0 s",))
    assert stand.field.seen == []
    play_on(stand)
    assert stand.outcomes == ["lost", "hit", "hit"]
