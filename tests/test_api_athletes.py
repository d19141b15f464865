"""Athletes over HTTP: what is kept of them, changed, deleted for good, and where copies still hold them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from panels import Desk, desk_in

from trainer.facts import Person
from trainer.store.backup import backup
from trainer.store.retention import NOTICE_S
from trainer.store.roster import people
from trainer.store.sync.edits import Edit, put_edits
from trainer.store.sync.fields import HOME
from trainer.store.write import add_athlete
from trainer.time_of_day import TimeOfDay


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    with desk_in(state_dir) as desk:
        yield desk


def is_problem(answer: Any, status: int, kind: str, words: str = "") -> bool:
    doc = answer.json()
    assert (answer.status_code, doc["type"]) == (status, f"/problems/{kind}"), doc
    assert words in doc["detail"], doc["detail"]
    return True


def add(desk: Desk, **body: Any) -> dict[str, Any]:
    answer = desk.post("athletes", body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_what_is_kept_and_no_more(desk: Desk):
    desk.panel.time_of_day = TimeOfDay(lambda: 1000.0)
    agreed = {"by": "mother"}
    ann = add(desk, name=" Ann ", band="12-13", agreed=agreed, note="likes red")
    assert ann == {
        "id": ann["id"],
        "name": "Ann",
        "band": "12-13",
        "agreed": {"wall_s": 1000.0, "by": "mother"},
        "goes_wall_s": None,
    }
    assert desk.get("athletes").json() == {"athletes": [ann]}
    assert desk.get(f"athletes/{ann['id']}").json() == {**ann, "note": "likes red", "sessions": 0, "attempts": 0}
    for more in ({"born": "2013-01-01"}, {"sex": "f"}, {"weight_kg": 40}, {"band": "12"}, {"agreed": {"by": ""}}):
        assert is_problem(desk.post("athletes", {"name": "Ben", **more}), 422, "invalid", "")


def test_a_change_leaves_what_it_does_not_name(desk: Desk):
    desk.panel.time_of_day = TimeOfDay(lambda: 1000.0)
    ann = add(desk, name="Ann", band="12-13", note="likes red")
    path = f"athletes/{ann['id']}"
    assert desk.ask("PATCH", f"/api/v1/{path}", json={"band": "14-15"}).json()["band"] == "14-15"
    changed = desk.ask("PATCH", f"/api/v1/{path}", json={"agreed": {"by": "father", "wall_s": 5}}).json()
    assert changed["agreed"] == {"wall_s": 5.0, "by": "father"}
    changed = desk.ask("PATCH", f"/api/v1/{path}", json={"name": "Annie", "agreed": None, "note": ""}).json()
    assert (changed["name"], changed["band"], changed["agreed"], changed["note"]) == ("Annie", "14-15", None, "")
    assert desk.get(path).json() == changed


def test_a_name_is_taken_once(desk: Desk):
    ann, ben = add(desk, name="Ann"), add(desk, name="Ben")
    assert is_problem(desk.post("athletes", {"name": "ANN"}), 409, "refused", "The name ANN is taken")
    assert is_problem(
        desk.ask("PATCH", f"/api/v1/athletes/{ben['id']}", json={"name": "ann"}), 409, "refused", "is taken"
    )
    assert desk.ask("PATCH", f"/api/v1/athletes/{ann['id']}", json={"name": "ann"}).json()["name"] == "ann"


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_nobody_of_that_id(desk: Desk, method: str):
    answer = desk.ask(method, "/api/v1/athletes/nobody", **({"json": {}} if method == "PATCH" else {}))
    assert is_problem(answer, 404, "not-found", "no athlete nobody in the database")


def test_deleted_here_and_with_consent_in_the_copies(desk: Desk, state_dir: Path):
    ann = add(desk, name="Ann")
    copy = desk.panel.places.backups / "one.db"
    backup(state_dir / "trainer.db", copy)
    assert desk.ask("DELETE", f"/api/v1/athletes/{ann['id']}").json() == {"deleted": ann["id"], "copies": [str(copy)]}
    assert people(desk.panel.store) == ()
    assert desk.get("copies").json() == {"copies": [str(copy)]}
    assert desk.post("copies/purge").json() == {"cleaned": [str(copy)], "deleted": [], "left": []}
    assert desk.get("copies").json() == {"copies": []}
    assert b"Ann" not in copy.read_bytes()


def test_not_while_they_are_in_the_run_that_is_on(desk: Desk):
    desk.start()
    ids = {a["name"]: a["id"] for a in desk.get("athletes").json()["athletes"]}
    cy = add(desk, name="Cy")["id"]
    assert is_problem(desk.ask("DELETE", f"/api/v1/athletes/{ids['Ann']}"), 409, "refused", "Stop it first")
    assert desk.ask("DELETE", f"/api/v1/athletes/{cy}").status_code == 200
    desk.post("run/stop")
    desk.settle()
    assert desk.ask("DELETE", f"/api/v1/athletes/{ids['Ann']}").status_code == 200


def test_the_list_says_whose_name_is_to_go(desk: Desk):
    add_athlete(desk.panel.store, Person("x", "Xenia", due_wall_s=1000.0))
    assert desk.get("athletes").json()["athletes"][0]["goes_wall_s"] == 1000.0 + NOTICE_S


def test_two_who_are_one_count_as_one_are_told_apart_again_and_deleted_as_one(desk: Desk):
    desk.panel.time_of_day = TimeOfDay(lambda: 1000.0)
    ann, anne = add(desk, name="Ann", band="10-11"), add(desk, name="Anne")
    pair = {"keep": ann["id"], "other": anne["id"]}
    said = desk.post("merges", pair)
    one, other = ({key: doc[key] for key in ("id", "name", "band")} for doc in (ann, anne))
    assert (said.status_code, said.json()) == (
        201, {"merges": [{"keep": one, "other": other, "who": "coach", "wall_s": 1000.0}], "likely": []}
    )  # fmt: skip
    assert desk.get("merges").json() == said.json()
    assert desk.get("athletes").json() == {"athletes": [ann]}
    assert desk.get(f"athletes/{anne['id']}").json()["name"] == "Ann"
    assert is_problem(desk.post("athletes", {"name": "anne"}), 409, "refused", "is taken")
    assert is_problem(desk.post("merges", pair), 409, "refused", "these two are one already")
    assert is_problem(desk.post("merges", {**pair, "other": "nobody"}), 404, "not-found", "no athlete nobody")
    assert is_problem(desk.post("merges", {"keep": ann["id"]}), 422, "invalid", "other")
    assert desk.post("merges", {**pair, "one": False}).json() == {"merges": [], "likely": []}
    assert desk.get("athletes").json() == {"athletes": [ann, anne]}
    desk.post("merges", pair)
    assert desk.ask("DELETE", f"/api/v1/athletes/{anne['id']}").json()["deleted"] == anne["id"]
    assert desk.get("athletes").json() == {"athletes": []}
    assert desk.get("merges").json() == {"merges": [], "likely": []}


def test_whoever_was_merged_runs_as_the_one_who_was_kept(desk: Desk):
    desk.start()
    desk.post("run/stop")
    desk.settle()
    ids = [a["id"] for a in desk.get("athletes").json()["athletes"]]
    desk.post("merges", {"keep": ids[0], "other": ids[1]})
    answer = desk.post("runs", {"drill": "wall-tap", "athletes": ids[:2]})
    assert is_problem(answer, 422, "invalid", "somebody stands there twice")


def test_who_may_be_one_child_is_offered_to_the_coach(desk: Desk):
    ann = add(desk, name="Ann", band="10-11", agreed={"by": "mother"})
    twin = Edit("another unit", 1, None, {})
    add_athlete(desk.panel.store, Person("twin-from-elsewhere", "ann", "10-11"))
    assert desk.get("merges").json()["likely"] == []
    with desk.panel.store.write() as connection:
        put_edits(connection, "athlete", {("twin-from-elsewhere", HOME): (twin,)})
    (pair,) = desk.get("merges").json()["likely"]
    assert (pair["keep"]["id"], pair["other"]["id"]) == (ann["id"], "twin-from-elsewhere")


def test_who_is_overdue_is_named_and_goes_when_the_coach_says_so(desk: Desk):
    assert desk.get("retention").json() == {"keep_names_months": 0, "overdue": []}
    desk.panel.time_of_day = TimeOfDay(lambda: 1000.0)
    ann = add(desk, name="Ann")
    desk.panel.time_of_day = TimeOfDay(lambda: 1000.0 + 366 * 86_400)
    add(desk, name="Ben")
    assert desk.post("retention").json()["deleted"] == []
    desk.panel.keep_names_months = 12
    assert desk.get("retention").json() == {"keep_names_months": 12, "overdue": [ann]}
    assert desk.post("retention").json() == {"deleted": [ann["id"]], "copies": []}
    assert [one["name"] for one in desk.get("athletes").json()["athletes"]] == ["Ben"]
