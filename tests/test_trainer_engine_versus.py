"""Side by side on the devices: one cue at one instant, fouls that stop nobody else, places, and judging again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import FIXED, MS, S, drill, leave_start
from reps import HOLD, plan_for, planned
from stands import LAYOUT, ScriptedField, Stand

from sequences.formats import heat_key
from sequences.model import Alternative, Answer, Cue, Drill, Expect, Ready, Role, Still, Wait
from trainer.engine.bind import bind_drill
from trainer.engine.breaks import STANDARD
from trainer.errors import BindError
from trainer.race import SAME_NS, places
from trainer.rescore import Played, judge_again

TWO = {
    **LAYOUT,
    **{f"start-{n}": ((x, 0.0), ("pad",)) for n, x in ((1, -3.0), (2, 3.0))},
    **{f"front-{n}": ((x, 10.0), ("beam",)) for n, x in ((1, -3.0), (2, 3.0))},
    **{f"lamp-{n}": ((x, 13.0), ("gate",)) for n, x in ((1, -4.5), (2, 4.5))},
}
ROLES = (Role("start", ("pad",)), Role("front", ("beam",)), Role("lamp", ("gate",)))


class TwoLanes(ScriptedField):
    layout = TWO


def versus(*, sets: int = 1, reps: int = 2, **more) -> Drill:
    """Stand on the pad, wait for the others and the lamp, 10 m."""
    go = Alternative("go", ("front",), ("lamp",), "white", None)
    return drill(
        Ready("start", "pad", HOLD, 30 * S, together=True),
        Wait(FIXED, "count", "start", "pad", "leave"),
        Cue((go,), "law", "reaction", Still("hold", "start", "pad", 2 * S), None),
        Expect((leave_start(), Answer("pass", ("front",), "beam", 4 * S, "10 m"))),
        **({"sets": sets, "reps": reps, "roles": ROLES, "format": "versus", "lanes": 2} | more),
    )


def heat(rep: int = 1, *, pair: int = 0, **more):
    """Both of a pair, lane by lane."""
    first = 2 * pair + 1
    return [replace(planned(0, athlete=first + n, rep=rep, of=1, **more), lane=n + 1) for n in (0, 1)]


def racing(*reps, **more) -> Stand:
    stand = Stand(kind=TwoLanes)
    stand.start(plan_for(versus(**more), *(reps or heat())))
    return stand


def both_ready(stand: Stand, *, after_ns: int = 500 * MS, second_ns: int = 2 * S) -> None:
    """Lane 1 gets onto the pad so long after the beginning, lane 2 later."""
    stand.until(lambda: len(stand.runner.player.tracks) == 2)
    now_ns = stand.clock.now_ns()
    stand.edge("start-1", True, now_ns + after_ns)
    stand.edge("start-2", True, now_ns + second_ns)


def both_shown(stand: Stand) -> list[int]:
    """Runs until the cue has appeared in all lanes that are still on. Returns the onsets."""
    tracks = stand.runner.player.tracks
    stand.until(lambda: all(t.attempt.shown or t.is_decided for t in tracks))
    return [t.attempt.shown.onset_ns for t in tracks if t.attempt.shown]


def run(stand: Stand, lane: int, onset_ns: int, reaction_ns: int, total_ns: int) -> None:
    stand.edge(f"start-{lane}", False, onset_ns + reaction_ns)
    stand.beam(f"front-{lane}", onset_ns + total_ns)


def judged_again(stand: Stand, built: Drill) -> None:
    """The records alone give the verdicts again."""
    carries = {s.name: s.carries for s in stand.field.stations.values()}
    known = Played(plan_for(built, *heat()), bind_drill(built, carries, {}), stand.runner.player.triggers.sensing)
    for record in stand.records:
        assert judge_again(record, known, STANDARD) == record.verdict


def test_the_wait_begins_when_both_are_ready_and_the_cue_is_one():
    stand = racing()
    both_ready(stand)
    first_ns, second_ns = both_shown(stand)
    assert first_ns == second_ns
    ready_ns = stand.runner.player.tracks[1].attempt.began_ns + 2 * S + HOLD
    assert first_ns == ready_ns + 1 + 1500 * MS
    assert sorted(stand.runner.player.stage.lit) == ["lamp-1", "lamp-2"]
    run(stand, 1, first_ns, 300 * MS, 2400 * MS)
    run(stand, 2, first_ns, 250 * MS, 2200 * MS)
    stand.decided(2)
    by_lane = {r.lane: r for r in stand.records}
    assert [by_lane[n].verdict.total_ns for n in (1, 2)] == [2400 * MS, 2200 * MS]
    assert [by_lane[n].athlete.name for n in (1, 2)] == ["Anna", "Ben"]
    assert [(v.lane, v.outcome, v.place) for v in stand.runner.board.state.lanes] == [(1, "hit", 2), (2, "hit", 1)]
    judged_again(stand, versus())


def test_a_lamp_goes_out_with_its_own_lane_only():
    stand = racing()
    both_ready(stand)
    onset_ns = both_shown(stand)[0]
    run(stand, 1, onset_ns, 300 * MS, 2000 * MS)
    run(stand, 2, onset_ns, 300 * MS, 3000 * MS)
    stand.run_to(onset_ns + 2500 * MS)
    assert list(stand.runner.player.stage.lit) == ["lamp-2"]
    assert stand.phase == "go"
    stand.decided(2)
    assert stand.field.dark_now()


def test_a_foul_in_one_lane_does_not_stop_the_other():
    stand = racing(*heat(), *heat(2))
    both_ready(stand)
    stand.until(lambda: stand.runner.agenda.has("cue"))
    due_ns = stand.now.showing.due_ns
    stand.edge("start-1", False, due_ns - 300 * MS)
    stand.run_to(due_ns - 100 * MS)
    assert stand.outcomes == ["false start"]
    onset_ns = stand.now.showing.due_ns
    run(stand, 2, onset_ns, 250 * MS, 2200 * MS)
    stand.decided(2)
    assert [(r.lane, r.verdict.outcome) for r in stand.records] == [(1, "false start"), (2, "hit")]
    assert [v.place for v in stand.runner.board.state.lanes] == [None, 1]
    assert stand.field.seen.count(("lamp-2", onset_ns)) == 1
    assert not any(station == "lamp-1" for station, _ in stand.field.seen)
    assert {t.row for t in stand.runner.run.queue.pending} == {2, 3}  # it is not run again
    judged_again(stand, versus())


def test_who_moves_while_he_waits_for_the_others_settles_again():
    stand = racing()
    both_ready(stand, second_ns=6 * S)
    began_ns = stand.now.began_ns
    for n in (2, 3, 4):  # more often than a hold may be broken
        stand.edge("start-1", False, began_ns + n * S + 700 * MS)
        stand.edge("start-1", True, began_ns + n * S + 900 * MS)
    both_shown(stand)
    assert {t.attempt.lane.outcome for t in stand.runner.player.tracks} == {None}


def test_who_never_comes_does_not_keep_the_other_waiting_for_ever():
    stand = racing()
    stand.until(lambda: len(stand.runner.player.tracks) == 2)
    began_ns = stand.clock.now_ns()
    stand.edge("start-1", True, began_ns + 500 * MS)
    stand.until(lambda: stand.now.shown is not None)
    assert stand.now.shown.onset_ns == began_ns + 30 * S + 1 + 1500 * MS
    run(stand, 1, stand.now.shown.onset_ns, 300 * MS, 2 * S)
    stand.until(lambda: len(stand.records) == 2)
    assert sorted(stand.outcomes) == ["hit", "unsettled"]
    judged_again(stand, versus())


def test_equipment_that_fails_in_one_lane_brings_both_again_with_the_same_cue():
    stand = racing()
    both_ready(stand)
    onset_ns = both_shown(stand)[0]
    run(stand, 2, onset_ns, 250 * MS, 2200 * MS)
    stand.runner.player.tracks[0].broke(onset_ns + 300 * MS, "a fault of the test")
    stand.decided(2)
    assert sorted(stand.outcomes) == ["hit", "lost"]
    assert {(t.attempt, t.cue_of) for t in stand.runner.run.queue.pending} == {(2, 2)}
    stand.until(lambda: len(stand.runner.player.tracks) == 2)
    assert {t.attempt.turn.attempt for t in stand.runner.player.tracks} == {2}
    assert len({t.attempt.task.foreperiod_ns for t in stand.runner.player.tracks}) == 1


def test_who_sits_out_in_the_middle_leaves_the_other_to_run_alone():
    stand = racing(*heat(), *heat(2))
    both_ready(stand)
    stand.run_for(4 * S)
    stand.runner.sit("id-Anna", out=True)
    onset_ns = both_shown(stand)[0]
    run(stand, 2, onset_ns, 300 * MS, 2 * S)
    stand.decided(2)
    assert [(r.athlete.name, r.verdict.outcome) for r in stand.records] == [("Anna", "stopped"), ("Ben", "hit")]
    stand.until(lambda: stand.runner.player.now is not None)
    assert [t.attempt.athlete.name for t in stand.runner.player.tracks] == ["Ben"]
    stand.edge("start-2", True, stand.clock.now_ns() + 500 * MS)
    stand.until(lambda: stand.now.shown is not None)


def test_stop_and_skip_end_all_lanes():
    stand = racing(*heat(), *heat(2))
    both_ready(stand)
    both_shown(stand)
    stand.runner.skip()
    assert stand.outcomes == ["stopped", "stopped"]
    assert {t.row for t in stand.runner.run.queue.pending} == {2, 3}
    stand.until(lambda: len(stand.runner.player.tracks) == 2)
    stand.runner.stop()
    assert stand.field.dark_now()
    assert (stand.phase, len(stand.records)) == ("stopped", 4)


def test_skip_after_one_has_arrived_goes_on_to_the_next_heat():
    stand = racing(*heat(), *heat(2))
    both_ready(stand)
    onset_ns = both_shown(stand)[0]
    run(stand, 1, onset_ns, 300 * MS, 1 * S)
    stand.edge("start-2", False, onset_ns + 400 * MS)
    stand.decided(1)
    stand.runner.skip()
    assert stand.outcomes == ["hit", "stopped"]
    assert {t.row for t in stand.runner.run.queue.pending} == {2, 3}


def test_the_last_of_an_odd_number_runs_alone():
    alone = replace(planned(0, athlete=3, of=1), lane=1)
    stand = racing(alone)
    stand.until(lambda: stand.runner.player.now is not None)
    stand.edge("start-1", True, stand.clock.now_ns() + 500 * MS)
    onset_ns = both_shown(stand)[0]
    run(stand, 1, onset_ns, 300 * MS, 2 * S)
    assert stand.decided().outcome == "hit"
    assert heat_key(stand.runner.run.plan.drill, alone) == (1, 1, 1)


def test_one_is_on_for_the_other_lane_only_what_is_his():
    """Edges of the other lane are no business of this one."""
    stand = racing()
    both_ready(stand)
    onset_ns = both_shown(stand)[0]
    stand.beam("front-2", onset_ns + 500 * MS)
    run(stand, 1, onset_ns, 300 * MS, 2 * S)
    run(stand, 2, onset_ns, 400 * MS, 3 * S)
    stand.decided(2)
    for record in stand.records:
        assert {e.station for e in record.edges if e.sensor != "told"} <= {
            f"start-{record.lane}",
            f"front-{record.lane}",
        }


# --- binding ----------------------------------------------------------------------------------------------------

CARRIES = {name: has for name, (_, has) in TWO.items()}


def test_each_lane_has_its_own_stations_and_may_share_a_lamp():
    bound = bind_drill(versus(), CARRIES, {})
    assert dict(bound.lane(2).stations) == {"start": "start-2", "front": "front-2", "lamp": "lamp-2"}
    assert bound.others(1) == {"start-2", "front-2", "lamp-2"}
    shared = bind_drill(versus(), CARRIES, {"lamp": "left", "start-2": "start"})
    assert [dict(shared.lane(n).stations) for n in (1, 2)] == [
        {"start": "start-1", "front": "front-1", "lamp": "left"},
        {"start": "start", "front": "front-2", "lamp": "left"},
    ]
    assert shared.others(1) == {"start", "front-2"}


@pytest.mark.parametrize(
    ("carries", "bind", "sentence"),
    [
        ({"start": ("pad",), "front": ("beam",), "lamp": ("gate",)}, {}, "lanes 1 and 2 would share 'start'"),
        (CARRIES, {"start-3": "start"}, "bind: no role 'start-3'"),
        (CARRIES, {"front-2": "front-1"}, "lanes 1 and 2 would share 'front-1'"),
        ({k: v for k, v in CARRIES.items() if k != "start-2"} | {"start": ()}, {}, "station 'start' cannot play"),
    ],
)
def test_a_binding_that_cannot_be_is_one_sentence(carries, bind, sentence):
    with pytest.raises(BindError) as caught:
        bind_drill(versus(), carries, bind)
    assert str(caught.value).startswith(sentence)


# --- places -----------------------------------------------------------------------------------------------------


def test_places_are_shared_where_nobody_can_tell():
    assert places([2_000 * MS, 2_200 * MS]) == (1, 2)
    assert places([2_000 * MS, 2_000 * MS + SAME_NS]) == (1, 1)
    assert places([2_000 * MS, None, 2_000 * MS + SAME_NS + 1]) == (1, None, 2)
    assert places([]) == ()
