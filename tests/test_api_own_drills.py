"""The coach's own drills over HTTP: checked, kept, handed on, removed; and what is refused before anything starts."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from drillfiles import TEXT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from panels import Desk, desk_in, is_problem

from api.library import Library

OTHER = TEXT.replace('"1 s", min', '"2 s", min')


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    with desk_in(state_dir, Library((state_dir / "drills",))) as desk:
        yield desk


def put(desk: Desk, name: str, **body: Any) -> httpx.Response:
    return desk.ask("PUT", f"/api/v1/drills/{name}", json=body)


def remove(desk: Desk, name: str) -> httpx.Response:
    return desk.ask("DELETE", f"/api/v1/drills/{name}")


def mine(desk: Desk) -> list[str]:
    return [drill["name"] for drill in desk.get("drills").json()["drills"] if drill["own"]]


def test_a_drill_is_checked_kept_handed_on_and_removed(desk: Desk) -> None:
    told = desk.post("drills/check", {"text": TEXT}).json()
    assert (told["drill"]["title"], told["minds"], mine(desk)) == ("Left or right", [], [])
    saved = put(desk, "mine", text=TEXT)
    assert saved.status_code == 200, saved.text
    assert saved.json()["drill"]["sha"] == told["drill"]["sha"]
    assert mine(desk) == ["mine"]
    file = desk.get("drills/mine/file")
    assert (file.text, file.headers["content-type"]) == (TEXT, "application/toml")
    assert file.headers["content-disposition"] == "attachment; filename*=UTF-8''mine.toml"
    assert put(desk, "twin", file=base64.b64encode(file.content).decode()).json()["drill"]["own"] is True
    assert desk.get("drills/mine").json()["refused"] is None
    assert remove(desk, "mine").json() == {"name": "mine"}
    assert mine(desk) == ["twin"]
    assert is_problem(remove(desk, "mine"), 404, "not-found", 'no drill "mine"')
    assert is_problem(desk.get("drills/mine/file"), 404, "not-found", 'no drill "mine"')


def test_the_library_stays_as_it_is_and_can_be_taken_as_a_start(desk: Desk) -> None:
    before = desk.get("drills/line-shuffle").json()["sha"]
    assert is_problem(put(desk, "line-shuffle", text=TEXT), 409, "refused", "line-shuffle is one of the library's")
    assert is_problem(put(desk, "line-shuffle", text=TEXT, over=before), 409, "refused", "one of the library's")
    assert is_problem(remove(desk, "line-shuffle"), 409, "refused", "only your own can be removed")
    copy = desk.get("drills/line-shuffle/file").text
    assert put(desk, "my-shuffle", text=copy).json()["drill"]["sha"] == before


def test_what_was_played_keeps_the_version_it_was_played_in(desk: Desk) -> None:
    first = put(desk, "mine", text=TEXT).json()["drill"]["sha"]
    assert is_problem(
        put(desk, "mine", text=OTHER), 409, "refused", f"version {first[:12]}: say that this one replaces"
    )
    who = desk.athletes("Ann")
    desk.post("runs", {"drill": "mine", "athletes": who})
    desk.settle()
    desk.do(desk.engine.finish)
    second = put(desk, "mine", text=OTHER.replace("Left or right", "Other sides"), over=first).json()["drill"]["sha"]
    desk.post("runs", {"drill": "mine", "athletes": who})
    remove(desk, "mine")
    runs = desk.get("sessions").json()["sessions"][0]["runs"]
    assert [(run["drill_sha"], run["title"]) for run in runs] == [(first, "Left or right"), (second, "Other sides")]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"text": "title = 1"}, "title: 1 is not text"),
        ({"text": TEXT.replace("light", "lihgt")}, 'rep[3].cue: unknown key "lihgt"'),
        ({"text": TEXT[: TEXT.index("[[rep]]\nexpect")]}, "nothing answers this: the rep cannot end"),
        ({"file": "/w=="}, "not UTF-8 text: byte 1 does not belong there"),
        ({"file": "no base64"}, "file is not in base64"),
        ({}, "give text or file, one of them"),
        ({"text": TEXT, "file": ""}, "give text or file, one of them"),
        ({"text": TEXT, "over": 1}, "over"),
        ({"text": TEXT, "ovre": "x"}, "ovre"),
    ],
)
def test_what_is_no_drill_is_one_sentence(desk: Desk, body: dict[str, Any], words: str) -> None:
    assert is_problem(put(desk, "mine", **body), 422, "invalid", words)
    assert mine(desk) == []


def test_what_is_dangerous_is_refused_as_such(desk: Desk) -> None:
    across = (
        TEXT.replace('optional = true, loses = "the 10 m split"', "at = [4.0, -4.0]")
        .replace('left  = { needs = ["gate", "beam"] }', 'left  = { needs = ["gate", "beam"], at = [-4.0, 4.0] }')
        .replace('right = { needs = ["gate", "beam"] }', 'right = { needs = ["gate", "beam"], at = [4.0, 4.0] }')
    )
    assert is_problem(put(desk, "mine", text=across), 422, "unsafe", "the pad of start lies under the shuffle to ten")


def test_a_role_that_nobody_can_play_here_is_said_at_once_and_never_starts(desk: Desk) -> None:
    moved = TEXT.replace("right =", "moon  =").replace('"right"', '"moon"')
    told = put(desk, "moon-shot", text=moved).json()["drill"]
    assert told["refused"].startswith("no station 'moon' on this field")
    started = desk.post("runs", {"drill": "moon-shot", "athletes": desk.athletes("Ann")})
    assert is_problem(started, 422, "invalid", "no station 'moon' on this field")
    assert desk.engine.commands == []
    assert desk.get("sessions").json()["sessions"] == []


def test_a_law_that_cannot_be_met_never_starts(desk: Desk) -> None:
    put(desk, "mine", text=TEXT)
    wish = {"drill": "mine", "athletes": desk.athletes("Ann"), "settings": {"catch": 0.5, "reps": 1}}
    assert is_problem(desk.post("runs", wish), 422, "invalid", "set 1 has no room for its catch trials")
    assert desk.engine.commands == []
    assert desk.get("sessions").json()["sessions"] == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_sent_up_are_one_sentence(desk: Desk, data: bytes, keeps: bool) -> None:
    body = {"file": base64.b64encode(data).decode()}
    answer = put(desk, "any", **body) if keeps else desk.post("drills/check", body)
    assert is_problem(answer, 422, "invalid", ".toml: ")
    assert answer.json()["detail"].isprintable()
    assert mine(desk) == []


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.binary(min_size=1, max_size=200))
def test_any_bytes_instead_of_a_request_are_one_sentence(desk: Desk, data: bytes) -> None:
    answer = desk.ask("POST", "/api/v1/drills/check", content=data, headers={"content-type": "application/json"})
    assert is_problem(answer, answer.status_code, "invalid")
    assert answer.status_code in (400, 422)
