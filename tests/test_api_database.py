"""The database as a whole over HTTP: how it stands, a copy to take away, a backup put back; never beside a run."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from outings import outing
from panels import Desk, desk_in, is_problem

from api.tidy import tidy
from api.upkeep import receive_file
from trainer.engine.place import claim
from trainer.errors import StoreError
from trainer.store.leftovers import UPLOAD
from trainer.store.open import open_store
from trainer.store.results import rows

SQLITE = {"content-type": "application/vnd.sqlite3"}
MONDAY = {"sessions": 1, "runs": 1, "attempts": 6, "athletes": 2}
MONDAY |= {"first_wall_s": 1_700_000_000.5, "last_wall_s": 1_700_000_000.5}


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    with desk_in(state_dir) as desk:
        outing(desk.panel.store, "wall-tap")
        yield desk


def up(desk: Desk, path: str, content: bytes) -> httpx.Response:
    return desk.ask("POST", f"/api/v1/{path}", content=content, headers=SQLITE)


def begin(desk: Desk) -> int:
    """A run of those who are here."""
    answer = desk.post("runs", {"drill": "wall-tap", "athletes": ["athlete-a", "athlete-b"]})
    desk.settle()
    return answer.status_code


def kept(desk: Desk) -> int:
    return len(list(rows(desk.panel.store)))


def test_a_copy_taken_away_and_put_back(desk: Desk, tmp_path: Path):
    taken = desk.get("backup", headers={"accept-encoding": "gzip"})
    assert taken.headers["content-type"] == "application/vnd.sqlite3"
    assert "content-encoding" not in taken.headers
    assert int(taken.headers["content-length"]) == len(taken.content)
    assert 'filename="trainer-2' in taken.headers["content-disposition"]
    assert list(desk.panel.places.backups.iterdir()) == []
    (tmp_path / "taken.db").write_bytes(taken.content)
    with open_store(tmp_path / "taken.db", migrate=False) as copy:
        assert len(list(rows(copy))) == 6

    outing(desk.panel.store, "backpedal-break", wall_s=1_800_000_000.0)
    both = desk.get("database").json()["holds"]
    assert up(desk, "restore/preview", taken.content).json() == {"backup": MONDAY, "here": both}
    assert kept(desk) == 12
    done = up(desk, "restore", taken.content).json()
    assert done == {"here": MONDAY, "replaced": done["replaced"], "deletions_known": True}
    assert [command["op"] for command in desk.engine.commands] == ["leave"]
    assert desk.get("state").json()["link"] == "live"  # there is an engine again
    stands = desk.get("database").json()
    assert (stands["holds"], stands["state"], stands["said"]) == (MONDAY, "whole", [])
    assert [(one["file"], one["why"]) for one in stands["aside"]] == [(done["replaced"], "replaced")]
    assert kept(desk) == 6

    replaced = (desk.panel.places.state / done["replaced"]).read_bytes()
    assert up(desk, "restore", replaced).json()["here"] == both
    assert kept(desk) == 12
    assert not list(desk.panel.places.state.glob(f"{UPLOAD}*"))


def test_what_is_no_backup_is_one_sentence_and_disturbs_nobody(desk: Desk):
    for path in ("restore", "restore/preview"):
        assert is_problem(up(desk, path, b"my notes"), 422, "invalid", "this file is no database of this trainer")
        assert is_problem(up(desk, path, b""), 422, "invalid", "this file is no database of this trainer")
    assert (kept(desk), desk.engine.commands) == (6, [])


def test_a_copy_may_be_taken_while_a_run_is_on_and_nothing_is_put_back(desk: Desk):
    assert begin(desk) == 201
    copy = desk.get("backup")
    assert copy.status_code == 200
    for path in ("restore", "restore/preview"):
        assert is_problem(up(desk, path, copy.content), 409, "refused", "A run is on")


def test_an_engine_that_stays_or_belongs_to_somebody_else_keeps_the_database_as_it_is(desk: Desk):
    copy = desk.get("backup").content
    desk.engine.refuse["leave"] = "results are still being saved: wait until they are"
    assert is_problem(up(desk, "restore", copy), 409, "refused", "results are still being saved")
    assert not list(desk.panel.places.state.glob("*replaced*"))
    desk.engine.refuse.clear()
    desk.panel.engine_leaves_s = 0.0
    with claim(desk.panel.places.runtime):
        assert is_problem(up(desk, "restore", copy), 409, "engine-busy", "already holds the field")
    assert not list(desk.panel.places.state.glob("*replaced*"))
    desk.settle()
    assert begin(desk) == 201


def test_a_disk_that_is_full_is_named():
    async def body() -> None:
        with Path("/dev/full").open("wb") as full:
            await receive_file(Coming(), full)  # type: ignore[arg-type]

    class Coming:
        async def stream(self):
            yield b"x" * 10_000

    with pytest.raises(StoreError, match="The file cannot be kept here while it is looked at: No space left on device"):
        asyncio.run(body())


def test_what_a_killed_panel_left_is_cleared_at_the_next_start(desk: Desk):
    folder = desk.panel.places.state
    left, ours = (folder / f"{UPLOAD}{process}-x" for process in (2**22 + 1, os.getpid()))  # no process has the first
    for one in (left, ours):
        one.mkdir()
        (one / "backup.db").write_text("names")
    part = folder / "trainer.db.replaced-20260802T101500Z.part"
    part.write_text("names")
    desk.run(tidy(desk.panel))
    assert (left.exists(), ours.exists(), part.exists()) == (False, True, False)


def test_a_whole_check_that_is_late_says_what_it_found(desk: Desk):
    path = desk.panel.store.path
    assert path is not None
    desk.run(tidy(desk.panel, path))
    assert desk.get("database").json()["state"] == "whole"
