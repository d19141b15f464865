"""Care in the engine: what the rule asks stands on the phone, is followed or waved through, and rests are kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from builders import MS, S
from reps import plan_for, planned, still_drill
from stands import ATHLETES, QUIET, Stand, pair, who

from trainer.care.today import Earlier, Known
from trainer.engine.commands import Command, Commands

ANNA, BEN = (athlete.id for athlete in ATHLETES[:2])
RESTS = Known(rests=True)


def alone(reps: int = 12, sets: int = 1, known: Known = Known(), **drill: Any) -> Stand:  # noqa: B008 - frozen
    """Anna by herself, always to the left."""
    stand, built = Stand(), still_drill(sets=sets, reps=reps, **drill)
    rows = [planned(0, rep=r, set_=s) for s in range(1, sets + 1) for r in range(1, reps + 1)]
    stand.start(plan_for(built, *rows), known=known)
    return stand


def two(reps: int = 12, **drill: Any) -> Stand:
    """Anna and Ben in turn, always to the left."""
    stand, built = Stand(), still_drill(reps=reps, **drill)
    rows = [planned(0, athlete=a, rep=r) for r in range(1, reps + 1) for a in (1, 2)]
    stand.start(plan_for(built, *rows))
    return stand


def run(stand: Stand, *legs_ms: int) -> None:
    """A hit for each: off the pad after 300 ms, then so long to the gate."""
    for ms in legs_ms:
        count = len(stand.records) + 1
        stand.on_pad()
        onset_ns = stand.cue()
        stand.edge("start", False, onset_ns + 300 * MS)
        stand.beam("left", onset_ns + (300 + ms) * MS)
        assert stand.decided(count).outcome == "hit"


def miss(stand: Stand, times: int = 1) -> None:
    """The cue gets no answer."""
    for _ in range(times):
        count = len(stand.records) + 1
        stand.on_pad()
        stand.cue()
        assert stand.decided(count).outcome == "omission"


def tell(stand: Stand, op: str, **fields: Any) -> dict[str, Any]:
    """One command and its reply."""
    replies: list[dict[str, Any]] = []
    Commands(stand.runner).carry_out(Command({"id": 1, "op": op, **fields}, 1, replies.append))
    return replies[0]


def asked(stand: Stand) -> list[tuple[str | None, str, str, str]]:
    return [(doc["athlete"], doc["kind"], doc["why"], doc["then"]) for doc in stand.runner.board.state.care]


SLOW = (1000, 1000, 1000, 1000, 1000, 1200, 1200)
REST = ("Anna", "rest", "legs", "rest")


# What is asked


def test_two_slow_legs_are_put_before_the_coach_and_the_run_goes_on():
    stand = alone()
    run(stand, *SLOW[:-1])
    assert asked(stand) == []
    run(stand, 1200)
    assert asked(stand) == [REST]
    run(stand, 1000)
    assert asked(stand) == []


def test_waved_through_it_is_asked_again_after_two_further_slow_legs_only():
    stand = alone()
    run(stand, *SLOW)
    assert tell(stand, "care", athlete=ANNA, follow=False) == {"re": 1, "ok": True}
    assert asked(stand) == []
    run(stand, 1200)
    assert asked(stand) == []
    run(stand, 1200)
    assert asked(stand) == [REST]


def test_legs_of_earlier_today_are_the_reference():
    before = (
        Earlier(ANNA, "gate", "start", "left", (1000 * MS,) * 5),
        Earlier("somebody else", "gate", "", "left", ()),
    )
    stand = alone(known=Known(before=before))
    run(stand, 1200, 1200)
    assert asked(stand) == [REST]


def test_two_of_four_form_marks():
    stand = alone()
    run(stand, 1000)
    assert tell(stand, "form", seq=1, mark="not yet", what="feet")["ok"]
    run(stand, 1000)
    tell(stand, "form", seq=2, mark="not yet")
    assert asked(stand) == [("Anna", "rest", "form", "rest")]
    tell(stand, "form", seq=2, mark="clean")
    assert asked(stand) == []


def test_three_turns_without_an_answer():
    stand = alone()
    miss(stand, 3)
    assert asked(stand) == [("Anna", "all right", "omissions", "rest")]


def test_what_was_struck_out_or_another_childs_is_not_counted():
    stand = two()
    run(stand, *(ms for slow in SLOW for ms in (slow, 1000)))
    assert asked(stand) == [REST]
    last_of_anna = stand.records[-2].seq
    tell(stand, "void", seq=last_of_anna)
    assert asked(stand) == []
    stand = two()
    run(stand, *(ms for slow in SLOW for ms in (slow, 1000)))
    tell(stand, "reassign", seq=stand.records[-2].seq, athlete=BEN)
    assert asked(stand) == []


def test_the_next_run_begins_with_nothing_asked():
    stand = alone(reps=7)
    run(stand, *SLOW)
    stand.until(lambda: stand.phase in QUIET)
    assert asked(stand) == []
    stand.start(plan_for(still_drill(), planned(0)), "run-2")
    run(stand, 1000)
    assert asked(stand) == []


# Followed


def test_a_longer_rest_lets_the_others_go_first():
    stand = two()
    run(stand, *(ms for slow in SLOW for ms in (slow, 1000)))
    assert tell(stand, "care", athlete=ANNA, follow=True)["then"] == "rest"
    assert stand.runner.board.state.turn.athlete == "Ben"
    run(stand, 1000, 1000)
    assert who(stand)[-2:] == ["Ben", "Ben"]


def test_alone_the_run_rests_and_the_coach_may_end_the_rest():
    stand = alone()
    run(stand, *SLOW)
    now_ns = stand.clock.now_ns()
    tell(stand, "care", athlete=ANNA, follow=True)
    assert (stand.phase, stand.runner.board.state.rest_s) == ("rest", 120.0)
    stand.run_for(100 * S)
    assert stand.runner.player.now is None
    tell(stand, "resume")
    stand.until(lambda: stand.runner.player.now is not None)
    assert stand.clock.now_ns() < now_ns + 102 * S
    assert stand.runner.board.state.rest_s is None


def test_the_rest_ends_by_itself():
    stand = alone()
    run(stand, 1000)
    now_ns = stand.clock.now_ns()
    assert tell(stand, "tired", athlete=ANNA)["then"] == "rest"
    stand.until(lambda: stand.runner.player.now is not None)
    assert stand.now.began_ns == now_ns + 120 * S
    assert stand.phase == "ready"


def test_a_pause_in_a_rest_is_a_pause_at_once_and_the_rest_goes_on_after_it():
    stand = alone()
    run(stand, 1000)
    now_ns = stand.clock.now_ns()
    tell(stand, "tired", athlete=ANNA)
    tell(stand, "pause")
    assert stand.phase == "paused"
    stand.run_for(30 * S)
    tell(stand, "resume")
    assert (stand.phase, stand.runner.board.state.rest_s) == ("rest", 90.0)
    stand.until(lambda: stand.runner.player.now is not None)
    assert stand.now.began_ns == now_ns + 120 * S


def test_where_the_drill_says_so_the_athletes_reps_end():
    stand = two(tired="end")
    run(stand, *(ms for slow in SLOW for ms in (slow, 1000)))
    assert asked(stand) == [("Anna", "rest", "legs", "end")]
    assert tell(stand, "care", athlete=ANNA, follow=True)["then"] == "end"
    assert stand.runner.board.state.out == (ANNA,)
    run(stand, *[1000] * 5)
    assert who(stand)[-5:] == ["Ben"] * 5
    stand.until(lambda: stand.phase == "done")


def test_the_level_is_made_easier_where_there_is_an_easier_one():
    for level, then in ((None, "rest"), (1, "rest"), (3, "easier")):
        stand = alone(tired="easier", level=level)
        run(stand, *SLOW)
        assert asked(stand) == [("Anna", "rest", "legs", then)]
    assert tell(stand, "care", athlete=ANNA, follow=True)["then"] == "easier"
    assert stand.phase == "done", "nobody is left at this level"


def test_all_right_is_followed_by_a_rest_whatever_the_drill():
    stand = alone(tired="end")
    miss(stand, 3)
    assert tell(stand, "care", athlete=ANNA, follow=True)["then"] == "rest"


# Rests between reps


def test_25_times_the_work_lie_between_an_athletes_reps():
    stand = alone(known=RESTS)
    run(stand, 1700)
    ended_ns = stand.records[0].ended_ns
    assert stand.phase == "rest"
    stand.until(lambda: stand.runner.player.now is not None)
    assert stand.now.began_ns == ended_ns + 25 * 2 * S


def test_and_at_least_30_s():
    stand = alone(known=RESTS)
    run(stand, 300)
    ended_ns = stand.records[0].ended_ns
    stand.until(lambda: stand.runner.player.now is not None)
    assert stand.now.began_ns == ended_ns + 30 * S


def test_who_did_not_move_needs_no_rest():
    stand = alone(known=RESTS)
    miss(stand)
    stand.until(lambda: stand.runner.player.now is not None)
    assert stand.now.began_ns < stand.records[0].ended_ns + 10 * S


def test_in_a_queue_nobody_changes_places_for_it():
    stand, built = Stand(), still_drill(reps=2)
    rows = [planned(0, athlete=a, rep=r) for r in (1, 2) for a in (1, 2)]
    stand.start(plan_for(built, *rows), known=RESTS)
    run(stand, 1700, 300, 300, 300)
    assert who(stand) == ["Anna", "Ben"] * 2
    assert stand.records[2].armed_ns == stand.records[0].ended_ns + 50 * S


def test_unless_it_is_wished_nobody_waits():
    stand = alone()
    run(stand, 1700)
    stand.until(lambda: stand.runner.player.now is not None)
    assert stand.now.began_ns < stand.records[0].ended_ns + 10 * S


# The break


def played_for(stand: Stand, minutes: float) -> None:
    end_ns = stand.clock.now_ns() + int(minutes * 60) * S
    while stand.clock.now_ns() < end_ns:
        run(stand, 1000)


def test_every_20_minutes_a_break_is_due():
    stand = alone(reps=600)
    played_for(stand, 19.5)
    assert asked(stand) == []
    played_for(stand, 1)
    assert asked(stand) == [(None, "break", "break", "pause")]
    tell(stand, "care", athlete=None, follow=False)
    played_for(stand, 19)
    assert asked(stand) == []
    played_for(stand, 1.5)
    assert tell(stand, "care", athlete=None, follow=True)["then"] == "pause"
    stand.until(lambda: stand.phase == "paused")
    assert asked(stand) == []


def test_three_minutes_without_a_rep_are_a_break():
    stand = alone(reps=600)
    played_for(stand, 15)
    tell(stand, "pause")
    stand.run_for(200 * S)
    tell(stand, "resume")
    played_for(stand, 15)
    assert asked(stand) == []


# Sat out


def test_who_sits_out_is_passed_over_and_comes_back():
    stand = two(reps=3)
    run(stand, 1000)
    tell(stand, "sit", athlete=BEN, out=True)
    assert stand.runner.board.state.turn.athlete == "Anna"
    run(stand, 1000)
    tell(stand, "sit", athlete=BEN, out=False)
    assert stand.runner.board.state.out == ()
    run(stand, *[1000] * 4)
    assert who(stand) == ["Anna", "Anna", "Anna", "Ben", "Ben", "Ben"]


def test_who_is_on_may_sit_out_too():
    stand = two(reps=2)
    stand.on_pad()
    stand.cue()
    tell(stand, "sit", athlete=ANNA, out=True)
    assert (stand.outcomes, stand.verdict.notes) == (["stopped"], ("left out",))
    assert stand.field.dark_now()
    run(stand, 1000, 1000)
    assert who(stand)[-2:] == ["Ben", "Ben"]
    stand.until(lambda: stand.phase == "done")


def test_a_rep_that_was_decided_counts_though_he_sits_out_now():
    stand = two(reps=2)
    stand.on_pad()
    onset_ns = stand.cue()
    stand.edge("start", False, onset_ns + 300 * MS)
    stand.beam("left", onset_ns + 1300 * MS)
    stand.until(lambda: stand.runner.player.is_decided)
    tell(stand, "sit", athlete=ANNA, out=True)
    assert stand.outcomes == ["hit"]
    assert stand.runner.board.state.turn.athlete == "Ben"
    run(stand, 1000)
    assert who(stand) == ["Anna", "Ben"]


def test_sitting_out_while_paused_keeps_the_pause():
    stand = two(reps=2)
    run(stand, 1000)
    tell(stand, "pause")
    tell(stand, "sit", athlete=BEN, out=True)
    assert (stand.phase, stand.runner.board.state.turn.athlete) == ("paused", "Anna")
    stand.run_for(60 * S)
    assert stand.runner.player.now is None


def test_when_the_last_one_sits_out_the_run_is_over():
    stand = pair(reps=2, sets=2)
    for id_ in (ANNA, BEN):
        tell(stand, "sit", athlete=id_, out=True)
    assert stand.phase == "done"


def test_between_sets_a_rest_stays_a_rest():
    stand = pair(reps=1, sets=2)
    stand.hit()
    stand.hit()
    tell(stand, "sit", athlete=BEN, out=True)
    assert (stand.phase, stand.runner.board.state.turn) == ("rest", None)
    tell(stand, "resume")
    stand.until(lambda: stand.runner.player.now is not None)
    assert stand.now.athlete.name == "Anna"


# Refused


@pytest.mark.parametrize(
    ("op", "fields", "says"),
    [
        ("care", {"athlete": ANNA, "follow": True}, "nothing is asked about that athlete"),
        ("care", {"athlete": None, "follow": True}, "no break is due"),
        ("care", {"athlete": 3, "follow": True}, "athlete: 3 is not text"),
        ("tired", {"athlete": "nobody"}, "that athlete is not in this run"),
        ("tired", {}, "athlete: None is not text"),
        ("sit", {"athlete": "nobody", "out": True}, "that athlete is not in this run"),
        ("sit", {"athlete": ANNA, "out": "yes"}, "out: 'yes' is neither true nor false"),
    ],
)
def test_what_cannot_be(op, fields, says):
    stand = alone()
    assert tell(stand, op, **fields)["error"]["detail"] == says


@pytest.mark.parametrize("op", ["care", "tired", "sit"])
def test_without_a_run_there_is_nobody_to_care_for(op):
    stand = Stand()
    assert tell(stand, op, athlete=ANNA, out=True)["error"]["detail"] == "no run is on"


def test_where_nobody_watches_nothing_is_asked():
    stand = alone()
    stand.runner.care.is_on = False
    run(stand, *SLOW)
    assert asked(stand) == []
    assert replace(Known(), rests=True) == RESTS
