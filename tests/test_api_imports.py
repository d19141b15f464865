"""Results taken in over HTTP: looked at first, all of it or nothing, never beside a run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from outings import empty_store, outing
from panels import Desk, desk_in, is_problem

from api.upkeep import alone
from trainer.errors import FileError
from trainer.exports.forms import Wish, pieces
from trainer.exports.names import Names
from trainer.imports.results import LONGEST, take_in_file
from trainer.store.results import ALL, rows

JSONL = {"content-type": "application/jsonl"}
ALL_NEW = {"athlete": 2, "drill": 1, "field": 1, "plan": 1, "session": 1, "run": 1, "attempt": 6}


@pytest.fixture(scope="module")
def exported() -> bytes:
    """An outing of another unit's."""
    with empty_store() as store:
        outing(store, "wall-tap")
        return "".join(pieces(store, ALL, Wish("jsonl"), Names(wanted=True))).encode()


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    with desk_in(state_dir) as desk:
        yield desk


def up(desk: Desk, path: str, content: bytes):
    return desk.ask("POST", f"/api/v1/{path}", content=content, headers=JSONL)


def kept(desk: Desk) -> int:
    return len(list(rows(desk.panel.store)))


def harmed(exported: bytes) -> tuple[bytes, int]:
    """The file with an attempt that is none, and its line."""
    lines = exported.splitlines()
    number = next(n for n, line in enumerate(lines) if json.loads(line)["kind"] == "attempt")
    lines[number] = lines[number].replace(b'"go":true', b'"go":"yes"')
    return b"\n".join(lines), number + 1


def test_looked_at_then_taken_in_then_here_already(desk: Desk, exported: bytes):
    seen = up(desk, "results/import/preview", exported).json()
    assert seen == {"new": ALL_NEW, "known": {}, "bad": [], "bad_lines": 0}
    assert kept(desk) == 0
    assert up(desk, "results/import", exported).json() == seen
    assert kept(desk) == 6
    assert up(desk, "results/import", exported).json() == {"new": {}, "known": ALL_NEW, "bad": [], "bad_lines": 0}
    assert [file.name for file in desk.panel.places.state.iterdir() if "trainer.db" not in file.name] == ["engine.sock"]


def test_a_bad_line_is_named_and_the_others_come_when_told_to(desk: Desk, exported: bytes):
    content, number = harmed(exported)
    sentence = f"this file line {number}: attempt.go: expected true or false"
    assert up(desk, "results/import/preview", content).json()["bad"] == [sentence]
    assert is_problem(up(desk, "results/import", content), 422, "invalid", sentence)
    assert kept(desk) == 0
    done = up(desk, "results/import?skip_bad=true", content).json()
    assert (done["new"]["attempt"], done["bad"], done["bad_lines"]) == (5, [sentence], 1)


def test_of_very_many_bad_lines_the_first_are_named_and_all_are_counted(desk: Desk, exported: bytes):
    done = up(desk, "results/import/preview", exported.splitlines(keepends=True)[0] + b"x\n" * 500).json()
    assert (len(done["bad"]), done["bad_lines"]) == (20, 501)  # and it is cut off


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "this file line 1: the file is cut off"),
        (b"ready, steady, go", "this file is no export of this trainer"),
        (b"SQLite format 3\x00" + bytes(range(256)), "this file is no export of this trainer"),
    ],
)
def test_what_is_no_export_is_one_sentence(desk: Desk, content: bytes, words: str):
    assert is_problem(up(desk, "results/import", content), 422, "invalid", words)


def test_a_line_without_end_is_not_read_to_its_end(desk: Desk, exported: bytes):
    file = BytesIO(exported.splitlines(keepends=True)[0] + bytes(LONGEST + 2))
    with pytest.raises(FileError, match="this file line 2: is longer than 32 MB"):
        take_in_file(desk.panel.store, file, "this file", skip_bad=True)


def test_not_while_a_run_is_on(desk: Desk, exported: bytes):
    assert desk.start().status_code == 201
    assert is_problem(up(desk, "results/import", exported), 409, "refused", "A run is on")
    assert kept(desk) == 0


def test_no_run_is_started_meanwhile(desk: Desk, exported: bytes):
    who = desk.athletes("Ann")
    held = alone(desk.panel, "Results are being taken in.")
    desk.run(held.__aenter__())
    for path, more in (
        ("runs", {"json": {"drill": "backpedal-break", "athletes": who}}),
        ("results/import", {"content": exported, "headers": JSONL}),
    ):
        answer = desk.ask("POST", f"/api/v1/{path}", **more)
        assert is_problem(answer, 409, "refused", "Results are being taken in. Wait until that is done.")
    desk.run(held.__aexit__(None, None, None))
    assert desk.engine.commands == []
    assert desk.post("runs", {"drill": "backpedal-break", "athletes": who}).status_code == 201


def test_another_type_and_too_much_are_refused_before_they_are_read(desk: Desk):
    answer = desk.ask("POST", "/api/v1/results/import", content=b"{}", headers={"content-type": "application/json"})
    assert is_problem(answer, 415, "other-type", "Send application/jsonl.")
    much = {**JSONL, "content-length": str(2 * 1024**3)}
    answer = desk.ask("POST", "/api/v1/results/import", content=b"{}", headers=much)
    assert is_problem(answer, 413, "too-large", "At most 1024 MB, please.")
