"""From the instant at which a rep can be judged to its number on a phone, the commit included.

A whole trainer plays a drill in real time on its simulated field: engine, journal, panel, and one phone on the live
stream over HTTP. The drill ends at the moment the foot leaves the pad, so that a verdict can be given once that
edge, and all that was stamped before it, has been delivered: onset + reaction + the slowest delivery. The phone's
reading of the same clock when the number has come is the other end.
"""

from __future__ import annotations

import http.client
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from hardware.simulated_devices import DELIVERY_NS
from trainer.bench.figures import exceedance, quantile
from trainer.bench.result import Curve, Options, Plot, Result, Row, at_most
from trainer.bench.workers import Unit

VERDICTS = 24
GOAL_MS = 50.0
TIMEOUT_S = 60.0
DRILL = """
title = "React"
run_out = "500 ms"
about = "Off the pad on the cue, for measuring the trainer itself."
[roles]
start = {{ needs = ["pad"] }}
left = {{ needs = ["gate"] }}
right = {{ needs = ["gate"] }}
[settings]
reps = {{ default = {reps}, min = 1, max = {reps} }}
[[rep]]
ready = "start"
hold = "200 ms"
[[rep]]
wait = {{ kind = "fixed", at = "500 ms" }}
[[rep]]
cue = {{ one_of = ["left", "right"], light = "white" }}
[[rep]]
expect = [{{ leave = "start", within = "1.5 s" }}]
"""


def run(options: Options) -> Result:
    """Raises ConnectionError when the panel refuses, EOFError when it does not start."""
    reps = options.count(VERDICTS)
    options.say(f"{reps} verdicts in real time, about {3 * reps} s")
    with tempfile.TemporaryDirectory(prefix="cue-bench-") as home, Unit(Path(home)) as unit:
        (unit.state / "drills").mkdir(parents=True)
        (unit.state / "drills" / "react.toml").write_text(DRILL.format(reps=reps))
        _, url = unit.serve((*options.cli, "serve", "--port", "0"))
        late_ms = [ns / 1e6 for ns in _watch(url.removeprefix("http://"))]
    return result(late_ms)


def result(late_ms: Sequence[float]) -> Result:
    if not late_ms:
        return Result(notes=("no rep was a hit, so there is nothing to say",))
    data = {f"p{round(share * 100)}_ms": round(quantile(late_ms, share), 3) for share in (0.5, 0.95, 1.0)}
    p95 = data["p95_ms"]
    row = Row("verdict decidable to number on the phone, p95", "ms", p95, goal="≤ 50 ms", met=at_most(p95, GOAL_MS))
    curve = Curve("verdicts", tuple(exceedance(late_ms)))
    plot = Plot(
        "verdict", row.what.removesuffix(", p95"), "time (ms)", "share of verdicts this late or later", (curve,)
    )
    return Result((row,), {**data, "n": len(late_ms)}, plots=(plot,))


def _watch(address: str) -> Iterator[int]:
    """Starts the drill, watches it to its end. For each hit, the time from decidable to shown (ns)."""
    phone = http.client.HTTPConnection(address, timeout=TIMEOUT_S)
    phone.request("GET", "/api/v1/live")
    stream = phone.getresponse()
    athlete = _post(address, "athletes", {"name": "A"})["id"]
    _post(address, "runs", {"drill": "react", "athletes": [athlete]})
    for event, data, t_ns in events(stream):
        if event == "verdict" and data["outcome"] == "hit":
            yield t_ns - decidable_ns(data)
        if _phase(event, data) == "done":
            phone.close()
            return


def _phase(event: str, data: dict[str, Any]) -> str | None:
    return data.get("phase") if event == "change" else None


def decidable_ns(row: dict[str, Any]) -> int:
    """When this reaction could be judged (ns on CLOCK_MONOTONIC)."""
    return int(row["onset_ns"] + round(row["reaction_ms"] * 1e6)) + DELIVERY_NS


def events(stream: Any) -> Iterator[tuple[str, dict[str, Any], int]]:
    """(name, document, when it had come) of each server-sent event of a stream of lines."""
    name = ""
    for raw in stream:
        t_ns = time.monotonic_ns()
        key, _, value = raw.decode().strip().partition(": ")
        if key == "event":
            name = value
        elif key == "data":
            yield name, json.loads(value), t_ns


def _post(address: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    connection = http.client.HTTPConnection(address, timeout=TIMEOUT_S)
    connection.request("POST", f"/api/v1/{path}", json.dumps(body), {"content-type": "application/json"})
    answer = connection.getresponse()
    doc: dict[str, Any] = json.load(answer)
    connection.close()
    if answer.status >= 300:
        raise ConnectionError(f"{path}: {doc}")
    return doc
