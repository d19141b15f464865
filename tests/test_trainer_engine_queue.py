"""Whose turn it is: nobody is left out, nobody comes twice, whatever happens."""

from __future__ import annotations

from collections import Counter

from builders import choice_drill
from hypothesis import given, settings
from hypothesis import strategies as st
from reps import plan_for, planned, still_drill

from sequences.load import resolve
from sequences.model import ATTEMPTS
from sequences.plan import make_plan
from trainer.engine import queue as turns
from trainer.engine.queue import Turn
from trainer.files import load_drill_file

EARLY = ("false start", "turned early", "anticipation")
ENDS = ("hit", "wrong gate", "omission", "unfinished", "false alarm", "withheld")
OTHERS = ("late cue", "lost", "unsettled", "stopped")

plans = st.builds(
    lambda sets, reps, athletes, rotate: make_plan(
        choice_drill(sets=sets, reps=reps), seed=5, athletes=athletes, rotate=rotate
    ),
    st.integers(1, 3),
    st.integers(1, 4),
    st.integers(1, 4),
    st.sampled_from(["rep", "set"]),
)
outcomes = st.lists(st.tuples(st.sampled_from((*ENDS, *EARLY, *OTHERS)), st.booleans()), max_size=60)


def two_by_two() -> turns.Queue:
    """Anna and Ben, two reps each."""
    built = still_drill(reps=2)
    order = [(1, 1), (2, 1), (1, 2), (2, 2)]
    return turns.open_queue(plan_for(built, *(planned(0, athlete=a, rep=r) for a, r in order)))


def after(queue: turns.Queue, outcome: str, *, appeared: bool = False, early: str = "repeat") -> turns.Queue:
    return turns.answered(queue, outcome, appeared=appeared, early=early)


def to_the_end(queue: turns.Queue, given_outcomes=(), early: str = "repeat") -> list[tuple[Turn, str]]:
    """Every turn with its outcome, in the order they came; hits once the given ones are used up."""
    came, left = [], list(given_outcomes)
    while not turns.run_over(queue):
        if turns.set_over(queue):
            queue = turns.next_set(queue)
            continue
        outcome, appeared = left.pop(0) if left else ("hit", True)
        came.append((queue.now, outcome))
        queue = turns.answered(queue, outcome, appeared=appeared, early=early)
    assert queue.now is None
    return came


@settings(max_examples=40)
@given(plans)
def test_when_all_hit_every_planned_rep_comes_once_in_the_plans_order(plan):
    came = to_the_end(turns.open_queue(plan))
    assert [turn.row for turn, _ in came] == list(range(len(plan.reps)))
    assert all(turn.attempt == turn.cue_of == 1 for turn, _ in came)
    assert all(turn.athlete == plan.reps[turn.row].athlete for turn, _ in came)


@settings(max_examples=80)
@given(plans, outcomes, st.sampled_from(["repeat", "restart", "count"]))
def test_whatever_happens_each_rep_ends_once_and_is_its_athletes_own(plan, given_outcomes, early):
    came = to_the_end(turns.open_queue(plan), given_outcomes, early)
    last = {turn.row: (turn, outcome) for turn, outcome in came}
    assert sorted(last) == list(range(len(plan.reps)))
    for row, (turn, outcome) in last.items():
        numbers = [t.attempt for t, _ in came if t.row == row]
        assert numbers == list(range(1, turn.attempt + 1))
        ended = outcome in ENDS or outcome == "stopped" or (outcome in EARLY and early == "count")
        assert ended or turn.attempt == ATTEMPTS
    assert all(turn.athlete == plan.reps[turn.row].athlete for turn, _ in came)
    assert [plan.reps[t.row].set for t, _ in came] == sorted(plan.reps[t.row].set for t, _ in came)


def test_rotating_by_set_lets_one_athlete_finish_before_the_next():
    plan = make_plan(choice_drill(sets=1, reps=3), seed=5, athletes=2, rotate="set")
    assert [turn.athlete for turn, _ in to_the_end(turns.open_queue(plan))] == [1, 1, 1, 2, 2, 2]
    plan = make_plan(choice_drill(sets=1, reps=3), seed=5, athletes=2, rotate="rep")
    assert [turn.athlete for turn, _ in to_the_end(turns.open_queue(plan))] == [1, 2, 1, 2, 1, 2]


def test_an_early_move_comes_again_at_once_with_the_next_wait_and_the_same_cue():
    queue = two_by_two()
    first = queue.now.draw(queue.plan)
    queue = after(queue, "false start")
    assert (queue.now.row, queue.now.attempt) == (0, 2)
    again = queue.now.draw(queue.plan)
    assert again.alternative == first.alternative == 0
    assert again.foreperiod_ns == queue.plan.reps[0].draws[1].foreperiod_ns != first.foreperiod_ns


def test_an_early_move_on_a_rep_with_a_change_keeps_what_it_changes_to():
    drill = resolve(load_drill_file("coverage-shift"), settings={"change": 0.5})
    plan = make_plan(drill, seed=1, athletes=1)
    queue = turns.open_queue(plan)
    while queue.now is not None:
        draws = plan.reps[queue.now.row].draws
        for n in range(1, 4):
            queue = after(queue, "false start")
            draw = queue.now.draw(plan)
            assert (draw.alternative, draw.switch_to) == (draws[0].alternative, draws[0].switch_to)
            assert (draw.foreperiod_ns, draw.switch_ns) == (draws[n].foreperiod_ns, draws[n].switch_ns)
        queue = after(queue, "hit")


def test_an_attempt_whose_cue_had_appeared_comes_again_at_the_end_of_the_set_with_a_spare_cue():
    for outcome, appeared in (("late cue", True), ("lost", False), ("anticipation", True), ("false start", True)):
        queue = after(two_by_two(), outcome, appeared=appeared)
        assert [t.row for t in queue.pending] == [1, 2, 3]
        for _ in range(3):
            queue = after(queue, "hit", appeared=True)
        assert (queue.now.row, queue.now.attempt, queue.now.athlete) == (0, 2, 1)
        assert queue.now.draw(queue.plan) == queue.plan.reps[0].draws[1]
        assert queue.now.draw(queue.plan).alternative == 1


def test_an_early_move_on_a_spare_cue_keeps_the_spare_cue():
    queue = after(two_by_two(), "lost", appeared=True)
    for _ in range(3):
        queue = after(queue, "hit", appeared=True)
    queue = after(queue, "false start")
    assert (queue.now.attempt, queue.now.cue_of) == (3, 2)
    assert queue.now.draw(queue.plan).alternative == queue.plan.reps[0].draws[1].alternative


def test_a_child_who_could_not_settle_comes_again_at_the_end_with_the_same_cue():
    queue = after(two_by_two(), "unsettled")
    for _ in range(3):
        queue = after(queue, "hit", appeared=True)
    assert (queue.now.row, queue.now.attempt, queue.now.cue_of) == (0, 2, 1)


def test_early_moves_that_count_end_the_rep():
    for outcome in EARLY:
        assert after(two_by_two(), outcome, appeared=outcome == "anticipation", early="count").now.row == 1


def test_the_eighth_attempt_ends_the_rep_whatever_it_was():
    for outcome in (*EARLY, "late cue", "lost", "unsettled"):
        queue = turns.open_queue(plan_for(still_drill(), planned(0)))
        for attempt in range(1, ATTEMPTS + 1):
            assert queue.now.attempt == attempt
            queue = after(queue, outcome, appeared=outcome in ("late cue", "anticipation"))
        assert turns.run_over(queue)


def test_a_turn_left_out_is_gone():
    queue = turns.skipped(two_by_two())
    assert [t.row for t in queue.pending] == [1, 2, 3]
    queue = after(queue, "lost")
    queue = turns.skipped(turns.skipped(queue))
    assert (queue.now.row, queue.now.attempt) == (1, 2)
    assert turns.run_over(turns.skipped(queue))


def test_a_rep_struck_out_comes_again_at_the_end_with_a_spare_cue():
    queue = two_by_two()
    struck = queue.now
    queue = turns.again(after(queue, "hit", appeared=True), struck)
    assert [t.row for t in (*queue.pending, *queue.redo)] == [1, 2, 3, 0]
    assert (queue.redo[0].attempt, queue.redo[0].cue_of) == (2, 2)


def test_a_rep_struck_out_that_comes_again_anyway_comes_once():
    for outcome in ("lost", "unsettled", "false start"):
        queue = two_by_two()
        struck = queue.now
        queue = turns.again(after(queue, outcome), struck)
        assert Counter(t.row for t in (*queue.pending, *queue.redo)) == {0: 1, 1: 1, 2: 1, 3: 1}
    queue = after(two_by_two(), "hit", appeared=True)
    queue = turns.again(turns.again(queue, Turn(0, 1)), Turn(0, 1))
    assert len(queue.redo) == 1


def test_after_eight_attempts_a_rep_struck_out_does_not_come_again():
    queue = after(two_by_two(), "hit", appeared=True)
    assert turns.again(queue, Turn(0, 1, attempt=ATTEMPTS)) == queue


def test_that_was_ben_gives_annas_turn_back_to_her():
    queue = two_by_two()
    ran = queue.now
    queue = turns.swapped(after(queue, "hit", appeared=True), ran, 2)
    assert [(t.row, t.athlete) for t in queue.pending] == [(1, 1), (2, 1), (3, 2)]


def test_that_was_ben_while_his_only_turn_waits_to_be_run_again():
    queue = two_by_two()
    for outcome in ("hit", "lost", "hit"):
        ran = queue.now
        queue = after(queue, outcome, appeared=True)
    queue = turns.skipped(queue)
    assert [(t.row, t.athlete) for t in queue.pending] == [(1, 2)]
    assert [(t.row, t.athlete) for t in turns.swapped(queue, ran, 2).pending] == [(1, 1)]


@settings(max_examples=80)
@given(st.data(), plans)
def test_swapping_keeps_how_often_everybody_comes(data, plan):
    queue = turns.open_queue(plan)
    ran, turns_had = None, Counter()
    for _ in range(data.draw(st.integers(1, len(queue.pending)))):
        ran = queue.now
        outcome = data.draw(st.sampled_from(["hit", "false start", "lost"]))
        queue = after(queue, outcome, appeared=outcome != "false start")
        turns_had[ran.athlete] += outcome == "hit"
    before = Counter(t.athlete for t in (*queue.pending, *queue.redo))
    other = data.draw(st.integers(1, plan.athletes))
    open_again = any(t.row == ran.row for t in (*queue.pending, *queue.redo))
    swapped = turns.swapped(queue, ran, other)
    after_ = Counter(t.athlete for t in (*swapped.pending, *swapped.redo))
    assert Counter(t.row for t in (*swapped.pending, *swapped.redo)) == Counter(
        t.row for t in (*queue.pending, *queue.redo)
    )
    if open_again or not before[other] or other == ran.athlete:
        assert after_ == before
    else:
        assert after_ == before - Counter({other: 1}) + Counter({ran.athlete: 1})


def test_that_was_ben_who_was_early_lets_him_try_again_and_gives_anna_his_turn():
    queue = two_by_two()
    ran = queue.now
    queue = turns.swapped(after(queue, "false start"), ran, 2)
    assert [(t.row, t.athlete, t.attempt) for t in queue.pending] == [(0, 2, 2), (1, 1, 1), (2, 1, 1), (3, 2, 1)]


def test_nobody_takes_over_the_turn_that_is_on():
    queue = two_by_two()
    ran = queue.now
    queue = turns.swapped(after(queue, "hit", appeared=True), ran, 2, on={1})
    assert [(t.row, t.athlete) for t in queue.pending] == [(1, 2), (2, 1), (3, 1)]


# Who sits out

sittings = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 4), st.booleans()), max_size=8)


@settings(max_examples=80)
@given(plans, outcomes, sittings)
def test_who_sits_out_is_not_called_and_who_comes_back_has_his_turns_of_the_set(plan, given_outcomes, when):
    queue, left, came, out = turns.open_queue(plan), list(given_outcomes), [], set()
    for step in range(2000):
        for at, athlete, goes in when:
            if at == step and athlete <= plan.athletes:
                queue = turns.seated(queue, athlete, out=goes)
                out = out | {athlete} if goes else out - {athlete}
        if turns.run_over(queue):
            break
        if turns.set_over(queue):
            queue = turns.next_set(queue)
            continue
        assert queue.now.athlete not in out
        came.append(queue.now)
        outcome, appeared = left.pop(0) if left else ("hit", True)
        queue = turns.answered(queue, outcome, appeared=appeared, early="repeat")
    assert queue.now is None
    numbers = Counter((turn.row, turn.attempt) for turn in came)
    assert all(n == 1 for n in numbers.values())
    always = set(range(1, plan.athletes + 1)) - {athlete for _, athlete, goes in when if goes}
    assert {row for row, rep in enumerate(plan.reps) if rep.athlete in always} <= {turn.row for turn in came}


def test_turns_passed_over_are_taken_up_again_in_the_same_set():
    queue = turns.seated(two_by_two(), 1, out=True)
    assert queue.now == Turn(1, 2)
    queue = turns.seated(after(queue, "hit"), 1, out=False)
    assert [t.row for t in queue.pending] == [3, 0, 2]


def test_who_rests_lets_the_others_go_first_unless_all_rest():
    queue = two_by_two()
    assert turns.upcoming(queue, frozenset({1})).now == Turn(1, 2)
    assert turns.upcoming(queue, frozenset({1, 2})).now == Turn(0, 1)
    assert turns.upcoming(queue, frozenset()) is queue


def test_when_everybody_sits_out_the_run_is_over():
    queue = turns.seated(turns.seated(two_by_two(), 1, out=True), 2, out=True)
    assert queue.now is None
    assert turns.run_over(queue)
