"""Where the trainer keeps things, and which of flag, environment, file and default wins."""

from pathlib import Path

import pytest

from trainer.errors import FileError
from trainer.settings import Places, Settings, find_places, load_settings


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return find_places({"STATE_DIRECTORY": str(tmp_path)})


def test_systemd_comes_first() -> None:
    found = find_places(
        {
            "STATE_DIRECTORY": "/var/lib/cue-trainer:/var/lib/other",
            "XDG_STATE_HOME": "/x",
            "RUNTIME_DIRECTORY": "/run/cue-trainer",
            "XDG_RUNTIME_DIR": "/run/user/1000",
        }
    )
    assert found == Places(Path("/var/lib/cue-trainer"), Path("/run/cue-trainer"))


def test_then_xdg() -> None:
    found = find_places({"XDG_STATE_HOME": "/x", "XDG_RUNTIME_DIR": "/run/user/1000", "HOME": "/home/anna"})
    assert found == Places(Path("/x/cue-trainer"), Path("/run/user/1000/cue-trainer"))


def test_then_home_and_a_relative_xdg_folder_counts_as_unset() -> None:
    state = Path("/home/anna/.local/state/cue-trainer")
    assert find_places({"HOME": "/home/anna"}) == Places(state, state / "run")
    assert find_places({"HOME": "/home/anna", "XDG_STATE_HOME": "state"}) == Places(state, state / "run")


def test_make_creates_every_folder_for_the_owner_only(tmp_path: Path) -> None:
    places = find_places({"XDG_STATE_HOME": str(tmp_path)})
    places.make()
    places.make()
    for folder in (places.state, places.drills, places.fields, places.runtime):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    places = find_places({"STATE_DIRECTORY": str(tmp_path / "file" / "state")})
    with pytest.raises(FileError, match=f"the folder {places.state} cannot be made: Not a directory"):
        places.make()


def test_defaults(places: Places) -> None:
    assert load_settings(places, {}) == Settings(
        database=str(places.state / "trainer.db"),
        field="simulated",
        host="127.0.0.1",
        port=8080,
        allow_hosts=(),
    )


def test_flag_before_environment_before_file(places: Places) -> None:
    places.settings.write_text('port = 1\nhost = "file"\nfield = "file"\nallow_hosts = ["a", "b"]\n')
    environ = {"CUE_TRAINER_PORT": "2", "CUE_TRAINER_HOST": "environment", "CUE_TRAINER_FIELD": ""}
    found = load_settings(places, environ, {"port": 3, "host": None, "database": "x.db"})
    assert found == Settings("x.db", "file", "environment", 3, ("a", "b"))


def test_a_list_in_the_environment(places: Places) -> None:
    found = load_settings(places, {"CUE_TRAINER_ALLOW_HOSTS": "pi.local,trainer.lan"})
    assert found.allow_hosts == ("pi.local", "trainer.lan")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "prot = 1",
            "no setting is called prot; there are database, field, host, port, allow_hosts, language, "
            "keep_names_months",
        ),
        ("port = true", "port: True is not a whole number from 0"),
        ("port = 65536", "port: 65536 is not a whole number from 0"),
        ('port = "80"', "port: '80' is not a whole number from 0"),
        ("host = 1", "host: 1 is not a text"),
        ('field = ""', "field: '' is not a text"),
        ('allow_hosts = "a"', "allow_hosts: 'a' is not a list of host names"),
        ("allow_hosts = [1]", "allow_hosts: .* is not a list of host names"),
        ('language = "german"', "language: 'german' is not a language like en or de"),
        ("port =", "not TOML"),
    ],
)
def test_what_the_file_may_not_say(places: Places, line: str, sentence: str) -> None:
    places.settings.write_text(line)
    with pytest.raises(FileError, match=f"settings.toml: {sentence}"):
        load_settings(places, {})


@pytest.mark.parametrize("port", ["x", "-1", "70000", "8²"])
def test_the_environment_is_checked_as_well(places: Places, port: str) -> None:
    with pytest.raises(FileError, match=r"environment: port: .* is not a whole number"):
        load_settings(places, {"CUE_TRAINER_PORT": port})


def test_a_settings_file_that_is_a_folder(places: Places) -> None:
    places.settings.mkdir()
    with pytest.raises(FileError, match=r"settings.toml: a folder"):
        load_settings(places, {})
