"""The audit says what is so; and over all drills of the library and many seeds every law of chance holds."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import groupby, product

import pytest
from builders import FIXED, MOVING, STANDING, UNIFORM, choice_drill, own_start_drill
from drillfiles import example
from laws import assert_all_alike, by_set, why_not_many, why_not_two
from library import FILES

from sequences.audit import audit
from sequences.errors import LawError
from sequences.foreperiod import quantile
from sequences.load import resolve
from sequences.model import Cue, Drill, PlannedRep, Wait, WaitLaw
from sequences.plan import find_cue, first_attempts, make_plan

SEEDS = range(25)


@cache
def cued_levels(name: str) -> list[tuple[Drill, Cue]]:
    """The drill at every level, where a cue is drawn; of those in a repeat test_sequences_several.py sees to it."""
    file = FILES[name]
    found = [resolve(file, level=level) for level in (None, *file.levels)]
    drawn = [one for one in found if (law := law_of(one)) is None or law.kind != "tap"]
    return [(one, cue) for one in drawn if (cue := find_cue(one)) is not None and not cue.group]


def law_of(one: Drill) -> WaitLaw | None:
    return next((step.law for step in one.steps if isinstance(step, Wait)), None)


def kinds_of(cue: Cue, reps: list[PlannedRep]) -> list[tuple[str, int | None]]:
    """What each rep is, and its alternative."""
    chosen = [rep.draws[0].alternative for rep in reps]
    return [("catch", None) if i is None else ("go" if cue.alternatives[i].go else "stay", i) for i in chosen]


def legal_row(one: Drill, row: list[bool]) -> bool:
    """May the no-gos of a set stand so?"""
    in_a_row = 2 if (one.level or 1) >= 4 else 1
    return not row[0] and max((len(list(run)) for nogo, run in groupby(row) if nogo), default=0) <= in_a_row


def why_not(one: Drill, cue: Cue, drawn: list[tuple[str, int | None]]) -> str:
    """The first law that these reps break, written plainly once more; empty when they keep all."""
    rows = [[kind != "go" for kind, _ in part] for part in by_set(drawn, (one.reps,) * one.sets)]
    if not all(legal_row(one, row) for row in rows):
        return f"no-gos at {rows}"
    for wanted, share in (("catch", one.catch), ("stay", one.stay)):
        if abs(sum(kind == wanted for kind, _ in drawn) - share * one.sets * one.reps) > 0.5:
            return f"not the share of {wanted}"
    goes = [i for i, a in enumerate(cue.alternatives) if a.go]
    if len(goes) == 1 or cue.order != "law" or len({cue.alternatives[i].weight for i in goes}) > 1:
        return ""
    order = [goes.index(i) for kind, i in drawn if kind == "go"]
    if len(goes) == 2:
        return why_not_two(order, [row.count(False) for row in rows], one.longest_run)
    return why_not_many(order, len(goes), one.longest_run)


@pytest.mark.parametrize("name", FILES)
def test_every_law_of_order_holds_for_every_drill_at_every_level(name):
    for one, cue in cued_levels(name):
        for seed in SEEDS:
            assert why_not(one, cue, kinds_of(cue, first_attempts(one, seed))) == "", (one.level, seed)


@pytest.mark.parametrize("name", FILES)
def test_each_alternative_of_every_drill_takes_one_wait_from_each_slice(name):
    for one, _ in cued_levels(name):
        law = law_of(one)
        for seed in SEEDS[:5] if law is not None else ():
            pools: dict[int | None, list[int]] = {}
            for draw in (rep.draws[0] for rep in first_attempts(one, seed)):
                pools.setdefault(draw.alternative, []).append(draw.foreperiod_ns)
            for waits in pools.values():
                assert_stratified(law, sorted(waits))


def assert_stratified(law, waits):
    if law.kind == "list":
        often = Counter(waits)
        assert max(often.values()) - min(often[v] for v in law.values_ns) <= 1
        return
    edges = [quantile(law, Fraction(i, len(waits))) for i in range(len(waits))] + [law.max_ns]
    assert all(low <= wait <= high for low, wait, high in zip(edges, waits, edges[1:], strict=False))


@pytest.mark.parametrize("name", FILES)
def test_every_legal_rep_order_of_every_drill_is_equally_likely_at_small_n(name):
    """By chi-square against going through all of them: go cues, catch trials and stays together."""
    for one, cue in cued_levels(name)[-1:]:
        small = replace(one, sets=1, reps=4 if len(cue.alternatives) > 3 else 5)
        kinds = [("go", i) if a.go else ("stay", i) for i, a in enumerate(cue.alternatives)] + [("catch", None)]
        nogos = {kind: int(share * small.reps + 0.5) for kind, share in (("catch", one.catch), ("stay", one.stay))}
        legal = [
            order
            for order in product(kinds, repeat=small.reps)
            if all(sum(kind == k for k, _ in order) == n for kind, n in nogos.items()) and is_legal(small, cue, order)
        ]
        drawn = (tuple(kinds_of(cue, first_attempts(small, seed))) for seed in range(12 * len(legal)))
        assert_all_alike(drawn, legal)


def is_legal(small: Drill, cue: Cue, order) -> bool:
    stays = Counter(i for kind, i in order if kind == "stay")
    held = [stays[i] for i, a in enumerate(cue.alternatives) if not a.go]
    if held and max(held) - min(held) > 1:  # stays come equally often, ties by lot
        return False
    if not legal_row(small, [kind != "go" for kind, _ in order]):
        return False
    goes = [i for i, a in enumerate(cue.alternatives) if a.go]
    alternatives = [goes.index(i) for kind, i in order if kind == "go"]
    if len(goes) == 1:
        return True
    if cue.order != "law":  # one set: as written, or the first of them all the time
        return alternatives == [n % len(goes) if cue.order == "listed" else 0 for n in range(len(alternatives))]
    weights = [cue.alternatives[i].weight for i in goes]
    if len(set(weights)) > 1:
        wanted = [weight / sum(weights) * len(alternatives) for weight in weights]
        return all(abs(alternatives.count(i) - often) < 1 for i, often in enumerate(wanted))
    if len(goes) == 2:
        return not why_not_two(alternatives, (len(alternatives),), small.longest_run)
    return not why_not_many(alternatives, len(goes), small.longest_run)


def test_what_is_looked_at_are_the_first_attempts_of_the_plans():
    one = choice_drill(stays=("low",), catch=0.1, stay=0.1, reps=10)
    for seed in range(5):
        plan = make_plan(one, seed=seed, athletes=2)
        first = [replace(rep, draws=rep.draws[:1]) for rep in plan.reps if rep.athlete == 1]
        assert first == first_attempts(one, seed)


def test_two_sides_in_figures():
    found = audit(choice_drill(catch=0.25), 60)
    assert (found.seeds, found.goes, found.catches, found.stays) == (60, 12, 4, 0)
    assert (found.in_a_row, found.first_nogo) == (1, 0)
    order = found.cues[0].order
    assert (order.names, order.share, order.least, order.most) == (("left", "right"), (0.5, 0.5), (6, 6), (6, 6))
    assert (order.in_run, order.coin, order.exact) == (0, 0.5, True)
    assert order.in_set <= 2
    assert order.spread <= 3
    assert max(length for length, _ in order.runs) <= 4
    assert sum(length * often for length, often in order.runs) == pytest.approx(12)
    assert sum(often for _, _, often in order.follows) == pytest.approx(11)
    assert 0.6 < order.guesser < 0.75
    assert 0.75 < found.nogo_guesser < 1


def test_waits_that_fit_and_sides_that_wait_alike():
    waits = audit(choice_drill(), 60).cues[0].waits
    assert waits.n == 60 * 16
    assert 1000 <= waits.least < waits.most <= 4000
    assert abs(waits.mean - waits.law_mean) < 15
    assert waits.off < waits.free
    assert abs(waits.gap_mean) < 30
    assert waits.gap_sd < waits.free_gap / 3


@pytest.mark.parametrize("law", [MOVING, FIXED, UNIFORM, STANDING])
def test_every_law_of_waits_is_held_against_itself(law):
    waits = audit(choice_drill(law=law), 40).cues[0].waits
    assert waits.off < waits.free


def test_no_waits_and_no_choice():
    assert audit(choice_drill(law=None), 3).cues[0].waits is None
    one = audit(choice_drill("left"), 3).cues[0]
    assert (one.order, one.waits.gap_mean, one.waits.free_gap) == (None, None, None)


def test_weights_and_a_list():
    weighted = audit(choice_drill(weights={"left": 3.0}), 20).cues[0].order
    assert weighted.share == (0.75, 0.25)
    assert (weighted.coin, weighted.exact) == (0.75, True)
    assert audit(choice_drill(order="listed"), 5).cues[0].order.guesser == 1.0


def test_where_nothing_is_drawn_there_is_nothing_to_audit():
    with pytest.raises(LawError, match="built has no cue: nothing in it is left to chance"):
        audit(own_start_drill(), 10)


def test_the_checks_themselves_see_what_is_wrong():
    one, cue = cued_levels("line-shuffle")[4]
    drawn = kinds_of(cue, first_attempts(one, 0))
    assert why_not(one, cue, drawn) == ""
    assert "balance" in why_not(one, cue, [(kind, 0) for kind, _ in drawn])
    assert why_not(one, cue, [("catch", None) for _ in drawn]).startswith("no-gos")


def test_cues_of_a_repeat_and_a_switch():
    found = audit(resolve(example("Long possession")), 4)
    [cue] = found.cues
    assert (cue.order.names, cue.order.in_run <= 1, cue.order.exact) == (("left", "right"), True, True)
    assert sum(often for _, _, often in cue.order.follows) == pytest.approx(11)  # twelve rounds, each rep for itself
    assert cue.waits.n == 4 * 2 * 12
    assert audit(resolve(example("Coverage shift")), 4).switched == pytest.approx(3)
