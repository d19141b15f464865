"""A wire to a PostgreSQL that is cut after so many bytes, whichever way they went."""

from __future__ import annotations

import select
import socket
import threading
from contextlib import suppress
from pathlib import Path

NAME = ".s.PGSQL.5432"
PIECE = 65_536
ALL = 2**60


class CutWire:
    """Listens in the folder ``home`` and hands on to the server whose socket is in ``server``. ``carried``: how many
    bytes it has."""

    def __init__(self, home: Path, server: Path) -> None:
        self.carried = 0
        self._left = [ALL]  # of the connections that are made from now on, together
        self._home = home
        self._server = server / NAME
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(home / NAME))
        self._listening.listen()
        self._thread = threading.Thread(target=self._run, name="wire", daemon=True)
        self._thread.start()

    def url(self, database: str) -> str:
        return f"postgresql://coach@/{database}?host={self._home}"

    def cut_after(self, left: int | None) -> None:
        """Whoever connects from now on has so many bytes; None: all they want."""
        self._left = [ALL if left is None else left]

    def _run(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return  # closed
            threading.Thread(target=self._carry, args=(client, self._left), daemon=True).start()

    def _carry(self, client: socket.socket, left: list[int]) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            server.connect(str(self._server))
            other = {client: server, server: client}
            while left[0] > 0:
                for ready in select.select([client, server], [], [])[0]:
                    piece = ready.recv(PIECE)
                    if not piece:
                        return
                    piece = piece[: left[0]]
                    left[0] -= len(piece)
                    self.carried += len(piece)
                    other[ready].sendall(piece)

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(10)
