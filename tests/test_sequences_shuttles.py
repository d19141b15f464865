"""Tests by signals: the shipped tables are the published ones, and every signal is exact to the sum."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from drillfiles import example
from hypothesis import given
from hypothesis import strategies as st

from sequences.errors import DrillError
from sequences.load import drill_file, resolve
from sequences.model import Drill
from sequences.plan import make_plan, rep_docs
from sequences.shuttles import Shuttles, Stage, signals_in
from trainer.files import load_drill_file

S = 1_000_000_000
LEGER = (7, 8, 8, 9, 9, 10, 10, 11, 11, 11, 12, 12, 13, 13, 13, 14, 14, 15, 15, 16, 16)
"""Shuttles of levels 1 to 21: Léger et al. 1988."""
YOYO = (
    (5, 10, 1), (9, 12, 1), (11, 13, 2), (12, 13.5, 3), (13, 14, 4), (14, 14.5, 8), (15, 15, 8), (16, 15.5, 8),
    (17, 16, 8), (18, 16.5, 8), (19, 17, 8), (20, 17.5, 8), (21, 18, 8), (22, 18.5, 8), (23, 19, 8),
)  # fmt: skip
"""Level, km/h, pairs: Bangsbo et al. 2008."""


def shipped(name: str, **settings: str) -> Drill:
    return resolve(load_drill_file(name), settings=settings)


def docs(drill: Drill, athletes: int = 1) -> list[dict[str, Any]]:
    return list(rep_docs(make_plan(drill, seed=1, athletes=athletes)))


@pytest.mark.parametrize(("variant", "first"), [("leger-1988", 8.5), ("from-8", 8.0)])
def test_the_beep_test_is_the_published_table_to_the_nanosecond(variant: str, first: float) -> None:
    found = docs(shipped("beep-test", variant=variant))
    at, expected = Fraction(0), []
    for level, shuttles in enumerate(LEGER, 1):
        speed = Fraction(first) if level == 1 else Fraction(17, 2) + Fraction(level - 1, 2)  # km/h
        for shuttle in range(1, shuttles + 1):
            at += Fraction(72) / speed  # seconds for 20 m
            expected.append((level, shuttle, round(at * S)))
    assert [(d["level"], d["shuttle"], d["signal_ns"]) for d in found] == expected
    assert [d["n"] for d in found] == list(range(1, 248))
    assert (len(found), found[-1]["metres"]) == (247, 4940)


def test_the_two_variants_differ_in_the_first_level_alone() -> None:
    published, variant = docs(shipped("beep-test")), docs(shipped("beep-test", variant="from-8"))
    assert variant[0]["signal_ns"] == 9 * S
    later = {v["signal_ns"] - p["signal_ns"] for p, v in zip(published[6:], variant[6:], strict=True)}
    assert max(later) - min(later) <= 1


def test_the_yoyo_test_is_the_published_table_to_the_nanosecond() -> None:
    found = docs(shipped("yoyo-ir1"))
    at, expected = Fraction(0), []
    for level, speed, pairs in YOYO:
        for shuttle in range(1, pairs + 1):
            if expected:
                at += 10
                expected.append((level, shuttle, "start", round(at * S)))
            at += Fraction(72) / Fraction(speed)
            expected.append((level, shuttle, "turn", round(at * S)))
            at += Fraction(72) / Fraction(speed)
            expected.append((level, shuttle, "line", round(at * S)))
    assert [(d["level"], d["shuttle"], d["what"], d["signal_ns"]) for d in found] == expected
    assert Counter(d["what"] for d in found) == {"turn": 91, "line": 91, "start": 90}
    assert found[-1]["metres"] == 3640


def test_they_end_by_the_published_rule() -> None:
    beep, yoyo = (signals_in(shipped(name).steps) for name in ("beep-test", "yoyo-ir1"))
    assert beep is not None
    assert yoyo is not None
    assert (beep.misses, beep.in_a_row, beep.metres) == (2, True, 20)
    assert (yoyo.misses, yoyo.in_a_row, yoyo.metres, yoyo.rest_ns) == (2, False, 40, 10 * S)


def test_everybody_has_the_same_signals_and_the_plan_one_turn_each() -> None:
    drill = shipped("beep-test")
    assert docs(drill, 12) == docs(drill)
    plan = make_plan(drill, seed=5, athletes=12)
    assert [rep.athlete for rep in plan.reps] == list(range(1, 13))


stages = st.lists(st.tuples(st.integers(3000, 25_000), st.integers(1, 30)), min_size=1, max_size=30)


@given(stages, st.integers(5_000, 50_000), st.sampled_from((1, 2)), st.integers(0, 30 * S))
def test_no_signal_is_off_the_exact_sum_by_more_than_half_a_nanosecond(found, way_mm, ways, rest_ns) -> None:
    test = Shuttles(
        tuple(Stage(n, speed, count) for n, (speed, count) in enumerate(found, 1)),
        way_mm,
        ways,
        rest_ns,
        2,
        True,
        *"ab",
    )
    sums = [Fraction(0)]
    for stage in test.stages:
        for _ in range(stage.shuttles):
            rest = rest_ns if len(sums) > 1 else 0
            sums.append(sums[-1] + rest + ways * Fraction(way_mm * 3600 * S, 1000 * stage.speed))
    assert all(abs(line.at_ns - exact) <= Fraction(1, 2) for line, exact in zip(test.lines, sums[1:], strict=True))
    assert [signal.n for signal in test.signals] == list(range(1, len(test.signals) + 1))
    assert len(test.sounds) == len(test.signals) + 1


def test_a_new_level_sounds_otherwise_at_the_signal_that_begins_it() -> None:
    for name in ("beep-test", "yoyo-ir1"):
        test = signals_in(shipped(name).steps)
        assert test is not None
        assert test.sounds.count(test.level_sound) == len(test.stages) - 1
    beep = signals_in(shipped("beep-test").steps)
    assert beep is not None
    assert [n for n, sound in enumerate(beep.sounds) if sound == "high"][:2] == [7, 15]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda d: d.pop("format"), "format: shuttles are run by everybody at once"),
        (lambda d: d.update(lanes=4), "lanes: paced, everybody runs at once"),
        (lambda d: d["rep"].append({"rest": "5 s"}), r"rep\[3\]: nothing can come after shuttles"),
        (lambda d: d["rep"].insert(0, {"ready": "near"}), r"rep\[1\]: before shuttles only say and rest may stand"),
        (lambda d: d["settings"].update(reps={"default": 2}), "settings.reps: a test by signals is run once"),
        (lambda d: d["roles"].update(near={"needs": ["beam"]}), '"near" must be optional'),
        (lambda d: d["rep"][1].update(lines=["near", "here"]), 'no role "here"'),
        (lambda d: d["rep"][1]["shuttles"].reverse(), r"rep\[2\].shuttles\[2\]: levels rise"),
        (lambda d: d["rep"][1].update(misses=0), "misses"),
        (lambda d: d["rep"][1]["shuttles"].clear(), "shuttles"),
    ],
)
def test_what_makes_no_test_is_refused_with_its_place(change, sentence) -> None:
    doc: dict[str, Any] = example("Little beep test").doc
    doc = {
        key: ([dict(s) for s in v] if key == "rep" else dict(v) if isinstance(v, dict) else v) for key, v in doc.items()
    }
    doc["roles"] = {name: dict(role) for name, role in doc["roles"].items()}
    doc["rep"][1]["shuttles"] = list(doc["rep"][1]["shuttles"])
    change(doc)
    with pytest.raises(DrillError, match=sentence):
        drill_file("little", doc)
