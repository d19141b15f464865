"""What is looked at before a start: metres at full speed, warm-up, first days, ice; the rule, the API, the command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import choice_drill
from guards import ROOT
from hypothesis import given
from hypothesis import strategies as st
from panels import Desk, desk_in, is_problem

from api.main import main
from sequences.model import Drill
from trainer.care.start import MOST_M, MUCH_M, WARM_S, Concern, Runner, concerns
from trainer.facts import AgeBand
from trainer.fields import load_field
from trainer.store.roster import change_person, person

DRILL = choice_drill()
TEST = replace(DRILL, published="somewhere, 1990")
EASY = replace(DRILL, easy=True)
WARM = Runner("Ann", idle_s=60.0)


def kinds(drill: Drill, *runners: Runner, metres: float = 0.0, condition: str = "", waved: Any = ()) -> dict[str, bool]:
    """Kind of concern -> is it grave?"""
    return {c.kind: c.grave for c in concerns(drill, runners, metres, condition, waved)}


@pytest.mark.parametrize(
    ("today", "planned", "band", "said"),
    [
        (0, MUCH_M, "", {}),
        (0, MUCH_M + 1, "", {"load": False}),
        (300, 21, "12-13", {"load": False}),
        (300, 340, "12-13", {"load": False}),
        (300, 341, "12-13", {"load": True}),
        (0, MOST_M + 1, "", {"load": True}),
        (300, 341, "16-17", {"load": True}),
        (300, 341, "18 and over", {"load": False}),
    ],
)
def test_metres_of_the_day_are_counted_warned_of_and_refused(today, planned, band: AgeBand, said):
    assert kinds(DRILL, replace(WARM, metres=today, band=band), metres=planned) == said


def test_the_sentence_says_who_how_far_and_what_is_allowed():
    [concern] = concerns(DRILL, [replace(WARM, metres=300.4)], 400, "")
    assert concern == Concern(
        "load",
        True,
        "Ann: 300 m at full speed today and 400 m in this run make 700 m; "
        "640 m are the most in a day under 18: make it shorter",
    )


@pytest.mark.parametrize(("idle_s", "is_cold"), [(None, True), (0.0, False), (WARM_S, False), (WARM_S + 1, True)])
def test_a_warm_up_holds_for_20_idle_minutes(idle_s, is_cold):
    assert kinds(DRILL, replace(WARM, idle_s=idle_s)) == ({"warm-up": False} if is_cold else {})
    assert kinds(TEST, replace(WARM, idle_s=idle_s)) == ({"warm-up": True} if is_cold else {})
    assert kinds(EASY, replace(WARM, idle_s=idle_s)) == {}


def test_it_is_each_athletes_own():
    [concern] = concerns(DRILL, [WARM, Runner("Ben"), Runner("Cy", idle_s=9999.0)], 0, "")
    assert concern.text == "warm up first (it holds for 20 minutes): Ben, Cy"


def test_no_test_at_full_speed_on_a_first_day():
    new = replace(WARM, is_new=True)
    assert kinds(TEST, new) == {"first test": True}
    assert kinds(replace(TEST, easy=True), new) == kinds(DRILL, new) == {}


@pytest.mark.parametrize(
    ("condition", "said"),
    [("", {}), ("dry", {}), ("wet", {"weather": False}), ("hot", {"weather": False}), ("icy", {"ice": True})],
)
def test_ice_heat_and_wet(condition, said):
    assert kinds(DRILL, WARM, condition=condition) == said


@given(st.integers(0, 2000), st.integers(0, 2000), st.sampled_from(["", "8-9", "16-17", "18 and over"]))
def test_nothing_grave_is_left_once_it_is_waved_through(today, planned, band):
    one = Runner("Ann", band, float(today), None, is_new=True)
    graves = [kind for kind, grave in kinds(TEST, one, metres=planned, condition="icy").items() if grave]
    assert graves
    assert not any(kinds(TEST, one, metres=planned, condition="icy", waved=graves).values())


# Over HTTP, on a real field whose engine is a stand-in.


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    with desk_in(state_dir) as desk:
        desk.panel.spec = load_field("agility-line")
        yield desk


def start(desk: Desk, who: list[str], **more: Any) -> Any:
    answer = desk.post("runs", {"drill": "pro-agility", "athletes": who, **more})
    desk.settle()
    return answer


def test_a_first_test_is_refused_and_waved_through_by_the_coach(desk: Desk):
    [ann] = desk.athletes("Ann")
    refused = start(desk, [ann])
    assert is_problem(refused, 409, "care", "warm up first (it holds for 20 minutes): Ann; a first day holds no test")
    assert refused.json()["wave"] == ["warm-up", "first test"]
    assert len(refused.json()["reasons"]) == 2
    assert desk.engine.commands == []
    assert desk.get("sessions").json()["sessions"] == []
    assert is_problem(start(desk, [ann], waved=["warm-up"]), 409, "care", "a first day holds no test")
    started = start(desk, [ann], waved=["warm-up", "first test"])
    assert (started.status_code, started.json()["minds"]) == (201, [])
    assert is_problem(start(desk, [ann], waved=["moon"]), 422, "invalid", "waved")


def test_a_plan_of_too_many_metres_is_refused_under_18_only(desk: Desk):
    ann, ben = desk.athletes("Ann", "Ben")
    change_person(desk.panel.store, replace(person(desk.panel.store, ben), band="18 and over"))
    desk.panel.spec = load_field("shuffle-cross")
    long = {"drill": "line-shuffle", "settings": {"sets": 5, "reps": 24}}
    refused = start(desk, [ann, ben], **long)
    assert is_problem(refused, 409, "care", "Ann: 0 m at full speed today and 720 m in this run make 720 m; 640 m")
    assert refused.json()["wave"] == ["load"]
    started = start(desk, [ben], **long)
    assert started.status_code == 201, started.text
    assert started.json()["minds"] == [
        "Ben: 0 m at full speed today and 720 m in this run make 720 m; 320 m are a good deal for a day",
        "warm up first (it holds for 20 minutes): Ben",
    ]


def test_a_test_rests_and_ice_stops_a_run(desk: Desk):
    who = desk.athletes("Ann")
    assert is_problem(
        start(desk, who, condition="icy", waved=["warm-up", "first test"]), 409, "care", "ice on the ground"
    )
    start(desk, who, condition="hot", waved=["warm-up", "first test"])
    assert desk.engine.commands[-1]["known"] == {"rests": True, "before": []}


def test_on_a_simulated_field_it_is_only_said(desk: Desk):
    desk.panel.spec = load_field("simulated")
    started = start(desk, desk.athletes("Ann"), condition="icy")
    assert started.status_code == 201
    assert [mind.split(":")[0] for mind in started.json()["minds"]] == [
        "warm up first (it holds for 20 minutes)",
        "a first day holds no test at full speed",
        "ice on the ground",
    ]


def test_the_command_line_refuses_before_a_device_is_opened(state_dir: Path, capsys: pytest.CaptureFixture[str]):
    run = ("run", "pro-agility", "--field", "agility-line", "--athlete", "Ann")
    for more, said in (
        (
            (),
            "cue-trainer: warm up first (it holds for 20 minutes): Ann; a first day holds no test at full speed: Ann",
        ),
        (("--wave", "warm-up", "--wave", "first test", "--condition", "icy"), "cue-trainer: ice on the ground: "),
        (("--wave", "moon"), 'cue-trainer: "moon" cannot be waved through; what can: load, warm-up, first test, ice, '),
    ):
        with pytest.raises(SystemExit) as left:
            main([*run, *more])
        *minds, last = capsys.readouterr().err.splitlines()
        assert left.value.code == 2
        assert all(mind.startswith("mind: ") for mind in minds)
        assert last.startswith(said)


def test_every_test_that_the_page_of_safety_names_is_there():
    named = set(re.findall(r"`(test_\w+\.py)`", (ROOT / "docs/safety.md").read_text(encoding="utf-8")))
    assert len(named) >= 8
    assert {name for name in named if not (ROOT / "tests" / name).exists()} == set()
