"""A unit's panel and its club, a real PostgreSQL: asked for, by itself, and never while a run is on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from panels import Desk, desk_in, is_problem
from records import open_run, record
from units import Unit

from api.syncing import Syncing
from trainer.facts import Person
from trainer.store.open import open_store
from trainer.store.roster import change_person, people, person
from trainer.store.sync.both import sync
from trainer.store.write import add_athlete, write_attempt

pytestmark = pytest.mark.xdist_group("postgres")

ANN = Person("athlete-ann", "Ann", "10-11", agreed_wall_s=1.0, agreed_by="mother")


@pytest.fixture
def desk(state_dir: Path, club_url: str) -> Iterator[Desk]:
    with desk_in(state_dir) as desk:
        desk.panel.syncing = Syncing(desk.panel.store, desk.panel.live, club_url, lambda: 7.0)
        yield desk


def test_what_waits_goes_when_asked(desk: Desk, club_url: str):
    open_run(desk.panel.store)
    write_attempt(desk.panel.store, record(1), record(2))
    before = desk.get("sync").json()
    assert before == {
        "club": club_url,
        "waiting": {"attempt": 2, "run": 1, "session": 1},
        "last": None,
        "not_taken": [],
        "disagree": [],
    }
    after = desk.post("sync").json()
    said = f"2 athlete(s), 1 session(s), 1 run(s), 2 attempt(s) to {club_url}"
    assert after == before | {"waiting": {}, "last": {"wall_s": 7.0, "ok": True, "said": said}}
    assert desk.get("sync").json() == after


def test_without_a_club_it_says_how_to_name_one(desk: Desk):
    desk.panel.syncing = None
    assert desk.get("sync").json()["club"] is None
    assert is_problem(desk.post("sync"), 409, "refused", 'write club = "postgresql://USER@HOST/NAME"')


def test_a_club_that_does_not_answer_is_said_and_nothing_else_is_held_up(desk: Desk):
    url = "postgresql://coach:secret@127.0.0.1:9/club"
    desk.panel.syncing = Syncing(desk.panel.store, desk.panel.live, url, lambda: 7.0)
    last = desk.post("sync").json()["last"]
    assert (last["ok"], "cannot be reached" in last["said"], "secret" in last["said"]) == (False, True, False)


def test_a_run_that_is_on_is_not_disturbed(desk: Desk):
    assert desk.start().status_code == 201
    assert is_problem(desk.post("sync"), 409, "refused", "A run is on")
    syncing = desk.panel.syncing
    assert syncing is not None
    assert syncing.last is None


def test_where_two_disagree_the_page_says_so_until_the_coach_decides(desk: Desk, club_url: str, tmp_path: Path):
    ours = desk.panel.store
    add_athlete(ours, ANN)
    desk.post("sync")
    with open_store(tmp_path / "other.db", migrate=True) as other, open_store(club_url, migrate=False) as club:
        sync(other, club, "other", 1.0)
        change_person(other, replace(person(other, ANN.id), band="12-13"))
        change_person(ours, replace(ANN, band="8-9"))
        sync(other, club, "other", 1.0)
        (told,) = desk.post("sync").json()["disagree"]
        assert (told["of"], told["name"], told["field"]) == (ANN.id, "Ann", "band")
        assert sorted(told["values"]) == ["12-13", "8-9"]
        assert desk.get("state").json()["notes"] == [
            "1 thing was changed at two places, neither knowing of the other. Decide under Results, Club."
        ]
        assert desk.ask("PATCH", f"/api/v1/athletes/{ANN.id}", json={"band": told["values"][-1]}).status_code == 200
        assert desk.post("sync").json()["disagree"] == []
        assert desk.get("state").json()["notes"] == []
        assert sync(other, club, "other", 1.0).disagree == ()
        assert person(other, ANN.id).band == told["values"][-1]


def test_by_itself_while_it_serves(desk: Desk, club_url: str):
    add_athlete(desk.panel.store, ANN)
    begun: list[asyncio.Task[None]] = []
    times = iter((7.0, 8.0))

    def wall_s() -> float:
        now = next(times)
        if now == 8.0:
            begun[0].cancel()  # it has been done once, and is about to be done again
        return now

    async def serve() -> None:
        syncing = Syncing(desk.panel.store, desk.panel.live, club_url, wall_s)
        begun.append(asyncio.create_task(syncing.keep(0.001)))
        await asyncio.wait(begun)

    desk.run(serve())
    with open_store(club_url, migrate=False) as club:
        assert [p.name for p in people(club)] == ["Ann"]


@pytest.mark.processes
def test_a_unit_that_serves_is_in_sync(state_dir: Path, club_url: str):
    with Unit(state_dir / "unit") as unit:
        (unit.state / "settings.toml").write_text(f'club = "{club_url}"\nsync_minutes = 0\n')
        unit.serve()
        run = unit.start_quick()
        assert unit.post("/sync").json()["type"] == "/problems/refused"
        unit.post("/run/stop")
        assert unit.cli("sync").returncode == 0
        assert "run" not in unit.get("/sync")["waiting"]
    with open_store(club_url, migrate=False) as club, club.read() as connection:
        assert connection.exec_driver_sql("SELECT id FROM run").scalars().all() == [run]
