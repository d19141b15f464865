"""Who was at the line in time, by beams and by taps: the published rules, and nothing that the facts do not say."""

from __future__ import annotations

from builders import MS, S
from hypothesis import given
from hypothesis import strategies as st
from shuttletests import WAY, beep, broken, judged, stage, told, yoyo

from trainer.facts import Reached


def runs(*arrivals_s: float) -> list:
    """Arrivals at line after line, in seconds after the first signal: far, near, far, ..."""
    return [e for n, s in enumerate(arrivals_s) for e in broken("near-1" if n % 2 else "far-1", int(s * S))]


def test_who_is_always_in_time_comes_to_the_end_of_the_table():
    verdict = judged(beep(), runs(9, 19, 29, 39, 49, 59))
    assert (verdict.outcome, verdict.reached, verdict.notes) == ("hit", Reached(2, 3, 120), ())
    assert (verdict.total_ns, verdict.splits, verdict.uncertainty_ns) == (None, (), None)


def test_at_the_very_signal_is_in_time_and_a_nanosecond_later_is_not():
    late = broken("near-1", 20 * S + 1)
    assert judged(beep(), runs(10, 20, 30, 40, 50, 60)).reached == Reached(2, 3, 120)
    assert judged(beep(), runs(10), late, runs()).reached == Reached(1, 1, 20)


def test_one_miss_is_a_warning_and_the_second_in_a_row_the_end():
    verdict = judged(beep(), runs(9, 20.5, 29, 39, 50.1, 61))
    assert verdict.reached == Reached(2, 1, 80)
    assert verdict.notes == ("not at the line at 1.2", "not at the line at 2.2", "not at the line at 2.3")
    assert judged(beep(), runs(9, 20.5, 29, 40.5, 49, 60.5)).reached == Reached(2, 2, 100)


def test_who_never_comes_has_reached_nothing():
    verdict = judged(beep())
    assert (verdict.outcome, verdict.reached) == ("hit", Reached(0, 0, 0))


def test_leaving_a_line_through_its_beam_is_no_arrival():
    out_again = broken("far-1", int(10.3 * S)) + broken("near-1", int(0.3 * S))
    assert judged(beep(), runs(9), out_again).reached == Reached(1, 1, 20)


def test_where_no_beam_stands_he_was_there_unless_the_coach_taps():
    test = beep(near=None, far=None)
    assert judged(test).reached == Reached(2, 3, 120)
    assert judged(test, told("missed", 31 * S), told("missed", 41 * S)).reached == Reached(1, 2, 40)
    assert judged(test, told("missed", 31 * S), told("missed", 51 * S)).reached == Reached(2, 3, 120)
    assert judged(test, told("missed", 9 * S)).reached == Reached(2, 3, 120)  # before the first line there is none


def test_a_tap_wins_over_a_beam_and_a_second_takes_it_back():
    there = told("missed", 21 * S, on=False)
    assert judged(beep(), runs(9, 20.5, 30.5), there).reached.metres == 40  # the second line after all, then two misses
    assert (
        judged(beep(), runs(9, 19, 29, 39, 49, 59), told("missed", 41 * S), told("missed", 51 * S)).reached.metres == 60
    )


def test_for_five_seconds_the_end_can_be_taken_back_and_what_passed_meanwhile_counts():
    quick = beep(stage(1, 4, way_ns=2 * S), near=None, far=None)
    taps = told("missed", 3 * S), told("missed", int(4.5 * S))
    assert judged(quick, *taps).reached == Reached(0, 0, 0)
    back = told("missed", 7 * S, on=False)
    assert judged(quick, *taps, back).reached == Reached(1, 4, 80)
    assert judged(quick, *taps, told("missed", 10 * S, on=False)).reached == Reached(0, 0, 0)


def test_stopping_is_a_normal_end():
    test = beep(near=None, far=None)
    verdict = judged(test, told("stopped", 25 * S))
    assert (verdict.outcome, verdict.reached, verdict.notes) == ("hit", Reached(1, 2, 40), ("stopped",))
    back = judged(test, told("stopped", 25 * S), told("stopped", 27 * S, on=False))
    assert (back.reached, back.notes) == (Reached(2, 3, 120), ())


def test_stopped_by_the_coach_for_all_keeps_what_was_reached():
    assert judged(beep(near=None, far=None), until_ns=35 * S).outcome == "stopped"
    assert judged(beep(near=None, far=None), until_ns=35 * S).reached == Reached(1, 3, 60)


# --- there and back ---------------------------------------------------------------------------------------------


def pair(n: int, out_s: float = 9, back_s: float = 19) -> list:
    """Shuttle n, from 0: out and back so many seconds after its start."""
    start = n * 30 * S
    return broken("far-1", start + int(out_s * S)) + broken("near-1", start + int(back_s * S))


def test_there_and_back_the_second_miss_ends_it_in_a_row_or_not():
    assert judged(yoyo(), *(pair(n) for n in range(4))).reached == Reached(9, 2, 160)
    assert judged(yoyo(), pair(0), pair(1, 9, 20.5), pair(2), pair(3, 9, 20.5)).reached == Reached(9, 1, 120)
    assert judged(yoyo(), pair(0), pair(1, 9, 20.5), pair(2), pair(3)).reached == Reached(9, 2, 160)


def test_who_turns_before_the_far_line_was_not_there():
    short = broken("near-1", 30 * S + 15 * S)
    assert judged(yoyo(), pair(0), short, pair(2)).notes[0] == "not at the line at 5.2"


def test_running_out_through_the_near_beam_is_no_return():
    out = [broken("near-1", n * 30 * S + 300 * MS) for n in range(4)]
    late = [pair(n, 9, 20.5) for n in range(4)]
    assert judged(yoyo(), *out, *late).reached == Reached(0, 0, 0)
    assert judged(yoyo(), *out, *(pair(n) for n in range(4))).reached == Reached(9, 2, 160)


def test_without_the_far_beam_the_return_alone_tells_from_the_turn_on():
    test = yoyo(far=None)
    back = [broken("near-1", n * 30 * S + 300 * MS, n * 30 * S + 19 * S) for n in range(4)]
    assert judged(test, *back).reached == Reached(9, 2, 160)
    assert judged(test, broken("near-1", 300 * MS, 20 * S + 500 * MS)).reached == Reached(0, 0, 0)


# --- a law ------------------------------------------------------------------------------------------------------

late_or_not = st.lists(st.booleans(), min_size=6, max_size=6)


@given(late_or_not, st.booleans())
def test_the_result_is_the_last_line_in_time_before_the_end_whether_beams_tell_or_taps(lates, tapped):
    ends = next((n for n in range(1, 6) if lates[n] and lates[n - 1]), 5)
    there = [n for n in range(ends + 1) if not lates[n]]
    metres = (there[-1] + 1) * 20 if there else 0
    if tapped:
        taps = [told("missed", (n + 1) * WAY + S) for n, late in enumerate(lates) if late]
        verdict = judged(beep(near=None, far=None), taps)
    else:
        verdict = judged(beep(), runs(*((n + 1) * 10 + (0.5 if late else -0.5) for n, late in enumerate(lates))))
    assert verdict.reached.metres == metres
    assert len(verdict.notes) == sum(lates[: ends + 1])
