"""A relay on the devices: the arrival of one is the next one's zero, and the team's time is the sum of its legs."""

from __future__ import annotations

from dataclasses import replace

from builders import FIXED, MS, S, drill, leave_start
from reps import HOLD, plan_for, planned
from stands import LAYOUT, ScriptedField, Stand

from sequences.formats import followed
from sequences.model import Alternative, Answer, Cue, Drill, Expect, Ready, Role, Wait
from trainer.engine.bind import bind_drill
from trainer.engine.breaks import STANDARD
from trainer.race import team_times_ms
from trainer.rescore import Played, judge_again

TEAMS = {
    **LAYOUT,
    **{f"start-{n}": ((x, 0.0), ("pad",)) for n, x in ((1, -3.0), (2, 3.0))},
    **{f"home-{n}": ((x, 0.0), ("beam",)) for n, x in ((1, -5.0), (2, 5.0))},
    "lamp": ((0.0, 8.0), ("gate",)),
}


class Teams(ScriptedField):
    layout = TEAMS


def relay(**more) -> Drill:
    steps = (
        Ready("start", "pad", HOLD, 30 * S, together=True),
        Wait(FIXED, "repeat", "start", "pad", "leave"),
        Cue((Alternative("go", ("home",), ("lamp",), "white", None),), "law", "reaction", None, None),
        Expect((leave_start(), Answer("pass", ("home",), "beam", 20 * S, "lap"))),
    )
    roles = (Role("start", ("pad",)), Role("home", ("beam",)), Role("lamp", ("gate",)))
    fields = {"sets": 1, "reps": 1, "roles": roles, "format": "relay", "lanes": 2, "follow": followed("relay", steps)}
    return drill(*steps, **(fields | more))


def racing(athletes: int = 4, lanes: int = 2) -> Stand:
    """Everybody in turn; the first of each team stand on their pads, and the cue has appeared."""
    reps = [replace(planned(0, athlete=n, of=1), lane=(n - 1) % lanes + 1) for n in range(1, athletes + 1)]
    stand = Stand(kind=Teams)
    stand.start(plan_for(relay(lanes=lanes), *reps))
    stand.until(lambda: stand.runner.player.tracks)
    for n in range(1, lanes + 1):
        stand.edge(f"start-{n}", True, stand.clock.now_ns() + 500 * MS)
    return stand


def shown(stand: Stand) -> int:
    stand.until(lambda: all(t.attempt.shown for t in stand.runner.player.tracks))
    return stand.now.shown.onset_ns


def leg(stand: Stand, lane: int, zero_ns: int, off_ns: int, lap_ns: int, *, next_: bool = True) -> int:
    """Off the pad, home; the next gets onto the pad two seconds after. Returns the arrival."""
    stand.edge(f"start-{lane}", False, zero_ns + off_ns)
    stand.beam(f"home-{lane}", zero_ns + lap_ns)
    stand.beam(f"home-{lane}", zero_ns + lap_ns + 150 * MS, 50 * MS)  # the trailing leg
    if next_:
        stand.edge(f"start-{lane}", True, zero_ns + off_ns + 2 * S)
    return zero_ns + lap_ns


def judged_again(stand: Stand) -> None:
    carries = {s.name: s.carries for s in stand.field.stations.values()}
    plan = plan_for(relay(), planned(0, of=1))
    known = Played(plan, bind_drill(relay(), carries, {}), stand.runner.player.triggers.sensing)
    for record in stand.records:
        assert judge_again(record, known, STANDARD) == record.verdict


def rows(stand: Stand) -> list[dict]:
    stand.runner.board.flush()
    return [message["verdict"] for _, message in stand.told if "verdict" in message]


def test_the_arrival_of_one_is_the_next_ones_zero():
    stand = racing()
    onset_ns = shown(stand)
    first_ns = leg(stand, 1, onset_ns, 300 * MS, 6 * S)
    leg(stand, 1, first_ns, 250 * MS, 5 * S, next_=False)
    second_ns = leg(stand, 2, onset_ns, 350 * MS, 7 * S)
    leg(stand, 2, second_ns, 200 * MS, 6 * S, next_=False)
    stand.decided(4)
    stand.until(lambda: stand.phase == "done")
    found = {r.athlete.name: r.verdict for r in stand.records}
    assert {name: v.outcome for name, v in found.items()} == dict.fromkeys(("Anna", "Ben", "Cem", "Dora"), "hit")
    assert [(s.name, s.ns) for s in found["Cem"].splits] == [("reaction", 250 * MS), ("lap", 4750 * MS)]
    assert (found["Cem"].total_ns, found["Cem"].measure) == (5 * S, None)
    assert team_times_ms(rows(stand)) == {(1, 1): {1: 11_000.0, 2: 13_000.0}}
    views = stand.runner.board.state.lanes
    assert [(v.athlete, v.total_ms, v.place) for v in views] == [("Cem", 11_000.0, 1), ("Dora", 13_000.0, 2)]
    judged_again(stand)


def test_leaving_before_the_hand_over_is_said_and_the_race_goes_on():
    stand = racing()
    onset_ns = shown(stand)
    first_ns = leg(stand, 1, onset_ns, 300 * MS, 6 * S)
    stand.edge("start-1", False, first_ns - 200 * MS)
    stand.beam("home-1", first_ns + 5 * S)
    leg(stand, 2, leg(stand, 2, onset_ns, 350 * MS, 7 * S), 200 * MS, 6 * S, next_=False)
    stand.decided(4)
    cem = next(r.verdict for r in stand.records if r.athlete.name == "Cem")
    assert (cem.outcome, cem.total_ns, cem.notes) == ("hit", 5 * S, ("left 0.20 s before the hand-over",))
    judged_again(stand)


def test_who_is_not_ready_at_the_hand_over_goes_all_the_same():
    stand = racing()
    onset_ns = shown(stand)
    first_ns = leg(stand, 1, onset_ns, 300 * MS, 6 * S, next_=False)
    stand.edge("start-1", True, first_ns - 300 * MS)  # a third of a second is no hold
    stand.edge("start-1", False, first_ns + 400 * MS)
    stand.beam("home-1", first_ns + 5 * S)
    leg(stand, 2, leg(stand, 2, onset_ns, 350 * MS, 7 * S), 200 * MS, 6 * S, next_=False)
    stand.decided(4)
    cem = next(r.verdict for r in stand.records if r.athlete.name == "Cem")
    assert (cem.outcome, cem.total_ns, cem.notes) == ("hit", 5 * S, ("not ready at the hand-over",))
    judged_again(stand)


def test_who_does_not_arrive_ends_it_for_his_team_only():
    stand = racing()
    onset_ns = shown(stand)
    stand.edge("start-1", False, onset_ns + 300 * MS)
    stand.edge("start-1", True, onset_ns + 2 * S)
    leg(stand, 2, leg(stand, 2, onset_ns, 350 * MS, 7 * S), 200 * MS, 6 * S, next_=False)
    stand.decided(4)
    stand.until(lambda: stand.phase == "done")
    found = {r.athlete.name: r.verdict.outcome for r in stand.records}
    assert found == {"Anna": "unfinished", "Cem": "stopped", "Ben": "hit", "Dora": "hit"}
    assert team_times_ms(rows(stand)) == {(1, 1): {1: None, 2: 13_000.0}}
    assert [v.place for v in stand.runner.board.state.lanes] == [None, 1]


def test_a_start_before_the_cue_brings_all_teams_back():
    stand = racing()
    stand.until(lambda: stand.runner.agenda.has("cue"))
    stand.edge("start-1", False, stand.now.showing.due_ns - 300 * MS)
    onset_ns = stand.now.showing.due_ns
    leg(stand, 2, leg(stand, 2, onset_ns, 350 * MS, 7 * S), 200 * MS, 6 * S, next_=False)
    stand.decided(3)
    assert {r.athlete.name: r.verdict.outcome for r in stand.records} == {
        "Anna": "false start",
        "Ben": "hit",
        "Dora": "hit",
    }
    assert sorted((t.athlete, t.attempt) for t in stand.runner.run.queue.pending) == [(n, 2) for n in (1, 2, 3, 4)]


def test_one_team_alone_and_teams_that_are_not_as_many():
    stand = racing(2, lanes=1)
    onset_ns = shown(stand)
    leg(stand, 1, leg(stand, 1, onset_ns, 300 * MS, 6 * S), 200 * MS, 5 * S, next_=False)
    stand.decided(2)
    assert team_times_ms(rows(stand)) == {(1, 1): {1: 11_000.0}}
    stand = racing(3)
    onset_ns = shown(stand)
    leg(stand, 1, leg(stand, 1, onset_ns, 300 * MS, 6 * S), 200 * MS, 5 * S, next_=False)
    leg(stand, 2, onset_ns, 350 * MS, 7 * S, next_=False)
    stand.decided(3)
    assert [v.place for v in stand.runner.board.state.lanes] == [None, None]


def test_stop_in_the_middle_ends_everybody():
    stand = racing()
    onset_ns = shown(stand)
    leg(stand, 1, onset_ns, 300 * MS, 6 * S)
    stand.edge("start-2", False, onset_ns + 400 * MS)
    stand.run_to(onset_ns + 3 * S)
    assert len(stand.runner.player.tracks) == 4
    stand.runner.stop()
    assert (stand.phase, stand.outcomes) == ("stopped", ["stopped"] * 4)
    assert stand.field.dark_now()
