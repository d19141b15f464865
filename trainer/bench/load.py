"""Phones that never rest: ``python -m trainer.bench.load HOST:PORT``, until the end of its input.

Bounded: READERS connections, each asking for the next thing once it has the last, and WATCHERS live streams.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
from itertools import cycle

READERS = 4
WATCHERS = 2
PATHS = ("/api/v1/state", "/api/v1/sessions", "/api/v1/drills", "/api/v1/sessions/{session}/results")


def _read(address: str, paths: tuple[str, ...], asked: list[int]) -> None:
    connection = http.client.HTTPConnection(address, timeout=60)
    for path in cycle(paths):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise ConnectionError(f"{path}: {answer.status}")
        asked[0] += 1


def _watch(address: str) -> None:
    connection = http.client.HTTPConnection(address, timeout=60)
    connection.request("GET", "/api/v1/live")
    answer = connection.getresponse()
    while answer.readline():
        pass


def _newest_session(address: str) -> str:
    connection = http.client.HTTPConnection(address, timeout=60)
    connection.request("GET", "/api/v1/sessions")
    return str(json.load(connection.getresponse())["sessions"][0]["id"])


def main() -> int:
    address = sys.argv[1]
    session = _newest_session(address)
    paths = tuple(path.format(session=session) for path in PATHS)
    asked = [[0] for _ in range(READERS)]
    for n, count in enumerate(asked):
        turned = (*paths[n % len(paths) :], *paths[: n % len(paths)])
        threading.Thread(target=_read, args=(address, turned, count), daemon=True).start()
    for _ in range(WATCHERS):
        threading.Thread(target=_watch, args=(address,), daemon=True).start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for _ in sys.stdin:
        sys.stdout.write(f"{sum(count[0] for count in asked)}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
