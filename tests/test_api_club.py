"""The club's panel on a real PostgreSQL: results, athletes, corrections and exports work, and there is no field."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from outings import outing
from records import ANNA, BEN, empty_store, open_run, record, run

from api.main import main
from hardware.clock import wall_s
from trainer.exports.forms import Wish, pieces
from trainer.exports.names import Names
from trainer.store.open import open_store
from trainer.store.results import ALL
from trainer.store.write import write_attempt

pytestmark = [pytest.mark.xdist_group("postgres"), pytest.mark.processes]

NO_FIELD = "This is the club's panel: it has no field. Run drills at a unit."


@contextmanager
def served(url: str) -> Iterator[httpx.Client]:
    """`cue-trainer serve` on this database, and a client of it; it ends in order and says nothing on standard error."""
    command = [sys.executable, "-c", "from api.main import main; main()", "serve", "--port", "0", "--database", url]
    panel = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert panel.stdout is not None
    try:
        with httpx.Client(base_url=panel.stdout.readline().split()[-1], timeout=20) as client:
            yield client
        panel.send_signal(signal.SIGTERM)
        rest, err = panel.communicate(timeout=30)
        assert (panel.returncode, rest, err) == (0, "", "")
    finally:
        panel.kill()
        panel.communicate()


@pytest.fixture
def club(club_url: str, state_dir: Path) -> Iterator[httpx.Client]:
    with open_store(club_url, migrate=False) as store:
        open_run(store, run(opened_wall_s=wall_s()))
        write_attempt(store, record(1), record(2, athlete=BEN))
    with served(club_url) as client:
        yield client


def is_not_copied_and_takes_results_in(club: httpx.Client) -> None:
    """The server has tools of its own; what units exported may be put there."""
    api = "/api/v1"
    stands = club.get(f"{api}/database").json()
    assert (stands["file"], stands["holds"]["attempts"], stands["aside"]) == (None, 2, [])
    refused = club.get(f"{api}/backup")
    assert (refused.status_code, "pg_dump" in refused.json()["detail"]) == (409, True)
    with empty_store() as store:
        outing(store, "wall-tap")
        lines = "".join(pieces(store, ALL, Wish("jsonl"), Names(wanted=True)))
    sent = {"content": lines.encode(), "headers": {"content-type": "application/jsonl"}}
    seen = club.post(f"{api}/results/import/preview", **sent).json()
    assert seen["new"]["attempt"] == 6
    assert club.get(f"{api}/database").json()["holds"]["attempts"] == 2
    assert club.post(f"{api}/results/import", **sent).json() == seen
    assert club.get(f"{api}/database").json()["holds"]["attempts"] == 8


def test_everything_but_the_field(club: httpx.Client, state_dir: Path):
    api = "/api/v1"
    assert club.get("/readyz").json() == {"engine": "no field"}
    assert club.get(f"{api}/state").json()["link"] == "no field"
    assert club.get(f"{api}/field").json()["stations"] == []
    (session,) = club.get(f"{api}/sessions").json()["sessions"]
    results = club.get(f"{api}/sessions/{session['id']}/results").json()["results"]
    assert [row["athlete"] for row in results] == ["Anna", "Ben"]
    assert club.post(f"{api}/athletes", json={"name": "Cy"}).status_code == 201
    assert club.patch(f"{api}/athletes/{ANNA.id}", json={"agreed": {"by": "mother"}}).status_code == 200
    said = club.post(f"{api}/runs/run-1/attempts/1/words", json={"kind": "void", "value": "void"})
    assert said.status_code == 201, said.text
    results = club.get(f"{api}/sessions/{session['id']}/results").json()["results"]
    assert [row["outcome"] for row in results] == ["void", "hit"]
    assert club.delete(f"{api}/athletes/{BEN.id}").json() == {"deleted": BEN.id, "copies": []}
    export = club.get(f"{api}/sessions/{session['id']}/export?format=csv")
    assert export.text.count("\n") == 3
    for path, body in (
        ("runs", {"drill": "wall-tap", "athletes": [ANNA.id]}),
        ("run/stop", {}),
        ("run/form", {"version": 0, "mark": "clean"}),
        ("field/test", {"version": 0, "station": "left"}),
    ):
        refused = club.post(f"{api}/{path}", json=body)
        assert (refused.status_code, refused.json()["detail"]) == (409, NO_FIELD)
    is_not_copied_and_takes_results_in(club)
    assert not (state_dir.parent / "run" / "engine.sock").exists()
    assert list(state_dir.rglob("*.db*")) == []


def cue(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main([*arguments])
    out, err = capsys.readouterr()
    return int(end.value.code or 0), out, err


def test_commands_that_read_and_those_that_need_a_file(
    capsys: pytest.CaptureFixture[str], club_url: str, state_dir: Path
):
    with open_store(club_url, migrate=False) as store:
        open_run(store)
        write_attempt(store, record(1))
    file = state_dir / "all.csv"
    assert cue(capsys, "export", "--database", club_url, "--names", "-o", str(file))[0] == 0
    assert file.read_text().count("\n") == 2
    code, out, _ = cue(capsys, "forget", "anna", "--yes", "--database", club_url)
    assert (code, "deleted: Anna" in out, f"still in {file}" in out) == (0, True, True)
    for command in (("backup",), ("restore", str(file)), ("run", "wall-tap", "--speed", "max")):
        code, out, err = cue(capsys, *command, "--database", club_url)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "is on a server, and this is for a file" in err


def test_a_server_that_is_not_there(capsys: pytest.CaptureFixture[str], state_dir: Path):
    code, out, err = cue(capsys, "serve", "--port", "0", "--database", "postgresql://c:secret@127.0.0.1:9/club")
    assert (code, out) == (2, "")
    assert err == "cue-trainer: postgresql://c@127.0.0.1:9/club cannot be reached: nothing answers there\n"
    assert list(state_dir.iterdir()) == []
