"""What the phone shows of a test by signals is kept before, as if it were broken off here; no beam that is broken
itself puts anybody out."""

from __future__ import annotations

from builders import MS, S
from shuttletests import beep, broken, judged, told, yoyo
from stands import ATHLETES, LAYOUT, ScriptedField, Stand
from test_trainer_engine_together import Test, plan_of

from hardware.base import Edge
from trainer.engine.halfway import BROKEN_OFF
from trainer.facts import Reached


class Lanes(ScriptedField):
    """Two lanes with beams beside all that there is."""

    layout = LAYOUT | {
        f"{role}-{n}": ((2.0 * n, y), ("beam",)) for role, y in (("zero", 0.5), ("twenty", 19.5)) for n in (1, 2)
    }


def runners(test: Test) -> list[tuple[str, int, bool]]:
    """Status, metres, and whether beams tell."""
    return [(r.status, r.metres, r.beams) for r in test.board.test.runners.values()]


def test_nothing_is_shown_before_it_is_kept_as_if_it_were_broken_off_here():
    test = Test()
    test.to(11)
    test.stand.journal.stalled = True
    test.tap(1)
    test.to(29)
    assert [test.shown(place) for place in (1, 2, 3)] == [("running", 20)] * 3
    test.stand.journal.recover()
    test.stand.run_for(1)
    assert [test.shown(place) for place in (1, 2, 3)] == [("running", 40)] * 3
    test.to(31)
    half = test.stand.journal.half
    assert [(r.athlete, r.verdict.outcome, r.verdict.reached) for r in half] == [
        (athlete, "stopped", Reached(1, 3, 60)) for athlete in ATHLETES[:3]
    ]
    assert [r.verdict.notes for r in half] == [("not at the line at 1.1", BROKEN_OFF), (BROKEN_OFF,), (BROKEN_OFF,)]


def test_who_is_done_is_kept_half_way_until_he_is_kept_for_good_and_nobody_in_the_end():
    test = Test()
    test.to(25)
    test.tap(3, "stopped")
    test.stand.until(lambda: test.shown(3) == ("done", 40))
    assert {r.seq for r in (*test.stand.journal.half, *test.stand.records)} == {1, 2, 3}
    test.to(35)
    assert [r.seq for r in test.stand.journal.half] == [1, 2]
    test.stand.runner.stop()
    test.stand.run_for(1)
    assert test.stand.journal.half == ()
    assert [test.shown(place)[1] for place in (1, 2, 3)] == [60, 60, 40]


# --- beams that are broken themselves -----------------------------------------------------------------------------


def in_time(stand: Stand, start_ns: int, lane: int, lines: range) -> None:
    for n in lines:
        stand.beam(f"{'zero' if n % 2 else 'twenty'}-{lane}", start_ns + (n + 1) * 10 * S - S)


def test_a_beam_that_is_shut_off_puts_nobody_out_and_the_taps_tell_in_that_lane_alone():
    test = Test(plan_of(athletes=2), kind=Lanes)
    assert runners(test) == [("running", 0, True)] * 2
    for lane in (1, 2):
        in_time(test.stand, test.start_ns, lane, range(2))
    for n in range(2000):
        test.stand.edge("twenty-1", n % 2 == 0, test.start_ns + 22 * S + n * MS)
    test.to(55)
    assert runners(test) == [("running", 100, False), ("done", 40, True)]
    assert test.board.said == "Anna: a beam is not to be trusted, tap when not at the line"
    test.tap(1)
    test.stand.until(lambda: test.stand.phase == "done")
    words = "from 1.3 on by the coach's taps: a beam was not to be trusted"
    assert test.results == {"Anna": ("hit", 120), "Ben": ("hit", 40)}
    assert test.stand.records[-1].verdict.notes == (words, "not at the line at 2.2")


def test_one_that_was_shut_off_before_the_start_is_not_waited_for():
    stand = Stand(kind=Lanes)
    stand.start(plan_of(athletes=1))
    stand.until(lambda: stand.runner.player.tracks)
    for n in range(14_000):
        stand.edge("zero-1", n % 2 == 0, stand.clock.now_ns() + n * MS)
    stand.until(lambda: stand.phase == "done")
    assert stand.verdict.reached == Reached(2, 3, 120)


def test_a_beam_that_stays_broken_all_the_way_tells_nothing_from_then_on():
    on = [Edge("far-1", "beam", True, e.t_ns) for e in broken("far-1", 9 * S)[:1]]
    verdict = judged(beep(), on, broken("near-1", 19 * S), told("missed", 41 * S))
    assert verdict.reached == Reached(2, 3, 120)
    assert verdict.notes == ("from 1.2 on by the coach's taps: a beam was not to be trusted", "not at the line at 2.1")
    assert judged(yoyo(), [Edge("near-1", "beam", True, on[0].t_ns)]).reached == Reached(9, 2, 160)


def test_who_stands_in_a_beam_for_less_than_a_way_is_judged_by_it():
    stands = [*broken("near-1", 11 * S)[:1], *broken("near-1", int(29.9 * S))[1:]]
    assert judged(beep(), broken("far-1", 9 * S), stands).reached == Reached(1, 2, 40)
