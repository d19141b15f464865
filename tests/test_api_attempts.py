"""One attempt over HTTP: its edges and answers, the coach's words and their undo; other rules for many."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import MS
from kept import double_break
from panels import Desk, desk_in
from stands import ATHLETES

from trainer.store.write import add_athlete

ATTEMPT = "runs/run-1/attempts/1"


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    """A desk with one attempt in its store: back through mid, a double break forward (700, 760 to 880, 910 ms)."""
    with desk_in(state_dir) as desk:
        for athlete in ATHLETES:
            add_athlete(desk.panel.store, athlete)
        double_break(desk.panel.store)
        yield desk


def read(desk: Desk) -> Any:
    return desk.get(ATTEMPT).json()


def measured(desk: Desk) -> Any:
    return read(desk)["result"]["transition_ms"]


def test_the_edges_and_the_answers_stand_on_one_line_of_time(desk: Desk):
    doc = read(desk)
    mid = [edge["ms"] for edge in doc["edges"] if edge["station"] == "mid" and edge["ms"] > 0]
    assert mid == [700.0, 720.0, 760.0, 880.0, 910.0, 950.0]
    assert [(a["answer"], a["name"], a["ms"]) for a in doc["answers"] if a["ms"] > 0] == [
        (3, "forward again", 760.0),
        (4, "gate", 2000.0),
    ]
    assert [(v["outcome"], v["rule"], v["version"], v["measured_ms"]) for v in doc["verdicts"]] == [
        ("hit", "standard", 1, 760.0)
    ]
    assert doc["words"] == []


def test_each_onset_and_the_time_say_how_well_they_are_known_and_by_what(desk: Desk):
    doc = read(desk)
    [onset] = doc["onsets"]
    assert (onset["kind"], onset["ms"], onset["how"]) == ("light", 0.0, "simulated lamp")
    assert 0 < onset["uncertainty_ms"] < 0.01
    [lamp] = onset["doubt"]
    assert (lamp["name"], lamp["shape"], lamp["size_ms"] > 0, lamp["per"]) == ("lamp", "uniform", True, "rep")
    assert doc["doubt_clock"][0] == lamp
    [body] = doc["doubt_body"]
    assert (body["shape"], body["size_ms"], body["per"]) == ("normal", 15.0, "rep")


def pick(desk: Desk, ms: float) -> Any:
    edge = next(edge for edge in read(desk)["edges"] if edge["ms"] == ms)
    return {"answer": 3} | {key: edge[key] for key in ("station", "sensor", "t_ns")}


def test_another_edge_its_reason_and_its_undo(desk: Desk):
    answer = desk.post(f"{ATTEMPT}/words", {"kind": "edge", "pick": pick(desk, 910.0), "why": "an arm"})
    assert answer.status_code == 201
    doc = read(desk)
    assert (doc["result"]["transition_ms"], doc["result"]["notes"]) == (910.0, ["forward again: another edge chosen"])
    assert [a["picked"] for a in doc["answers"]] == [False, False, True, False]
    assert [(w["kind"], w["who"], w["why"]) for w in doc["words"]] == [("edge", "coach", "an arm")]
    assert desk.post(f"words/{answer.json()['id']}/undo").status_code == 201
    assert measured(desk) == 760.0


@pytest.mark.parametrize(
    ("word", "key", "value"),
    [
        ({"kind": "void", "value": "void"}, "outcome", "void"),
        ({"kind": "reassign", "value": "id-Ben"}, "athlete", "Ben"),
        ({"kind": "form", "value": "not yet", "detail": "hips"}, "form", "not yet"),
    ],
)
def test_every_word_and_its_undo(desk: Desk, word: Any, key: str, value: str):
    before = read(desk)["result"]
    said = desk.post(f"{ATTEMPT}/words", word).json()["id"]
    assert read(desk)["result"][key] == value
    desk.post(f"words/{said}/undo")
    assert read(desk)["result"] == before


@pytest.mark.parametrize(
    ("word", "status", "words"),
    [
        ({"kind": "edge"}, 422, "kind edge needs one"),
        ({"kind": "void", "value": "gone"}, 422, "value of kind void: allowed are null, void"),
        ({"kind": "form", "value": "clean", "detail": "nose"}, 422, "detail"),
        ({"kind": "form", "value": "clean", "why": "a\nb"}, 422, "why"),
        ({"kind": "reassign", "value": "nobody"}, 404, "no athlete nobody in the database"),
        ({"kind": "edge", "pick": {"answer": 3, "station": "mid", "sensor": "beam", "t_ns": 5}}, 409, "no edge of mid"),
    ],
)
def test_words_that_cannot_be_said(desk: Desk, word: Any, status: int, words: str):
    answer = desk.post(f"{ATTEMPT}/words", word)
    assert answer.status_code == status
    assert words in answer.json()["detail"]
    assert read(desk)["words"] == []


def test_a_whole_run_is_deleted_and_taken_back_but_for_what_was_struck_out_before(desk: Desk):
    assert desk.post("runs/run-1/void", {"void": True}).json() == {"changed": 1}
    assert read(desk)["result"]["outcome"] == "void"
    assert [(w["kind"], w["value"], w["why"]) for w in read(desk)["words"]] == [("void", "void", "the whole run")]
    assert desk.post("runs/run-1/void", {"void": True}).json() == {"changed": 0}
    assert desk.post("runs/run-1/void", {"void": False}).json() == {"changed": 1}
    assert read(desk)["result"]["outcome"] == "hit"
    desk.post(f"{ATTEMPT}/words", {"kind": "void", "value": "void"})
    for void in (True, False):
        assert desk.post("runs/run-1/void", {"void": void}).json() == {"changed": 0}
    assert read(desk)["result"]["outcome"] == "void"


def test_a_run_that_is_on_is_not_deleted(desk: Desk):
    run = desk.post("runs", {"drill": "go-or-flag", "athletes": ["id-Anna"]}).json()["run"]
    desk.settle()
    answer = desk.post(f"runs/{run}/void", {"void": True})
    assert (answer.status_code, answer.json()["detail"]) == (409, "This run is on. Stop it first.")
    desk.post("run/stop")
    assert desk.post(f"runs/{run}/void", {"void": True}).json() == {"changed": 0}


def test_what_is_not_there(desk: Desk):
    for path in ("runs/run-1/attempts/9", "runs/run-9/attempts/1", f"{ATTEMPT}?lane=2"):
        assert desk.get(path).status_code == 404, path
    assert desk.post("words/none/undo").status_code == 404
    assert desk.post("runs/run-9/void", {"void": True}).status_code == 404


def test_other_rules_and_back(desk: Desk):
    rules = desk.get("rules").json()
    assert (rules["standard"], rules["uses"]["pass beam"][:2]) == ("standard", ["longest break", "first break"])
    for session, rule, judged, ms in (
        ("session-1", "standard, first break", 1, 700.0),
        (None, "standard, last break", 1, 910.0),
        (None, None, 1, 760.0),
        (None, None, 0, 760.0),
    ):
        assert desk.post("rescore", {"session": session, "rule": rule}).json() == {"judged": judged}
        assert measured(desk) == ms
    assert len(read(desk)["verdicts"]) == 4


def test_rules_and_sessions_that_there_are_not(desk: Desk):
    answer = desk.post("rescore", {"session": None, "rule": "standard, second break"})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid")
    assert "rule: there is no rule 'second break'; allowed are standard" in answer.json()["detail"]
    assert desk.post("rescore", {"session": "none", "rule": None}).status_code == 404


def test_zero_is_the_onset(desk: Desk):
    doc = read(desk)
    assert doc["zero_ns"] == doc["result"]["onset_ns"]
    assert doc["edges"][0]["ms"] == (doc["edges"][0]["t_ns"] - doc["zero_ns"]) / MS
