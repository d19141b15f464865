"""A standard test whose distances are not the published ones says so, in the field check and on every result."""

import pytest
from grounds import drill, field

from hardware.spec import FieldSpec
from sequences.plan import make_plan
from trainer.facts import Athlete, RunHeader
from trainer.ground.check import on_field
from trainer.virtual import play


def lines(left: float, right: float) -> FieldSpec:
    def edit(doc):
        doc["mark"] = {
            "line-left": {"ends": [[-left, -1.5], [-left, 1.5]]},
            "line-right": {"ends": [[right, -1.5], [right, 1.5]]},
        }

    return field("simulated", edit)


@pytest.mark.parametrize(("left", "right"), [(4.572, 4.572), (4.6, 4.52), (4.65, 4.52)])
def test_within_two_percent_nothing_is_said(left, right):
    assert on_field(drill("pro-agility", 2), lines(left, right), {}).notes == ()


def test_each_distance_that_is_off_is_said_once():
    assert on_field(drill("pro-agility", 2), lines(4.572, 5), {}).notes == (
        "not as published: start to line-right is 5.00 m, published are 4.60 m (+9 %)",
        "not as published: line-right to centre is 5.00 m, published are 4.57 m (+9 %)",
        "not as published: centre to line-right is 5.00 m, published are 4.57 m (+9 %)",
    )


def test_where_the_field_has_no_line_of_its_own_it_lies_where_the_drill_says():
    assert on_field(drill("pro-agility", 2), field("simulated"), {}).notes == ()


def test_a_drill_that_is_no_published_test_may_stand_anywhere():
    assert on_field(drill("line-shuffle", 2), field("simulated"), {}).notes == ()


def test_it_is_said_on_every_result():
    spec = lines(4.572, 5)
    notes = on_field(drill("pro-agility", 2), spec, {}).notes
    plan = make_plan(drill("pro-agility", 2), seed=1, athletes=1)
    shown = []
    play(plan, RunHeader("run", "session", 0.0, (Athlete("a", "Anna"),), notes=notes), spec, None, shown.append)
    assert len(shown) >= 4
    assert all(row["notes"][-3:] == list(notes) for row in shown)
