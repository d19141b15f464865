"""Surface, footwear and condition belong to the session; a drill that was changed is another: neither is mixed."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from drillfiles import rep, setting, tables
from grounds import field
from library import FILES
from outings import PAIR, SPEC, WALL_S, empty_store
from panels import Desk, desk_in, is_problem

from api.main import main
from sequences.load import DrillFile, drill_file, resolve
from sequences.plan import make_plan
from sequences.rules import rules_sha
from trainer.errors import AskError, FileError
from trainer.facts import UNDERFOOT, RunHeader, Underfoot
from trainer.outing import AS_BEFORE, Told, open_run, told_underfoot, underfoot_now
from trainer.reps import read_reps
from trainer.results.leaderboard import boards
from trainer.results.progress import lines
from trainer.store.open import Store
from trainer.store.read import session_info
from trainer.store.write import add_athlete
from trainer.virtual import play

HALL = told_underfoot("hall floor", "indoor shoes", None)


@pytest.fixture
def store() -> Iterator[Store]:
    with empty_store() as store:
        yield store


def play_once(
    store: Store, told: Told = AS_BEFORE, *, wall_s: float = WALL_S, file: DrillFile | None = None
) -> RunHeader:
    """Two athletes play line-shuffle, or another drill."""
    file = file or FILES["line-shuffle"]
    drill = resolve(file, level=1, settings={"reps": "3", "sets": "1"})
    plan = make_plan(drill, seed=7, athletes=len(PAIR))
    for athlete in PAIR:
        add_athlete(store, athlete)
    header = open_run(store, plan, file=file, field=SPEC, athletes=PAIR, bind={}, wall_s=wall_s, underfoot=told)
    play(plan, header, SPEC, store, lambda row: None)
    return header


def test_what_is_said_stays_so_until_something_else_is(store: Store) -> None:
    first = play_once(store, HALL)
    assert session_info(store, first.session).header.underfoot == Underfoot("hall floor", "indoor shoes", "")
    assert play_once(store, wall_s=WALL_S + 60).session == first.session
    wet = play_once(store, {"condition": "wet"}, wall_s=WALL_S + 120)
    assert wet.session != first.session
    assert session_info(store, wet.session).header.underfoot == Underfoot("hall floor", "indoor shoes", "wet")
    assert play_once(store, {**HALL, "condition": ""}, wall_s=WALL_S + 180).session == first.session
    assert underfoot_now(store, SPEC, WALL_S + 180).condition == "wet"  # of the session that opened last
    tomorrow = WALL_S + 24 * 3600
    assert underfoot_now(store, SPEC, tomorrow) == Underfoot()
    assert underfoot_now(store, replace(SPEC, surface="grass"), tomorrow) == Underfoot("grass")


def test_times_of_two_are_never_in_one_comparison(store: Store) -> None:
    play_once(store, HALL)
    play_once(store, {"condition": "wet"}, wall_s=WALL_S + 60)
    reps = list(read_reps(store))
    where = {"hall floor, indoor shoes", "hall floor, indoor shoes, wet"}
    assert {one.surface for one in reps} == where
    assert {board.surface for board in boards(reps)} == where
    assert all(len(line.points) == 1 for line in lines(reps))


@pytest.mark.parametrize("name", UNDERFOOT)
def test_only_what_is_on_the_list_is_taken(name: str) -> None:
    for word in ("", *UNDERFOOT[name]):
        assert told_underfoot(**{**dict.fromkeys(UNDERFOOT), name: word})[name] == word
    with pytest.raises(AskError, match=f'^{name}: "moon" is not allowed; allowed: '):
        told_underfoot(**{**dict.fromkeys(UNDERFOOT), name: "moon"})


def test_a_field_says_its_surface() -> None:
    def on(surface: Any) -> Any:
        return lambda doc: doc["field"].update(surface=surface)

    assert field("wall-lane", on("hall floor")).surface == "hall floor"
    assert field("wall-lane").surface == ""
    with pytest.raises(FileError, match=r'field\.surface: "lawn" is not allowed; allowed: grass, '):
        field("wall-lane", on("lawn"))


# A drill that was changed.


def test_what_a_rep_is_makes_the_rules_and_not_the_words_about_it() -> None:
    doc = tables()
    same = [
        lambda d: d.update(title="Other", about="x", tags=["x"], words=["x"]),
        setting("reps", default=9, min=1, max=20),
        lambda d: d["levels"].update({"2": {"catch": 0.1, "split": False}}),
    ]
    other = [
        rep(1, hold="2 s"),
        lambda d: d["roles"]["ten"].update(at=[0.0, 9.0]),
        lambda d: d["levels"].update({"1": {"wait": {"kind": "fixed", "at": "2 s"}}}),
        lambda d: d.update(limits={"reaction": "100 ms"}),
        setting("catch", default=0.1, min=0.0, max=0.5),
    ]
    for edit in (*same, *other):
        changed = copy.deepcopy(doc)
        edit(changed)
        assert (rules_sha(changed, 1) == rules_sha(doc, 1)) == (edit in same)


def test_times_of_two_versions_are_never_in_one_comparison(store: Store) -> None:
    first = FILES["line-shuffle"]
    doc = copy.deepcopy(first.doc)
    doc["title"] = "Words only"
    play_once(store)
    play_once(store, wall_s=WALL_S + 60, file=drill_file("line-shuffle", doc))
    assert len({board.terms for board in boards(read_reps(store))}) == 1
    doc["run_out"] = "5 s"
    play_once(store, wall_s=WALL_S + 120, file=drill_file("line-shuffle", doc))
    found = boards(read_reps(store))
    assert [board.terms.drill for board in found] == ["line-shuffle"] * 2
    assert len({board.terms.rules for board in found}) == 2


# Where it is said.


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    with desk_in(state_dir) as desk:
        yield desk


def test_over_http_it_is_said_at_the_start_and_shown_with_the_session(desk: Desk) -> None:
    unsaid = {"surface": "", "footwear": "", "condition": ""}
    doc = desk.get("field").json()
    assert doc["underfoot"] == unsaid
    assert doc["may_be"] == {name: list(words) for name, words in UNDERFOOT.items()}
    assert is_problem(desk.start(surface="moon"), 422, "invalid", 'surface: "moon" is not allowed')
    assert desk.get("sessions").json()["sessions"] == []
    who = [one["id"] for one in desk.get("athletes").json()["athletes"]]
    assert desk.post("runs", {"drill": "line-shuffle", "athletes": who, "surface": "sand"}).status_code == 201
    [session] = desk.get("sessions").json()["sessions"]
    assert session["underfoot"] == {**unsaid, "surface": "sand"} == desk.get("field").json()["underfoot"]


def test_on_the_command_line(state_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def cue(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            main([*arguments])
        said = capsys.readouterr()
        code = int(left.value.code or 0)
        return code, said.err if code else said.out

    play = ("run", "line-shuffle", "--speed", "max", "--set", "reps=1", "--set", "sets=1")
    code, said = cue(*play, "--surface", "lawn")
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith('cue-trainer: surface: "lawn" is not allowed; allowed: grass, artificial turf, hall floor, ')
    assert not (state_dir / "trainer.db").exists()
    assert cue(*play, "--surface", "grass", "--footwear", "studs", "--condition", "wet")[0] == 0
    for form in ("jsonl", "csv"):
        assert cue("export", "--format", form, "-o", str(state_dir / f"all.{form}"))[0] == 0
    found = [json.loads(line) for line in (state_dir / "all.jsonl").read_text().splitlines()]
    [session] = [line for line in found if line["kind"] == "session"]
    assert (session["surface"], session["footwear"], session["condition"]) == ("grass", "studs", "wet")
    assert "grass,studs,wet" in (state_dir / "all.csv").read_text()
