"""What a simulated field is told of a rep: its choreography, never the instant, never which cue is lit."""

from __future__ import annotations

import pytest
from library import FILES
from reps import moving_drill, own_drill, shuttle_drill, still_drill, task_for

from hardware.simulated_brief import read_brief
from sequences.load import resolve
from sequences.model import Answer, Expect, Hold
from sequences.plan import make_plan
from trainer.engine.attempt import task_of
from trainer.engine.bind import bind_drill
from trainer.engine.brief import Briefs
from trainer.engine.lane import Task
from trainer.engine.queue import Turn
from trainer.fields import load_field

CARRIES = {s.name: s.carries for s in load_field("simulated").stations}


def pass_(station: str) -> Answer:
    return Answer("pass", (station,), "beam", 4_000_000_000, station)


@pytest.mark.parametrize(
    ("task", "words"),
    [
        (task_for(still_drill(), 0), ("on start", "cue go", "or right", "leave start", "arrive left")),
        (task_for(still_drill(), 3), ("on start", "cue go", "called", "or right", "leave start", "arrive left")),
        (task_for(still_drill(), 2), ("on start", "cue stay", "hold start 2000")),
        (task_for(still_drill(), None, catch=True), ("on start", "cue none", "hold start 2000")),
        (
            task_for(moving_drill(), 1),
            ("on front", "say", "leave front", "pass mid", "cue go", "or left", "pass mid", "arrive right"),
        ),
        (
            task_for(moving_drill(), None, catch=True),
            ("on front", "say", "leave front", "pass mid", "cue none", "pass deep"),
        ),
        (task_for(shuttle_drill(), 0), ("on front", "cue go", "leave front", "pass mid", "pass mid")),
        (task_for(own_drill(), 0), ("say", "on start", "own", "leave start", "pass mid", "pass mid")),
        (Task((Expect((pass_("mid"), pass_("deep")), in_order=False),)), ("any 2", "pass mid", "pass deep")),
        (Task((Expect((pass_("mid"),), in_order=False),)), ("pass mid",)),
        (Task((Hold("mid", "beam", 1_500_000_000, 0, "note", ""),)), ("hold mid 1500",)),
    ],
)
def test_the_words_of_a_rep(task, words):
    assert Briefs().of(task, 3) == ("as 3", *words)


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_simulated_field_understands_the_brief_of_every_drill_and_level(name):
    for level in (None, *FILES[name].levels):
        plan = make_plan(resolve(FILES[name], level=level), seed=3, athletes=1)
        bound = bind_drill(plan.drill, CARRIES, {})
        for row in range(len(plan.reps)):
            words = Briefs().of(task_of(bound, plan, Turn(row, 1)), 1)
            assert read_brief(words).stations <= set(CARRIES)
            assert words[0] == "as 1"


def test_two_cues_are_told_alike_but_for_where_to_go():
    """Nothing in the words says when, nor which lamp it will be."""
    left, right = (Briefs().of(task_for(still_drill(), cue), 1) for cue in (0, 1))
    swap = {"left": "right", "right": "left"}
    assert left == tuple(" ".join(swap.get(w, w) for w in text.split()) for text in right)
    assert Briefs().of(task_for(still_drill(), 0, wait_ns=1), 1) == left
