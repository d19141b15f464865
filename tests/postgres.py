"""A PostgreSQL of the tests' own: Debian's server in a temporary folder, on a Unix socket that nobody else reaches."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

PROGRAMS = Path("/usr/lib/postgresql")
OWNER = "nobody"  # PostgreSQL refuses to run as root
QUICK = (
    *("fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=16MB", "max_connections=40"),
    *("log_min_messages=log", "log_checkpoints=off", "autovacuum=off"),
)


def is_installed() -> bool:
    return bool(_programs())


def _programs() -> Path | None:
    """The folder of the newest server's programs."""
    found = sorted(PROGRAMS.glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    return found[-1].parent if found else None


class Server:
    """A server that runs. ``fresh`` makes an empty database, or a copy of another, and returns its URL."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self._numbers = count(1)
        programs = _programs()
        assert programs is not None
        self._programs = programs
        self._user = {"user": OWNER, "group": pwd.getpwnam(OWNER).pw_gid} if os.getuid() == 0 else {}
        if self._user:
            shutil.chown(folder, OWNER)
        self._run("initdb", "-D", str(self.data), "-U", "coach", "-A", "trust", "-E", "UTF8", "--no-sync")
        self._start()

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._programs / program, *arguments],
            check=True, capture_output=True, cwd=self.folder, **self._user,  # type: ignore[call-overload]
        )  # fmt: skip

    def _start(self) -> None:
        options = [f"-c{option}" for option in (*QUICK, "listen_addresses=", f"unix_socket_directories={self.folder}")]
        self.child = subprocess.Popen(
            [self._programs / "postgres", "-D", str(self.data), *options],
            stderr=subprocess.PIPE, cwd=self.folder, text=True, **self._user,
        )  # fmt: skip
        assert self.child.stderr is not None
        said = []
        while "ready to accept connections" not in (line := self.child.stderr.readline()):
            assert line, said
            said.append(line)

    def url(self, database: str) -> str:
        return f"postgresql://coach@/{database}?host={self.folder}"

    def fresh(self, template: str = "template0") -> str:
        name = f"club{next(self._numbers)}"
        self.tell(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def tell(self, command: str) -> list[Any]:
        """A command of the server's owner, and what it answers."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as owner:
            found = owner.execute(command)  # type: ignore[call-overload]
            return list(found.fetchall()) if found.description else []

    def stop(self) -> None:
        self.child.terminate()
        self.child.send_signal(3)  # at once: nothing here is to be kept
        self.child.wait()
        assert self.child.stderr is not None
        self.child.stderr.close()


@contextmanager
def running() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="cue-pg-", ignore_cleanup_errors=True) as folder:
        server = Server(Path(folder))
        try:
            yield server
        finally:
            server.stop()


def database_of(url: str) -> str:
    """The name of the database in a URL."""
    found = re.search(r"/(\w+)\?", url)
    assert found is not None
    return found[1]
