"""Where the trainer keeps things, and what its few settings are: flag, else environment, else file, else default.

The environment is handed in; nothing is read or made at import.

    $STATE_DIRECTORY (systemd), else $XDG_STATE_HOME/cue-trainer, else ~/.local/state/cue-trainer
    ├── trainer.db        sessions and results
    ├── calibration.json  what has been learnt of the loudspeakers
    ├── settings.toml     the keys of ``Settings``, each also as CUE_TRAINER_<KEY> in the environment
    ├── drills/           the coach's own drill files
    ├── fields/           the coach's own field files
    └── backups/          copies of trainer.db

    $RUNTIME_DIRECTORY (systemd), else $XDG_RUNTIME_DIR/cue-trainer, else run/ in the state folder:
    the engine's socket and lock
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from trainer.errors import FileError
from trainer.toml import read_toml

NAME = "cue-trainer"
PREFIX = "CUE_TRAINER_"

NUMBERS = {
    "port": (65_535, "any free port"),
    "keep_names_months": (120, "until deleted"),
    "sync_minutes": (1_440, "when asked only"),
}
"""The settings that are whole numbers: the largest, and what 0 means."""


@dataclass(frozen=True, slots=True)
class Places:
    """The trainer's folders. ``make`` creates them, readable by their owner only."""

    state: Path
    runtime: Path

    @property
    def database(self) -> Path:
        return self.state / "trainer.db"

    @property
    def settings(self) -> Path:
        return self.state / "settings.toml"

    @property
    def drills(self) -> Path:
        return self.state / "drills"

    @property
    def fields(self) -> Path:
        return self.state / "fields"

    @property
    def calibration(self) -> Path:
        return self.state / "calibration.json"

    @property
    def backups(self) -> Path:
        return self.state / "backups"

    def make(self) -> None:
        """Create what is missing. FileError when that cannot be."""
        for folder in (self.state, self.drills, self.fields, self.runtime):
            try:
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            except OSError as exc:
                raise FileError(f"the folder {folder} cannot be made: {exc.strerror}") from exc


@dataclass(frozen=True, slots=True)
class Settings:
    """What may be set. ``database``: a file or a ``sqlite:///`` URL; trainer.db in the state folder if not given.

    ``club``: the URL of the club's server that this unit is kept in sync with, every ``sync_minutes`` while it serves;
    empty: none.
    ``keep_names_months``: so long after an athlete's last session the name is kept; 0: until somebody deletes it.
    """

    database: str
    field: str = "simulated"
    host: str = "127.0.0.1"
    port: int = 8080
    allow_hosts: tuple[str, ...] = ()
    language: str = "en"
    keep_names_months: int = 12
    club: str = ""
    sync_minutes: int = 10


def find_places(environ: Mapping[str, str]) -> Places:
    """The folders this environment names. Makes nothing."""
    state = _first(environ, "STATE_DIRECTORY") or _below(environ, "XDG_STATE_HOME") or _home(environ)
    runtime = _first(environ, "RUNTIME_DIRECTORY") or _below(environ, "XDG_RUNTIME_DIR") or state / "run"
    return Places(state, runtime)


def _first(environ: Mapping[str, str], key: str) -> Path | None:
    """systemd may list several folders, with colons between."""
    first = environ.get(key, "").split(":")[0]
    return Path(first) if first else None


def _below(environ: Mapping[str, str], key: str) -> Path | None:
    """A relative path counts as unset: https://specifications.freedesktop.org/basedir-spec/latest/"""
    folder = Path(environ.get(key, ""))
    return folder / NAME if folder.is_absolute() else None


def _home(environ: Mapping[str, str]) -> Path:
    home = environ.get("HOME")
    return (Path(home) if home else Path.home()) / ".local" / "state" / NAME


def load_settings(places: Places, environ: Mapping[str, str], flags: Mapping[str, object] | None = None) -> Settings:
    """The settings in force; a flag of None was not given. FileError says which key of what is wrong."""
    values: dict[str, Any] = {"database": str(places.database)}
    for where, found in (
        (str(places.settings), read_toml(places.settings) if places.settings.exists() else {}),
        ("environment", _from_environment(environ)),
        ("command line", flags or {}),
    ):
        values |= {key: _check(where, key, value) for key, value in found.items() if value is not None}
    return Settings(**values)


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """CUE_TRAINER_PORT=8081, CUE_TRAINER_ALLOW_HOSTS=a.local,b.local; an empty one counts as unset."""
    given = {setting.name: environ.get(PREFIX + setting.name.upper()) for setting in fields(Settings)}
    found: dict[str, Any] = {key: value for key, value in given.items() if value}
    if "allow_hosts" in found:
        found["allow_hosts"] = tuple(found["allow_hosts"].split(","))
    for key in NUMBERS:
        if found.get(key, "").isdecimal():
            found[key] = int(found[key])
    return found


def _check(where: str, key: str, value: object) -> object:
    allowed = tuple(setting.name for setting in fields(Settings))
    if key not in allowed:
        raise FileError(f"{where}: no setting is called {key}; there are {', '.join(allowed)}")
    if key == "allow_hosts":
        return _names(where, key, value)
    if key in NUMBERS:
        return _number(where, key, value)
    if not isinstance(value, str) or not value:
        raise FileError(f"{where}: {key}: {value!r} is not a text")
    if key == "language" and not re.fullmatch("[a-z]{2}", value):
        raise FileError(f"{where}: {key}: {value!r} is not a language like en or de")
    return value


def _number(where: str, key: str, value: object) -> int:
    most, zero = NUMBERS[key]
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise FileError(f"{where}: {key}: {value!r} is not a whole number from 0 ({zero}) to {most}")
    return value


def _names(where: str, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) and name for name in value):
        raise FileError(f"{where}: {key}: {value!r} is not a list of host names")
    return tuple(value)
