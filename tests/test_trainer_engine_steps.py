"""Each step's own rules: gaps in a beam, holds, words, rests, answers that may be left out."""

from __future__ import annotations

from builders import MS, S, alternative
from reps import ARRIVE_CUED, HOLD, WAIT, Lane, own_drill, shuttle_drill, still_drill, task_for

from sequences.model import Answer, Cue, Expect, Hold, Ready, Rest, Say, Still, Wait, WaitLaw
from trainer.engine.lane import Cancel, Present, Speak, Task

ON = ("start", "pad")
IN_FRONT = ("front", "beam")
READY = Ready("start", "pad", HOLD, 30 * S)
GO = Cue((alternative("left"),), "law", "reaction", None, None)


def in_beam() -> Lane:
    """Held still in the front beam: the cue is planned."""
    lane = Lane(task_for(shuttle_drill()), IN_FRONT)
    lane.passed(lane.began_ns + HOLD)
    return lane


def test_swaying_in_a_beam_does_not_end_the_hold():
    lane = Lane(task_for(shuttle_drill()), IN_FRONT)
    lane.edge("front", False, lane.began_ns + 500 * MS)
    lane.edge("front", True, lane.began_ns + 560 * MS)
    lane.passed(lane.began_ns + HOLD)
    assert lane.due_ns == lane.began_ns + HOLD + WAIT
    assert lane.state.unsettled == 0


def test_out_of_the_beam_for_longer_starts_the_hold_anew():
    lane = Lane(task_for(shuttle_drill()), IN_FRONT)
    lane.edge("front", False, lane.began_ns + 500 * MS)
    lane.edge("front", True, lane.began_ns + 561 * MS)
    assert lane.state.unsettled == 1
    lane.passed(lane.began_ns + 561 * MS + HOLD)
    assert lane.due_ns == lane.began_ns + 561 * MS + HOLD + WAIT


def test_a_gap_over_the_end_of_the_hold_is_judged_by_its_length():
    lane = Lane(task_for(shuttle_drill()), IN_FRONT)
    lane.edge("front", False, lane.began_ns + HOLD - 10 * MS)
    lane.passed(lane.began_ns + HOLD)
    assert not lane.actions(Present)
    lane.edge("front", True, lane.began_ns + HOLD + 20 * MS)
    lane.passed(lane.began_ns + HOLD + 20 * MS)
    assert lane.due_ns == lane.began_ns + HOLD + WAIT


def test_hopping_onto_the_pad_is_not_yet_a_hold_broken():
    lane = Lane(task_for(still_drill()))
    lane.edge("start", True, lane.began_ns + 1 * S)
    lane.edge("start", False, lane.began_ns + 1 * S + 249 * MS)
    assert lane.state.unsettled == 0
    lane.edge("start", True, lane.began_ns + 2 * S)
    lane.edge("start", False, lane.began_ns + 2 * S + 250 * MS)
    assert lane.state.unsettled == 1


def test_other_stations_do_not_break_the_hold():
    lane = Lane(task_for(still_drill()), ON)
    lane.beam("left", lane.began_ns + 500 * MS)
    lane.passed(lane.began_ns + HOLD)
    assert lane.due_ns == lane.began_ns + HOLD + WAIT


def test_swaying_during_the_wait_is_forgiven_and_longer_is_a_false_start():
    lane = in_beam()
    lane.edge("front", False, lane.due_ns - 500 * MS)
    lane.edge("front", True, lane.due_ns - 440 * MS)
    lane.shown()
    assert lane.state.outcome is None
    lane = in_beam()
    lane.edge("front", False, lane.due_ns - 500 * MS)
    lane.passed(lane.due_ns - 440 * MS)
    assert (lane.state.outcome, lane.state.ended_ns) == ("false start", lane.due_ns - 500 * MS)


def test_already_on_the_way_out_of_the_beam_when_the_cue_comes_is_a_false_start():
    lane = in_beam()
    lane.edge("front", False, lane.due_ns - 20 * MS)
    lane.shown()
    assert (lane.state.outcome, lane.state.ended_ns) == ("false start", lane.due_ns - 20 * MS)


def test_swaying_on_a_catch_is_forgiven_and_the_catch_goes_on():
    built = shuttle_drill()
    still = Still("hold", "front", "beam", 2 * S)
    cue = Cue((alternative("left"),), "law", "start", still, None)
    task = Task((built.steps[0], built.steps[1], cue, built.steps[3]), None, WAIT, catch=True)
    lane = Lane(task, IN_FRONT)
    due_ns = lane.began_ns + HOLD + WAIT
    for t_ns in (due_ns - 500 * MS, due_ns + 500 * MS):
        lane.edge("front", False, t_ns)
        lane.edge("front", True, t_ns + 50 * MS)
    lane.passed(due_ns + 2 * S)
    assert lane.state.outcome == "withheld"
    lane = Lane(task, IN_FRONT)
    lane.edge("front", False, due_ns + 500 * MS)
    lane.passed(due_ns + 560 * MS)
    assert (lane.state.outcome, lane.state.ended_ns) == ("false alarm", due_ns + 500 * MS)
    lane = Lane(task, IN_FRONT)
    lane.edge("front", False, due_ns + 2 * S - 10 * MS)  # on the way when the hold ends
    lane.passed(due_ns + 2 * S)
    assert lane.state.outcome == "false alarm"


def test_a_stay_with_nothing_to_hold_is_withheld_at_once():
    stay = Cue((alternative("stay", go=False),), "law", None, None, None)
    lane = Lane(Task((READY, stay, Expect((ARRIVE_CUED,))), 0), ON)
    lane.passed(lane.began_ns + HOLD)
    onset_ns = lane.shown()
    assert (lane.state.outcome, lane.state.ended_ns) == ("withheld", onset_ns)


def test_an_optional_answer_may_be_left_out():
    answers = (
        Answer("pass", ("near",), "beam", 2 * S, "2 m", optional=True),
        Answer("pass", ("front",), "beam", 2 * S, "5 m"),
        Answer("pass", ("ten",), "beam", 1 * S, "10 m", optional=True),
    )
    task = Task((READY, GO, Expect(answers)), 0)
    for passed, ended_ms in ((("near", "front", "ten"), 900), (("front",), 1300)):
        lane = Lane(task, ON)
        lane.passed(lane.began_ns + HOLD)
        onset_ns = lane.shown()
        for n, station in enumerate(passed):
            lane.edge(station, True, onset_ns + (n + 1) * 300 * MS)
        lane.passed(onset_ns + 10 * S)
        assert (lane.state.outcome, lane.state.ended_ns) == ("hit", onset_ns + ended_ms * MS)
        assert tuple(m.station for m in lane.state.marks) == passed
    lane = Lane(task, ON)
    lane.passed(lane.began_ns + HOLD)
    onset_ns = lane.shown()
    lane.edge("near", True, onset_ns + 300 * MS)
    lane.passed(onset_ns + 10 * S)
    assert lane.state.outcome == "unfinished"


def test_a_pad_answers_by_opening_and_by_being_pressed():
    answers = (Answer("leave", ("start",), "pad", 2 * S, "off"), Answer("arrive", ("start",), "pad", 2 * S, "back"))
    lane = Lane(Task((READY, GO, Expect(answers)), 0), ON)
    lane.passed(lane.began_ns + HOLD)
    onset_ns = lane.shown()
    lane.edge("start", False, onset_ns + 300 * MS)
    lane.edge("start", True, onset_ns + 1000 * MS)
    assert lane.state.outcome == "hit"


def holding(breaks: str, *, on: bool = True) -> tuple[Lane, int]:
    """In the middle of a hold of one second in the beam at left. Returns its begin."""
    hold = Hold("left", "beam", 1 * S, 60 * MS, breaks, "balance")
    lane = Lane(Task((READY, GO, Expect((ARRIVE_CUED,)), hold), 0), ON)
    lane.passed(lane.began_ns + HOLD)
    began_ns = lane.shown() + 1 * S
    lane.edge("left", True, began_ns)
    if not on:
        lane.edge("left", False, began_ns + 100 * MS)
    return lane, began_ns


def test_a_hold_kept_ends_when_its_time_is_over_with_a_mark():
    lane, began_ns = holding("fail")
    lane.edge("left", False, began_ns + 500 * MS)
    lane.edge("left", True, began_ns + 560 * MS)  # the longest gap that is forgiven
    lane.passed(began_ns + 1 * S)
    assert (lane.state.outcome, lane.state.ended_ns) == ("hit", began_ns + 1 * S)
    assert [(m.kind, m.name) for m in lane.state.marks][-1] == ("hold", "balance")
    assert lane.state.notes == ()


def test_a_hold_broken_is_noted_or_ends_the_rep():
    for breaks, outcome, ended_ms in (("note", "hit", 1000), ("fail", "unfinished", 500)):
        lane, began_ns = holding(breaks)
        lane.edge("left", False, began_ns + 500 * MS)
        lane.edge("left", True, began_ns + 561 * MS)
        lane.passed(began_ns + 1 * S)
        assert (lane.state.outcome, lane.state.ended_ns) == (outcome, began_ns + ended_ms * MS)
        assert lane.state.notes == ("balance broken after 0.5 s",)


def test_a_hold_that_is_off_when_it_ends_is_broken_too():
    lane, began_ns = holding("fail", on=False)
    lane.passed(began_ns + 1 * S)
    assert (lane.state.outcome, lane.state.notes) == ("unfinished", ("balance broken after 0.1 s",))


def test_a_hold_somebody_never_entered_is_broken_from_its_begin():
    hold = Hold("mid", "beam", 1 * S, 60 * MS, "note", "balance")
    lane = Lane(Task((READY, GO, Expect((ARRIVE_CUED,)), hold), 0), ON)
    lane.passed(lane.began_ns + HOLD)
    onset_ns = lane.shown()
    lane.edge("left", True, onset_ns + 1 * S)
    lane.passed(onset_ns + 2 * S)
    assert (lane.state.outcome, lane.state.notes) == ("hit", ("balance broken after 0.0 s",))


def test_whoever_comes_up_breaks_the_beam_over_the_head():
    for breaks, outcome, ended_ms in (("note", "hit", 1000), ("fail", "unfinished", 500)):
        hold = Hold("left", "beam", 1 * S, 60 * MS, breaks, "stance", under="mid")
        lane = Lane(Task((READY, GO, Expect((ARRIVE_CUED,)), hold), 0), ON)
        lane.passed(lane.began_ns + HOLD)
        began_ns = lane.shown() + 1 * S
        lane.edge("left", True, began_ns)
        lane.beam("mid", began_ns + 500 * MS)
        lane.passed(began_ns + 1 * S)
        assert (lane.state.outcome, lane.state.ended_ns) == (outcome, began_ns + ended_ms * MS)
        assert lane.state.notes == ("stance: came up after 0.5 s",)


def stopping() -> tuple[Lane, int]:
    """Through left, to stop between left and mid within three seconds, still for one. Returns when left was broken."""
    hold = Hold("left", "beam", 1 * S, 0, "note", "stop", between=("left", "mid"), within_ns=3 * S)
    lane = Lane(Task((READY, GO, Expect((ARRIVE_CUED,)), hold), 0), ON)
    lane.passed(lane.began_ns + HOLD)
    into_ns = lane.shown() + 1 * S
    lane.edge("left", True, into_ns)
    return lane, into_ns


def test_between_two_beams_he_is_still_when_neither_has_been_broken_for_long_enough():
    lane, into_ns = stopping()
    lane.edge("left", False, into_ns + 300 * MS)
    lane.passed(into_ns + 1300 * MS - 1)
    assert lane.state.outcome is None
    lane.passed(into_ns + 1300 * MS)
    assert (lane.state.outcome, lane.state.ended_ns, lane.state.notes) == ("hit", into_ns + 1300 * MS, ())
    assert (lane.state.marks[-1].name, lane.state.marks[-1].t_ns) == ("stop", into_ns + 300 * MS)


def test_a_beam_broken_again_begins_the_time_anew_and_is_noted():
    lane, into_ns = stopping()
    lane.edge("left", False, into_ns + 300 * MS)
    lane.beam("mid", into_ns + 1200 * MS, 200 * MS)
    lane.passed(into_ns + 2400 * MS)
    assert (lane.state.outcome, lane.state.notes) == ("hit", ("stop: mid broken again",))
    assert lane.state.marks[-1].t_ns == into_ns + 1400 * MS


def test_who_does_not_come_to_a_stop_in_time_has_not_finished():
    lane, into_ns = stopping()
    lane.edge("left", False, into_ns + 2500 * MS)
    lane.passed(into_ns + 3 * S)
    assert (lane.state.outcome, lane.state.notes) == ("unfinished", ("stop: not still within 3 s",))


def test_a_cue_without_a_target_is_heard_and_the_rep_goes_on_to_its_end():
    heard = Cue((alternative("go", target=(), show=(), light=None, sound="beep"),), "law", None, None, None)
    lane = Lane(
        Task((Wait(WaitLaw("fixed", S, S), "repeat", None, None, None), heard, Rest(3 * S)), 0, foreperiod_ns=S)
    )
    onset_ns = lane.shown()
    assert onset_ns == lane.began_ns + S
    lane.passed(onset_ns + 3 * S)
    assert (lane.state.outcome, lane.state.ended_ns) == ("hit", onset_ns + 3 * S)


def test_words_name_what_was_drawn_and_take_no_time():
    for cue, side, tone in ((0, "right", "high"), (1, "left", "low")):
        lane = Lane(task_for(own_drill(), cue, wait_ns=0), ON)
        assert lane.actions(Speak) == [Speak(f"To the {side}", tone)]
        lane.passed(lane.began_ns + HOLD)
        assert lane.state.index == 2
    lane = Lane(Task((Say("It is {cue}", "beep"), READY, GO, Expect((ARRIVE_CUED,))), 0), ON)
    assert lane.actions(Speak) == [Speak("It is left", "beep")]
    german = Say("Es ist {cue}", None, language="de", names=(("left", "links"),), spoken=True, gain=0.5)
    lane = Lane(Task((german, READY, GO, Expect((ARRIVE_CUED,))), 0), ON)
    assert lane.actions(Speak) == [Speak("Es ist links", None, "de", 0.5)]


def test_a_rest_inside_a_rep_lasts_as_long_as_it_says():
    lane = Lane(Task((READY, Rest(2 * S), GO, Expect((ARRIVE_CUED,))), 0), ON)
    lane.passed(lane.began_ns + HOLD)
    lane.edge("start", False, lane.began_ns + HOLD + 1 * S)
    lane.passed(lane.began_ns + HOLD + 2 * S)
    assert lane.due_ns == lane.began_ns + HOLD + 2 * S + 100 * MS


def test_quick_feet_are_free_to_move_during_the_wait():
    free = Wait(WaitLaw("fixed", WAIT, WAIT), "repeat", None, None, None)
    lane = Lane(Task((READY, free, GO, Expect((ARRIVE_CUED,))), 0, WAIT), ON)
    lane.passed(lane.began_ns + HOLD)
    for n in range(4):
        lane.edge("start", n % 2 == 1, lane.began_ns + HOLD + (n + 1) * 200 * MS)
    onset_ns = lane.shown()
    lane.edge("left", True, onset_ns + 900 * MS)
    assert lane.state.outcome == "hit"
    assert not lane.actions(Cancel)


def test_restarting_forgets_what_was_marked_but_not_how_often_it_was_unsettled():
    lane = Lane(task_for(still_drill(early="restart")), ON)
    lane.edge("start", False, lane.began_ns + 900 * MS)
    lane.edge("start", True, lane.began_ns + 1 * S)
    lane.passed(lane.began_ns + 2 * S)
    lane.edge("start", False, lane.began_ns + 3 * S)
    assert (lane.state.index, lane.state.unsettled, lane.state.marks) == (0, 1, ())


def test_an_optional_answer_does_not_shorten_the_time_for_the_one_after_it():
    answers = (
        Answer("pass", ("near",), "beam", 1 * S, "2 m", optional=True),
        Answer("pass", ("front",), "beam", 3 * S, "5 m"),
    )
    lane = Lane(Task((READY, GO, Expect(answers)), 0), ON)
    lane.passed(lane.began_ns + HOLD)
    onset_ns = lane.shown()
    lane.edge("front", True, onset_ns + 3 * S)
    assert lane.state.outcome == "hit"
