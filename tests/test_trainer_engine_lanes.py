"""Leapfrog and mirror on the devices: a lane is clear by its own beams, and another's edge starts the clock."""

from __future__ import annotations

from dataclasses import replace

from builders import MS, S, drill
from reps import HOLD, plan_for, planned
from stands import LAYOUT, ScriptedField, Stand
from test_trainer_engine_versus import TwoLanes, run, versus

from sequences.formats import followed
from sequences.model import ATTEMPTS, Answer, Draw, Drill, Expect, OwnStart, PlannedRep, Ready, Role, Wait
from trainer.engine.bind import bind_drill
from trainer.engine.breaks import STANDARD
from trainer.rescore import Played, judge_again

MIRROR = {
    **LAYOUT,
    **{
        f"{name}-{n}": ((x, y), ("beam",))
        for n, y in ((1, 3.0), (2, 0.0))
        for name, x in (("spot", 0.0), ("a", -3.0), ("b", 3.0))
    },
}


def judged_again(stand: Stand, built: Drill) -> None:
    carries = {s.name: s.carries for s in stand.field.stations.values()}
    known = Played(plan_for(built, planned(0)), bind_drill(built, carries, {}), stand.runner.player.triggers.sensing)
    for record in stand.records:
        assert judge_again(record, known, STANDARD) == record.verdict


# --- leapfrog ---------------------------------------------------------------------------------------------------


def leapfrog() -> Stand:
    built = versus(format="leapfrog")
    steps = tuple(replace(s, together=False) if isinstance(s, Ready) else s for s in built.steps)
    steps = tuple(replace(s, early="repeat") if isinstance(s, Wait) else s for s in steps)
    reps = [replace(planned(0, athlete=n, rep=r, of=1), lane=n) for r in (1, 2) for n in (1, 2)]
    stand = Stand(kind=TwoLanes)
    stand.start(plan_for(replace(built, steps=steps), *reps))
    return stand


def one(stand: Stand, lane: int) -> int:
    """The athlete in this lane runs and hits. Returns when he passed the far gate."""
    stand.until(lambda: stand.runner.player.now is not None and stand.runner.player.now.number == lane)
    stand.edge(f"start-{lane}", True, stand.clock.now_ns() + 200 * MS)
    stand.until(lambda: stand.now.shown is not None)
    onset_ns = stand.now.shown.onset_ns
    run(stand, lane, onset_ns, 300 * MS, 2 * S)
    stand.decided(len(stand.records) + 1)
    return onset_ns + 2 * S


def test_the_next_lane_does_not_wait_for_the_run_out_of_the_one_before():
    stand = leapfrog()
    passed_ns = one(stand, 1)
    stand.beam("near-1" if "near-1" in stand.field.stations else "front-1", passed_ns + 1 * S)  # walks back
    stand.until(lambda: stand.runner.player.now is not None)
    assert stand.now.number == 2
    assert stand.now.began_ns < passed_ns + 3 * S
    assert [t.attempt.athlete.name for t in stand.runner.player.tracks] == ["Ben"]


def test_a_lane_is_used_again_only_when_it_is_clear():
    stand = leapfrog()
    one(stand, 1)
    one(stand, 2)
    late_ns = stand.clock.now_ns() + 1 * S
    stand.beam("front-1", late_ns)  # somebody still walks about in lane 1
    stand.until(lambda: stand.runner.player.now is not None)
    assert stand.now.number == 1
    first_cue_ns = stand.now.began_ns + HOLD  # the hold is over at the soonest
    assert first_cue_ns >= late_ns + 3 * S


# --- mirror -----------------------------------------------------------------------------------------------------


class Pair(ScriptedField):
    layout = MIRROR


def mirror() -> Drill:
    steps = (
        Ready("spot", "beam", HOLD, 30 * S, together=True),
        OwnStart("leave", "spot", "beam", 60 * S, ("a", "b")),
        Expect((Answer("pass", ("a", "b"), "beam", 5 * S, "line"),)),
    )
    roles = tuple(Role(name, ("beam",)) for name in ("spot", "a", "b"))
    more = {"sets": 1, "reps": 1, "roles": roles, "format": "mirror", "lanes": 2, "follow": followed("mirror", steps)}
    return drill(*steps, **more)


def leading() -> tuple[Stand, int]:
    """Both stand ready; the leader leaves his spot. Returns when."""
    stand = Stand(kind=Pair)
    nothing = (Draw(None, None),) * ATTEMPTS
    stand.start(plan_for(mirror(), *(PlannedRep(1, 1, n, False, nothing, n) for n in (1, 2))))
    stand.until(lambda: len(stand.runner.player.tracks) == 2)
    now_ns = stand.clock.now_ns()
    stand.edge("spot-1", True, now_ns + 300 * MS)
    stand.edge("spot-2", True, now_ns + 900 * MS)
    left_ns = now_ns + 4 * S
    stand.edge("spot-1", False, left_ns)
    stand.edge("spot-2", False, left_ns + 200 * MS)
    return stand, left_ns


def test_the_leaders_edge_starts_the_followers_clock_and_the_same_line_stops_it():
    stand, left_ns = leading()
    stand.beam("b-1", left_ns + 1200 * MS)
    stand.beam("b-2", left_ns + 1550 * MS)
    stand.decided(2)
    by_lane = {r.lane: r for r in stand.records}
    assert (by_lane[1].verdict.outcome, by_lane[1].verdict.total_ns) == ("hit", 1200 * MS)
    follower = by_lane[2]
    assert (follower.verdict.outcome, follower.verdict.total_ns, follower.verdict.measure) == ("hit", 350 * MS, None)
    assert [(s.name, s.ns) for s in follower.verdict.splits] == [("line", 350 * MS)]
    assert follower.cues[0].target == ("b-2",)
    assert follower.verdict.uncertainty_ns > by_lane[1].verdict.uncertainty_ns / 2
    judged_again(stand, mirror())


def test_the_other_line_is_the_wrong_one_and_no_line_is_unfinished():
    stand, left_ns = leading()
    stand.beam("a-1", left_ns + 1200 * MS)
    stand.beam("b-2", left_ns + 1550 * MS)
    stand.decided(2)
    assert {r.lane: r.verdict.outcome for r in stand.records} == {1: "hit", 2: "wrong gate"}
    judged_again(stand, mirror())


def test_who_is_at_a_line_before_the_leader_has_guessed():
    stand, left_ns = leading()
    stand.beam("b-2", left_ns + 1000 * MS)
    stand.beam("b-1", left_ns + 1200 * MS)
    stand.decided(2)
    assert {r.lane: r.verdict.outcome for r in stand.records} == {1: "hit", 2: "anticipation"}
    judged_again(stand, mirror())


def test_a_leader_who_does_not_go_ends_it_for_both():
    stand = Stand(kind=Pair)
    nothing = (Draw(None, None),) * ATTEMPTS
    stand.start(plan_for(mirror(), *(PlannedRep(1, 1, n, False, nothing, n) for n in (1, 2))))
    stand.until(lambda: len(stand.runner.player.tracks) == 2)
    for n in (1, 2):
        stand.edge(f"spot-{n}", True, stand.clock.now_ns() + 300 * MS)
    stand.decided(2)
    assert {r.lane: r.verdict.outcome for r in stand.records} == {1: "omission", 2: "unsettled"}
    judged_again(stand, mirror())
