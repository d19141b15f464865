"""How late waits end: the engine's beside those of others, idle and while the panel is under load.

The panel is the real one, with its engine, in a process of its own; the load comes from another. Every method waits for
the same instants, one wait at a time. They take turns of a second or two, round after round, so that what else
this machine is busy with falls on all of them alike; only one waits at a time, and the load never rests.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from trainer.bench import cyclictest
from trainer.bench.figures import Lateness, exceedance, lateness, ratio
from trainer.bench.methods import PEERS
from trainer.bench.outing import fill
from trainer.bench.result import Curve, Options, Plot, Result, Row, at_least, at_most
from trainer.bench.schedule import PERIOD_NS
from trainer.bench.workers import Unit, Worker, waiter

WEB = ("asyncio_in_web", "thread_timer_in_web")
METHODS = ("engine", "cyclictest", *WEB, *PEERS)
SHARE = {"engine": 3, "cyclictest": 3}  # their tails are compared: they get more of the time than others
TURN_NS = 1_000_000_000  # one share of a turn
LEAD_NS = 50_000_000  # a turn begins so long after it was asked for
RUNS = 1  # in the panel's database: an outing of 200 attempts

Turn = Callable[[int, int], list[int]]  # count, first -> lateness
Found = dict[str, dict[str, Lateness | None]]


@dataclass(slots=True)
class Field:
    """Who can wait here, and how late each has been under each condition so far."""

    turns: Mapping[str, Turn]
    late: dict[str, dict[str, list[int]]] = field(default_factory=dict)

    def run(self, condition: str, seconds: float) -> None:
        """Rounds of turns for about so long."""
        late = self.late[condition] = {name: [] for name in self.turns}
        shares = sum(SHARE.get(name, 1) for name in self.turns)
        rounds = max(1, round(seconds * 1e9 / (shares * TURN_NS)))
        share = max(1, round(seconds * 1e9 / (rounds * shares * PERIOD_NS)))
        for number in range(rounds):
            for name, turn in self.turns.items():
                count = share * SHARE.get(name, 1)
                late[name] += turn(count, number * count)


def run(options: Options) -> Result:
    """Raises EOFError when a process of the bench breaks."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cue-bench-")))
        unit = Unit(home)
        options.say("filling a database for the panel")
        unit.state.mkdir()
        fill(unit.state / "trainer.db", RUNS)
        stack.callback(unit.close)
        panel, url = unit.serve(options.panel)
        turns = _turns(options, stack, panel, home)
        waits = Field(turns)
        options.say("waiting, idle")
        waits.run("idle", options.seconds / 2)
        load = Worker([sys.executable, "-m", "trainer.bench.load", url.removeprefix("http://")])
        stack.callback(load.end)
        if load.read_until("ready") is None:
            raise EOFError("the load on the panel did not start")
        options.say("waiting, the panel under load")
        began = load.ask(""), time.monotonic()
        waits.run("loaded", options.seconds / 2)
        rate = (load.ask("") - began[0]) / (time.monotonic() - began[1])
    return _result(waits.late, f"the load: {rate:.0f} requests a second, as many as the panel could answer")


def _turns(options: Options, stack: ExitStack, panel: Worker, home: Path) -> dict[str, Turn]:
    """Those methods that can be had, in the order of their turns."""
    turns: dict[str, Turn] = {name: _asked(panel, name) for name in WEB}
    for name in ("engine", *(PEERS if options.peers else ())):
        worker = waiter(name, options.peers if name in PEERS else None, home if name in PEERS else None)
        if worker is not None:
            stack.callback(worker.end)
            turns[name] = _asked(worker)
    program = cyclictest.find()
    if program is not None:
        turns["cyclictest"] = lambda count, _: cyclictest.measure(program, count)
    return {name: turns[name] for name in METHODS if name in turns}


def _asked(worker: Worker, *method: str) -> Turn:
    def turn(count: int, first: int) -> list[int]:
        late: list[int] = worker.ask([*method, time.monotonic_ns() + LEAD_NS, count, first])
        return late

    return turn


def _result(late: Mapping[str, Mapping[str, Sequence[int]]], load: str) -> Result:
    data: Found = {
        condition: {name: lateness(found.get(name, ())) for name in METHODS} for condition, found in late.items()
    }
    missing = [name for name in METHODS if data["idle"][name] is None]
    notes = (load, *(f"not here: {name}" for name in missing))
    return Result(rows(data["loaded"]), data, notes, tuple(_plot(c, found) for c, found in late.items()))


def rows(loaded: Mapping[str, Lateness | None]) -> tuple[Row, ...]:
    """The claims, from what was measured under load."""
    ours = loaded["engine"]
    out = []
    for key, name in (("p50_us", "p50"), ("p99_us", "p99")):
        values = {method: _figure(loaded[method], key) for method in METHODS}
        web = min((v for v in (values[w] for w in WEB) if v is not None), default=None)
        times = ratio(web, _figure(ours, key))
        peers = tuple((method, values[method]) for method in METHODS if method != "engine")
        goal = "≥ 50 times better than the better wait in the web process"
        what = f"wake-up lateness {name}, panel under load"
        out.append(Row(what, "µs", values["engine"], peers, times, goal, at_least(times, 50)))
    worst, theirs = _figure(ours, "p999_us"), _figure(loaded["cyclictest"], "p999_us")
    share = ratio(worst, theirs)
    peers = tuple((method, _figure(loaded[method], "p999_us")) for method in METHODS if method != "engine")
    goal = "≤ 2 times cyclictest's"
    out.append(Row("wake-up lateness p99.9, panel under load", "µs", worst, peers, share, goal, at_most(share, 2)))
    return tuple(out)


def _figure(found: Lateness | None, key: str) -> float | None:
    return None if found is None else float(found[key])  # type: ignore[literal-required]


def _plot(condition: str, late: Mapping[str, Sequence[int]]) -> Plot:
    """The share of waits that ended this late or later. A log axis has no zero: early and exact stand at 0.1."""
    curves = tuple(
        Curve(name, tuple(exceedance([max(0.1, ns / 1e3) for ns in found]))) for name, found in late.items() if found
    )
    title = "Waits, the panel under load" if condition == "loaded" else "Waits, the machine idle"
    return Plot(f"wait-{condition}", title, "lateness (µs)", "share of waits this late or later", curves)
