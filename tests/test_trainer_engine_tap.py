"""The coach's tap as the cue, and a cue that a feeder sees: on the devices, and judged again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import MS, S, alternative, drill, leave_start
from reps import ARRIVE_CUED, HOLD, plan_for, still_drill
from stands import Stand
from test_trainer_engine_versus import TwoLanes, both_ready, both_shown, versus

from sequences.model import ATTEMPTS, Cue, Draw, Drill, Expect, PlannedRep, Ready, Wait, WaitLaw
from trainer.engine.bind import bind_drill
from trainer.engine.breaks import STANDARD
from trainer.engine.cueing import FEEDER
from trainer.engine.stepping import LEAD_NS
from trainer.errors import Refused
from trainer.rescore import Played, judge_again

TAP = WaitLaw("tap", 0, 60 * S)
GO = Cue((alternative("left"), alternative("right")), "law", "reaction", None, None)


def called_drill(**more) -> Drill:
    steps = (
        Ready("start", "pad", HOLD, 30 * S),
        Wait(TAP, "repeat", "start", "pad", "leave"),
        GO,
        Expect((leave_start(), ARRIVE_CUED)),
    )
    return drill(*steps, **({"sets": 1, "reps": 2} | more))


def nothing_drawn(rep: int = 1, athlete: int = 1) -> PlannedRep:
    return PlannedRep(1, rep, athlete, False, (Draw(None, None),) * ATTEMPTS)


def waiting() -> Stand:
    """Somebody stands there, and the cue waits for the coach."""
    stand = Stand()
    stand.start(plan_for(called_drill(), nothing_drawn(), nothing_drawn(2)))
    stand.on_pad()
    stand.until(lambda: stand.runner.player.calls)
    return stand


def judged_again(stand: Stand, built: Drill) -> None:
    carries = {s.name: s.carries for s in stand.field.stations.values()}
    known = Played(plan_for(built), bind_drill(built, carries, {}), stand.runner.player.triggers.sensing)
    for record in stand.records:
        assert judge_again(record, known, STANDARD) == record.verdict


def test_nothing_appears_until_the_coach_calls_and_then_what_he_called():
    stand = waiting()
    assert stand.runner.board.state.calls == ("left", "right")
    stand.run_for(20 * S)
    assert stand.field.seen == []
    tapped_ns = stand.clock.now_ns()
    stand.runner.player.call("right", 30 * MS)
    assert stand.runner.board.state.calls == ()
    onset_ns = stand.cue()
    assert onset_ns == tapped_ns + LEAD_NS
    assert list(stand.runner.player.stage.lit) == ["right"]
    stand.edge("start", False, onset_ns + 300 * MS)
    stand.beam("right", onset_ns + 1500 * MS)
    verdict = stand.decided()
    assert (verdict.outcome, verdict.reaction_ns, verdict.total_ns) == ("hit", 300 * MS, 1500 * MS)
    record = stand.records[0]
    told = [(e.station, e.t_ns) for e in record.edges if e.sensor == "told"]
    assert told == [("tap", tapped_ns - 30 * MS), ("call right", tapped_ns)]
    assert [(c.alternative, c.due_ns) for c in record.cues] == [("right", onset_ns)]
    judged_again(stand, called_drill())


def test_the_other_gate_is_wrong_and_an_early_move_is_early():
    stand = waiting()
    stand.runner.player.call("right")
    onset_ns = stand.cue()
    stand.edge("start", False, onset_ns + 300 * MS)
    stand.beam("left", onset_ns + 1500 * MS)
    assert stand.decided().outcome == "wrong gate"
    stand.on_pad()
    stand.edge("start", True, stand.clock.now_ns() + 100 * MS)
    stand.until(lambda: stand.runner.player.calls)
    stand.edge("start", False, stand.clock.now_ns() + 500 * MS)
    assert stand.decided(2).outcome == "false start"
    judged_again(stand, called_drill())


def test_who_moves_between_tap_and_cue_was_early_and_sees_nothing():
    stand = waiting()
    stand.runner.player.call("left")
    stand.edge("start", False, stand.clock.now_ns() + 40 * MS)
    assert stand.decided().outcome == "false start"
    assert stand.field.seen == []
    judged_again(stand, called_drill())


def test_nobody_calls_and_the_rep_comes_again():
    stand = waiting()
    stand.until(lambda: stand.records, limit_ns=70 * S)
    assert (stand.verdict.outcome, stand.verdict.notes) == ("unsettled", ("nobody called",))
    assert [t.attempt for t in stand.runner.run.queue.redo] == [2]
    judged_again(stand, called_drill())


def test_what_cannot_be_called_is_refused():
    stand = waiting()
    with pytest.raises(Refused, match="call: 'up' is not called here; allowed: left, right"):
        stand.runner.player.call("up")
    stand.runner.player.call("left")
    with pytest.raises(Refused, match="no cue waits for a tap"):
        stand.runner.player.call("left")


def test_the_tap_starts_both_lanes_at_one_instant():
    built = versus()
    steps = tuple(replace(s, law=TAP) if isinstance(s, Wait) else s for s in built.steps)
    built = replace(built, steps=steps)
    stand = Stand(kind=TwoLanes)
    reps = [replace(nothing_drawn(1, athlete), lane=athlete) for athlete in (1, 2)]
    stand.start(plan_for(built, *reps))
    both_ready(stand)
    stand.until(lambda: all(track.calls for track in stand.runner.player.tracks))
    tapped_ns = stand.clock.now_ns()
    stand.runner.player.call("go")
    assert both_shown(stand) == [tapped_ns + LEAD_NS] * 2


# --- the feeder -------------------------------------------------------------------------------------------------


def test_what_a_feeder_sees_is_no_reaction_and_says_so():
    built = still_drill()
    steps = tuple(replace(s, feeder=True, measure=None) if isinstance(s, Cue) else s for s in built.steps)
    built = replace(built, steps=steps)
    stand = Stand()
    stand.start(plan_for(built))
    verdict = stand.hit(reaction_ns=80 * MS)  # the ball was in the air already
    assert (verdict.outcome, verdict.reaction_ns, verdict.total_ns) == ("hit", None, 1500 * MS)
    assert verdict.notes == (FEEDER,)
    judged_again(stand, built)
