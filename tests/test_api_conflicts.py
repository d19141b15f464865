"""What two units changed, neither knowing of the other: shown with what each wrote, and decided, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from panels import Desk, desk_in, is_problem
from records import empty_store
from units import QUICK

from api.syncing import Syncing
from trainer.facts import Person
from trainer.own import remove_drill, save_drill, version_of
from trainer.own_files import OwnFiles
from trainer.store.open import Store
from trainer.store.roster import change_person, person
from trainer.store.sync.both import sync
from trainer.store.write import add_athlete

ANN = Person("athlete-ann", "Ann", "10-11", agreed_wall_s=1.0, agreed_by="mother")
NOTE = "{} changed at two places, neither knowing of the other. Decide under Results, Club."


class Two:
    """The desk's unit and another one, with a club between them."""

    def __init__(self, desk: Desk, other: Store, club: Store, folder: Path) -> None:
        self.desk, self.ours, self.other, self.club = desk, desk.panel.store, other, club
        self.here, self.there = desk.panel.places.drills, folder

    def bring(self) -> None:
        """Both in sync, whoever came first too."""
        for store, folder in ((self.other, self.there), (self.ours, self.here), (self.other, self.there)):
            sync(store, self.club, "unit", 1.0, drills=OwnFiles(folder))

    def conflicts(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.desk.get("conflicts").json()["conflicts"]
        return found

    def keep(self, one: dict[str, Any], said: str) -> Any:
        choice = next(choice["id"] for choice in one["choices"] if choice["said"] == said)
        return self.desk.post("conflicts", {"of": one["of"], "field": one["field"], "keep": choice})


def drill(title: str) -> str:
    return QUICK.replace('title = "Quick"', f'title = "{title}"')


@pytest.fixture
def two(state_dir: Path, tmp_path: Path) -> Iterator[Two]:
    with desk_in(state_dir) as desk, empty_store() as other, empty_store() as club:
        two = Two(desk, other, club, tmp_path / "other")
        for folder in (two.here, two.there):
            folder.mkdir()
        desk.panel.syncing = Syncing(two.ours, desk.panel.live, "postgresql://club", lambda: 7.0)
        add_athlete(two.ours, ANN)
        two.bring()
        yield two


def test_a_coach_who_has_seen_both_decides_and_it_counts_everywhere(two: Two):
    assert two.conflicts() == []
    change_person(two.ours, replace(ANN, name="Annie", band="8-9"))
    change_person(two.other, replace(person(two.other, ANN.id), name="Anna", band="12-13"))
    two.bring()
    found = {one["field"]: one for one in two.conflicts()}
    assert list(found) == ["band", "name"]
    assert two.desk.get("sync").json()["disagree"] == two.conflicts()
    assert sorted(found["band"]["values"]) == ["12-13", "8-9"]
    assert [choice["counts"] for choice in found["band"]["choices"]] == [False, True]
    losing = found["band"]["choices"][0]["said"]
    assert [one["field"] for one in two.keep(found["band"], losing).json()["conflicts"]] == ["name"]
    assert two.desk.get("state").json()["notes"] == [NOTE.format("1 thing was")]
    assert two.keep(found["name"], "Anna").json() == {"conflicts": []}
    assert two.desk.get("state").json()["notes"] == []
    two.bring()
    for store in (two.ours, two.other):
        kept = person(store, ANN.id)
        assert (kept.name, kept.band) == ("Anna", losing)


def test_nobody_agreed_may_be_what_counts(two: Two):
    change_person(two.ours, replace(ANN, agreed_by="father"))
    change_person(two.other, replace(person(two.other, ANN.id), agreed_wall_s=None, agreed_by=""))
    two.bring()
    [one] = two.conflicts()
    assert two.keep(one, "no").json() == {"conflicts": []}
    assert person(two.ours, ANN.id).agreed_wall_s is None


@pytest.mark.parametrize("kept", ["One", "Two"])
def test_of_a_drill_either_text_may_count(two: Two, kept: str):
    save_drill(two.here, "quick", drill("One").encode())
    save_drill(two.there, "quick", drill("Two").encode())
    two.bring()
    [one] = two.conflicts()
    assert {choice["said"]: choice["counts"] for choice in one["choices"]} == {drill("One"): True, drill("Two"): False}
    assert two.keep(one, drill(kept)).json() == {"conflicts": []}
    assert OwnFiles(two.here).texts() == {"quick": drill(kept)}
    two.bring()
    assert OwnFiles(two.there).texts() == {"quick": drill(kept)}


def test_a_drill_that_was_removed_there_may_go_here(two: Two):
    save_drill(two.here, "quick", drill("One").encode())
    two.bring()
    remove_drill(two.there, "quick")
    save_drill(two.here, "quick", drill("Two").encode(), over=version_of(two.here, "quick"))
    two.bring()
    [one] = two.conflicts()
    assert two.keep(one, "").json() == {"conflicts": []}
    two.bring()
    assert OwnFiles(two.here).texts() == OwnFiles(two.there).texts() == {}


def test_what_stands_no_more_is_one_sentence(two: Two):
    asked = {"of": ANN.id, "field": "band", "keep": "x:1"}
    assert is_problem(two.desk.post("conflicts", asked), 409, "refused", "no two places disagree on the band of")
    change_person(two.ours, replace(ANN, band="8-9"))
    change_person(two.other, replace(person(two.other, ANN.id), band="12-13"))
    two.bring()
    assert is_problem(two.desk.post("conflicts", asked), 409, "refused", "has changed since: look again")
    assert len(two.conflicts()) == 1
