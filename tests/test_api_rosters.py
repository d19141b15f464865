"""Lists of athletes over HTTP: the preview keeps nothing, the import all or nothing."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from panels import Desk, desk_in, is_problem

from trainer.facts import Person
from trainer.store.roster import people
from trainer.store.write import add_athlete

LIST = "name;age\nAnna;12\nBen;13\nBEN;9\n"


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    with desk_in(state_dir) as desk:
        add_athlete(desk.panel.store, Person("id-1", "Anna"))
        yield desk


def post(desk: Desk, path: str, **body: Any) -> Any:
    return desk.ask("POST", f"/api/v1/athletes/{path}", json=body)


def called(desk: Desk) -> list[str]:
    return [person.name for person in people(desk.panel.store)]


def test_a_preview_says_what_would_come_and_keeps_nothing(desk: Desk) -> None:
    told = post(desk, "import/preview", text=LIST).json()
    assert [(entry["line"], entry["name"], entry["band"], entry["state"]) for entry in told["entries"]] == [
        (2, "Anna", "12-13", "known"),
        (3, "Ben", "12-13", "new"),
        (4, "BEN", "8-9", "bad"),
    ]
    assert told["entries"][2]["why"] == "BEN is in line 3 already: add a letter or a number"
    assert (told["said"], told["left_out"]) == ("semicolons", [])
    assert called(desk) == ["Anna"]


def test_a_bad_line_is_named_and_nothing_is_kept(desk: Desk) -> None:
    assert is_problem(post(desk, "import", text=LIST), 422, "invalid", "line 4: BEN is in line 3 already")
    assert called(desk) == ["Anna"]


def test_the_good_lines_and_then_once_more(desk: Desk) -> None:
    assert post(desk, "import", text=LIST, skip_bad=True).json() == {
        "added": 1,
        "known": 1,
        "bad": ["line 4: BEN is in line 3 already: add a letter or a number"],
    }
    assert called(desk) == ["Anna", "Ben"]
    assert post(desk, "import", text=LIST, skip_bad=True).json()["added"] == 0
    assert people(desk.panel.store)[1].band == "12-13"


def test_a_file(desk: Desk) -> None:
    data = base64.b64encode("Nickname\tnote\nJürgen\tleft-handed".encode("utf-16")).decode()
    assert post(desk, "import", file=data).json() == {"added": 1, "known": 0, "bad": []}
    assert people(desk.panel.store)[1].note == "left-handed"
    assert post(desk, "import/preview", file=data).json()["said"] == "UTF-16, tabs"


def test_a_thousand_athletes(desk: Desk) -> None:
    text = "\n".join(f"Athlete {n}" for n in range(1000))
    assert post(desk, "import", text=text).json()["added"] == 1000
    assert len(called(desk)) == 1001


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "give text or file, one of them"),
        ({"text": "Ann", "file": ""}, "give text or file, one of them"),
        ({"file": "***"}, "file is not in base64"),
        ({"text": "a;b\nc;d"}, "none of them is headed name"),
        ({"file": base64.b64encode(b"PK\x03\x04").decode()}, "this is no Excel workbook that can be read"),
        ({"text": "Ann", "sheet": 2}, "sheet: "),
    ],
)
def test_what_is_no_list(desk: Desk, body: dict[str, Any], words: str) -> None:
    for path in ("import", "import/preview"):
        assert is_problem(post(desk, path, **body), 422, "invalid", words)
