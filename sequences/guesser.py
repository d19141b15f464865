"""How often somebody is right who knows the laws of the order and all that came, and says what is likeliest.

Every legal order is equally likely, so the likeliest next cue is the one that most legal orders go on with. With W(s)
the number of ways to go on from s, and R(s) how often he is right over all of them together,

    W(s) = sum of W(s after x)        R(s) = max of W(s after x) + sum of R(s after x)        over what may come, x

and he is right on R(start) of W(start) n cues. A state s holds what of the past bears on the future. Where there are
too many to go through, a plainer guesser plays against the orders themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from fractions import Fraction
from itertools import groupby
from statistics import fmean
from typing import Any

from sequences.balance import FOLLOW_FROM, FOLLOW_SPREAD, SET_SPREAD
from sequences.nogo import NoGoLaw
from sequences.order import OrderLaw
from sequences.variety import SPREAD, most_pairs

MOST_STATES = 200_000  # some seconds

Next = list[tuple[int, Any]]  # (how many alternatives lead there, the state)
After = Callable[[Any], Next | None]  # None: the run is over


def exact_guesser(law: OrderLaw, counts: Sequence[int], most: int = MOST_STATES) -> float | None:
    """The share of cues on which the best guesser is right; None when there is too much to go through.

    ``counts``: how often each alternative comes. He is told them only where the law fixes them: with unequal weights.
    ``most``: states to go through; of three alternatives and more a third of it, for each of them takes longer.
    """
    if law.listed or len(law.weights) == 1:
        return 1.0
    if law.only_share:
        return _share(tuple(sorted(counts)), _after_bag, law.reps, most)
    if len(law.weights) == 2:
        return _share((0, 0, 0, -1, 0, 0, 0), lambda state: _after_two(law, state), law.reps, most)
    return _share(((), -1, 0, ()), lambda state: _after_many(law, state), law.reps, most // 3)


def plain_guesser(law: OrderLaw, orders: Iterable[Sequence[int]], counts: Sequence[int]) -> float:
    """How often he is right on these orders who says what is most behind its count, but never what has used up its run.
    The best guesser is right at least as often, in the long run. ``counts``: as far as he is told them, else zeros."""
    right = total = 0
    for order in orders:
        left = list(counts)
        for i, came in enumerate(order):
            run = next((len(list(same)) for _, same in groupby(reversed(order[:i]))), 0)
            used_up = order[i - 1] if run >= law.longest and not law.only_share else None
            right += came == max((x for x in range(len(left)) if x != used_up), key=left.__getitem__)
            left[came] -= 1
        total += len(order)
    return right / total if total else 1.0


def nogo_guesser(law: NoGoLaw) -> float:
    """The share of reps on which he is right who knows the law and the past and says go or no-go."""
    sets = [(law.reps, law.reps - law.goes(index), 0) for index in range(len(law.catches))]
    shares = [_share(start, lambda state: _after_nogo(law, state), law.reps) for start in sets]
    return fmean(share for share in shares if share is not None)


def _after_nogo(law: NoGoLaw, state: tuple[int, int, int]) -> Next | None:
    """The state: reps of the set to come, no-gos among them, how many more may stand in a row now."""
    left, nogos, room = state
    if not left:
        return None if not nogos else []
    found: Next = [(1, (left - 1, nogos, law.in_a_row))]
    return found + ([(1, (left - 1, nogos - 1, room - 1))] if nogos and room else [])


def _share(start: Hashable, after: After, n: int, most: int = MOST_STATES) -> float | None:
    known: dict[Hashable, tuple[int, int]] = {}

    def go(state: Any) -> tuple[int, int]:
        if state in known:
            return known[state]
        found = (0, 0)
        if len(known) <= most:
            to_come = after(state)
            if to_come is None:
                found = (1, 0)
            else:
                results = [(often, go(then)) for often, then in to_come]
                ways = sum(often * w for often, (w, _) in results)
                right = max((w for _, (w, _) in results), default=0) + sum(often * r for often, (_, r) in results)
                found = (ways, right)
        known[state] = found
        return found

    ways, right = go(start)
    return None if len(known) > most or not ways else float(Fraction(right, ways * n))


def _after_bag(left: tuple[int, ...]) -> Next | None:
    """Any order of a bag; the state is how many of each are left, in rising order."""
    if not any(left):
        return None
    found: Next = []
    for count in sorted({*left} - {0}):
        i = left.index(count)
        found.append((left.count(count), tuple(sorted((*left[:i], count - 1, *left[i + 1 :])))))
    return found


def _after_two(law: OrderLaw, state: tuple[int, int, int, int, int, int, int]) -> Next | None:
    """The state: reps done, ones in this set, ones, last (-1: none), how often in a row, first, switches."""
    done, set_ones, ones, last, run, first, switches = state
    if done == law.reps:
        return None
    size, done = _set_that_ends(law, done + 1), done + 1
    found: Next = []
    for x in (0, 1):
        begins, is_same = last < 0, x == last
        then_run, then_first = (run + 1 if is_same else 1), (x if begins else first)
        then_switches = switches + (not begins and not is_same)
        then_set, then_ones = set_ones + x, ones + x
        legal = then_run <= law.longest and (size is None or abs(2 * then_set - size) <= SET_SPREAD)
        if legal and (done < law.reps or _run_is_legal(law.reps, then_ones, then_first, x, then_switches)):
            kept = then_set if size is None else 0
            found.append((1, (done, kept, then_ones, x, then_run, then_first, then_switches)))
    return found


def _set_that_ends(law: OrderLaw, done: int) -> int | None:
    """The size of the set that these reps end, None within a set."""
    ends = {sum(law.sizes[: i + 1]): size for i, size in enumerate(law.sizes)}
    return ends.get(done)


def _run_is_legal(n: int, ones: int, first: int, last: int, switches: int) -> bool:
    """The balance over the run, and the four counts of what follows what."""
    if abs(2 * ones - n) > 1:
        return False
    to_one = (switches + last - first) // 2
    to_zero = switches - to_one
    follows = (n - ones - (1 - last) - to_one, to_one, to_zero, ones - last - to_zero)
    return n < FOLLOW_FROM or max(follows) - min(follows) <= FOLLOW_SPREAD


def _after_many(law: OrderLaw, state: tuple[tuple[int, ...], int, int, tuple[int, ...]]) -> Next | None:
    """The state: counts of the alternatives seen, in the order they were seen; last, how often in a row; how much room
    each pair of them has, by row, as far as the run goes on. Alternatives not seen yet are all alike."""
    counts, last, run, room = state
    n, k = law.reps, len(law.weights)
    if sum(counts) == n:
        return None
    seen, to_come, found = len(counts), n - sum(counts) - 1, list[tuple[int, Any]]()
    for x in range(min(seen + 1, k)):
        then_counts = (*counts, 1) if x == seen else (*counts[:x], counts[x] + 1, *counts[x + 1 :])
        then_run = run + 1 if x == last else 1
        then_room = _after_pair(room, seen, most_pairs(n, k), last, x)
        if then_run <= law.longest and min(then_room) >= 0 and _may_level(then_counts, n, k):
            then = (then_counts, x, then_run, tuple(min(left, to_come) for left in then_room))
            found.append((k - seen if x == seen else 1, then))
    return found


def _after_pair(room: tuple[int, ...], seen: int, most: int, last: int, x: int) -> list[int]:
    """The room of all pairs after (last, x); a row and a column more where x is new."""
    size = max(seen, x + 1)
    left = [room[r * seen + c] if r < seen and c < seen else most for r in range(size) for c in range(size)]
    if last >= 0:
        left[last * size + x] -= 1
    return left


def _may_level(counts: tuple[int, ...], n: int, k: int) -> bool:
    """Can the counts still come to lie within 2 of each other when the run is over?"""
    left, least = n - sum(counts), max(counts) - SPREAD
    all_counts = (*counts, *(0,) * (k - len(counts)))
    return sum(max(0, least - count) for count in all_counts) <= left
