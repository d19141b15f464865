"""The coach's word on what is asked about who runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from panels import Desk, desk_in, is_problem


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    with desk_in(state_dir) as desk:
        desk.start()
        yield desk


def ann(desk: Desk) -> str:
    return desk.engine.state.run.athletes[0]["id"]


@pytest.mark.parametrize(
    ("path", "fields", "told"),
    [
        ("care", {"follow": True}, {"op": "care", "follow": True}),
        ("care", {"follow": False}, {"op": "care", "follow": False}),
        ("tired", {}, {"op": "tired"}),
        ("sit", {"out": True}, {"op": "sit", "out": True}),
    ],
)
def test_the_engine_hears_it(desk, path, fields, told):
    desk.engine.answers[path] = {"then": "rest"} if fields.get("follow", path == "tired") else {}
    answer = desk.post(f"run/{path}", {"version": desk.version, "athlete": ann(desk), **fields})
    assert answer.status_code == 200
    command = desk.engine.commands[-1]
    assert {key: command[key] for key in (*told, "athlete")} == told | {"athlete": ann(desk)}
    if path != "sit":
        assert answer.json()["then"] == ("rest" if fields.get("follow", True) else None)


def test_the_break_is_nobodys(desk):
    desk.engine.answers["care"] = {"then": "pause"}
    assert desk.post("run/care", {"version": desk.version, "athlete": None, "follow": True}).json()["then"] == "pause"


def test_about_another_run_it_is_stale(desk):
    before = desk.version
    desk.do(desk.engine.finish)
    desk.post("runs", {"drill": "backpedal-break", "level": 1, "athletes": [ann(desk)]})
    desk.settle()
    assert is_problem(desk.post("run/tired", {"version": before, "athlete": "x"}), 409, "stale")


def test_what_the_engine_refuses_is_said(desk):
    desk.engine.refuse["care"] = "nothing is asked about that athlete"
    answer = desk.post("run/care", {"version": desk.version, "athlete": ann(desk), "follow": True})
    assert is_problem(answer, 409, "refused", "nothing is asked")


def test_what_is_asked_reaches_the_phone(desk):
    asked = {"athlete": "Ann", "athlete_id": ann(desk), "kind": "rest", "why": "legs", "then": "rest"}
    desk.do(lambda: desk.engine.change(care=(asked,)))
    assert desk.get("state").json()["care"] == [asked]


def test_the_coachs_word_on_a_line_goes_to_the_engine(desk):
    fields = {"athlete": ann(desk), "what": "missed", "on": False}
    assert desk.post("run/line", {"version": desk.version, **fields}).status_code == 200
    assert desk.engine.commands[-1].items() >= {"op": "line", **fields}.items()
    assert is_problem(
        desk.post("run/line", {"version": desk.version, **fields, "what": "fell"}), 422, "invalid", "what"
    )
