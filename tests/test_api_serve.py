"""`cue-trainer serve`: what cannot be is one sentence, exit 2 and nothing half-started; else it starts and ends."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from panels import staged

from api.commands.serve import listen
from api.main import main
from trainer.engine.client import EngineClient
from trainer.errors import EngineGone, Refused
from trainer.store.open import open_store


def refusal(capsys: pytest.CaptureFixture[str], state_dir: Path, *arguments: str) -> str:
    """The one sentence with which serve refuses; nothing was started."""
    with pytest.raises(SystemExit) as end:
        main(["serve", *arguments])
    out, err = capsys.readouterr()
    assert end.value.code == 2
    assert out == ""
    assert err.count("\n") == 1
    assert not list(state_dir.parent.rglob("engine.*"))
    return err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--port", "65536"], "not a whole number from 0"),
        (["--port", "-1"], "not a whole number from 0"),
        (["--host", "not an address", "--no-pairing"], "--host not an address: not an address of this machine"),
        (["--host", "192.0.2.7", "--no-pairing"], "not an address of this machine"),
        (["--host", "0.0.0.0"], "add --no-pairing"),
        (["--allow-host", "http://cue"], "not a host name"),
        (["--field", "moon"], 'no field "moon"'),
    ],
)
def test_what_cannot_be_is_one_sentence(
    capsys: pytest.CaptureFixture[str], state_dir: Path, arguments: list[str], words: str
):
    assert words in refusal(capsys, state_dir, *arguments)


def test_a_port_in_use(capsys: pytest.CaptureFixture[str], state_dir: Path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"port {port} is in use" in refusal(capsys, state_dir, "--port", str(port))


def test_a_database_that_is_a_folder(capsys: pytest.CaptureFixture[str], state_dir: Path):
    assert "is a folder" in refusal(capsys, state_dir, "--port", "0", "--database", str(state_dir))


def test_a_database_that_is_none_is_left_as_it_was(capsys: pytest.CaptureFixture[str], state_dir: Path):
    file = state_dir / "notes.db"
    file.write_text("my notes, for ever and ever")
    assert "no database" in refusal(capsys, state_dir, "--port", "0", "--database", str(file))
    assert file.read_text() == "my notes, for ever and ever"


def test_listening_gives_a_bound_socket():
    with listen("127.0.0.1", 0) as first, pytest.raises(Refused, match="is in use"):
        listen("127.0.0.1", first.getsockname()[1])


def test_the_stream_is_not_cached_starts_with_the_state_and_ends_in_order_with_the_server(state_dir: Path):
    with staged(state_dir) as stage, httpx.stream("GET", f"http://127.0.0.1:{stage.port}/api/v1/live") as answer:
        lines = answer.iter_lines()
        assert next(lines) == "event: snapshot"
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-cache"
        stage.end()
        for _ in lines:  # a stream that was cut off, not ended, raises here
            pass


def test_the_engine_is_started_before_what_the_panel_alone_needs_is_imported(state_dir: Path):
    script = """
import os, sys
from api.main import build
build("serve")
from hardware.clock import wall_s
from trainer.engine.launch import Launch, start_engine
from trainer.fields import load_field
from trainer.settings import find_places, load_settings
from trainer.store.start import start_store
settings = load_settings(find_places(os.environ), os.environ)
load_field(settings.field)
start_store(settings.database, usual=find_places(os.environ).database, wall_s=wall_s())
late = {"fastapi", "pydantic", "starlette", "uvicorn", "sqlalchemy", "alembic", "rich"}
print(sorted(late & {name.split(".")[0] for name in sys.modules}))
"""
    open_store(state_dir / "trainer.db", migrate=True).close()
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.processes
def test_serve_starts_answers_and_ends_on_sigterm(state_dir: Path):
    command = [sys.executable, "-c", "from api.main import main; main()", "serve", "--port", "0"]
    errors = state_dir / "errors"  # a file, not a pipe: the engine, which stays a while, has it open too
    with errors.open("w") as err:
        panel = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=err, text=True)
    assert panel.stdout is not None
    try:
        line = panel.stdout.readline().strip()
        assert line.startswith("cue-trainer is at http://127.0.0.1:")
        url = line.split()[-1]
        assert httpx.get(f"{url}/readyz", timeout=30).json() == {"engine": "live"}
        assert "cue-trainer" in httpx.get(url).text
        panel.send_signal(signal.SIGTERM)
        rest, _ = panel.communicate(timeout=30)
        assert (panel.returncode, rest, errors.read_text()) == (0, "", "")
    finally:
        panel.kill()
        panel.communicate()
        asyncio.run(end_engine(state_dir))


async def end_engine(state_dir: Path) -> None:
    client = await EngineClient.connect(state_dir.parent / "run" / "engine.sock")
    os.kill(client.hello["pid"], signal.SIGTERM)
    with suppress(EngineGone):
        async for _ in client.events():
            pass
    await client.close()
