"""Stamps of edges on a real GPIO character device: each must lie between two clock readings around the edge itself.

Edges can be made only where a program can drive the lines: on gpio-sim, the kernel's simulated chip, in the kernel
that ``make bench-edges`` boots. Beside the kernel's stamp stands what programs write down who read the clock when the
edge has come to them: one that waits for it, and callbacks of a gpiozero ``Button`` with and without a bounce time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from hardware.base import Edge
from hardware.clock import Inbox, RealClock
from hardware.field import open_field
from hardware.pins import kernel_pins
from hardware.spec import FieldSpec, StationSpec, TriggerSpec
from trainer.bench.figures import exceedance, lateness
from trainer.bench.result import Curve, Options, Plot, Result, Row

CHIP = Path("/sys/devices/platform/gpio-sim.0/gpiochip0")
LINE = 17
EDGES = 400
BUTTON_EDGES = 100
BUTTONS = {"gpiozero Button": None, "Button, bounce_time 20 ms": 0.02}  # seconds
ARRIVAL = "clock read when the edge arrives"
INSIDE = "edge stamps between the readings around the edge"
WRITTEN = "from just before an edge to the time that is written down for it, p50"
SHARE = "share of edges so late or later"
PATIENCE_NS = 10_000_000_000
PAUSE_NS = 20_000_000  # from edge to edge: sooner, and so many, would be chatter, and be shut off
FIELD = FieldSpec(
    name="bench",
    title="A pad on the simulated chip",
    simulated=False,
    sha="",
    stations=(StationSpec("start", (0, 0), pad=TriggerSpec(LINE)),),
)
Drive = Callable[[bool], tuple[int, int]]  # the level; the readings of the clock just before and just after


def run(options: Options) -> Result:
    if not CHIP.exists():
        return Result(
            notes=("no GPIO lines that a program can drive here: make bench-edges boots a kernel that has some",)
        )
    count = options.count(EDGES)
    options.say(f"{count} edges on {CHIP.name}")
    inbox = Inbox()
    with closing(open_field(FIELD, inbox=inbox, clock=RealClock())):
        seen = measure(drive, inbox, count)
    few = options.count(BUTTON_EDGES)
    buttons = {name: by_callback(bounce_s, few) for name, bounce_s in BUTTONS.items()}
    return result(seen, buttons)


def drive(high: bool) -> tuple[int, int]:
    """Puts a level on the line, from outside."""
    with (CHIP / f"sim_gpio{LINE}" / "pull").open("wb", buffering=0) as file:
        before_ns = time.monotonic_ns()
        file.write(b"pull-up" if high else b"pull-down")
        after_ns = time.monotonic_ns()
    return before_ns, after_ns


Seen = tuple[int, int, int, int]  # before, stamp, after, when the edge had come to the program (ns)
Written = tuple[int, int, int]  # before, what was written down, after


def measure(press: Drive, inbox: Inbox, count: int) -> list[Seen]:
    """So many edges, one after the other. TimeoutError when one does not come."""
    clock, seen = RealClock(), []
    for n in range(count):
        clock.wait_until(clock.now_ns() + PAUSE_NS, Inbox())
        before_ns, after_ns = press(n % 2 == 1)
        edge = clock.wait_until(clock.now_ns() + PATIENCE_NS, inbox)
        arrived_ns = clock.now_ns()
        if not isinstance(edge, Edge):
            raise TimeoutError(f"edge {n + 1} did not come")
        seen.append((before_ns, edge.t_ns, after_ns, arrived_ns))
    return seen


def by_callback(bounce_s: float | None, count: int) -> list[Written]:
    """The same edges, and what the callbacks of a gpiozero ``Button`` write down who read the clock."""
    from gpiozero import Button  # noqa: PLC0415

    clock, inbox, written = RealClock(), Inbox(), []
    pins = kernel_pins()
    with closing(pins), Button(LINE, bounce_time=bounce_s, pin_factory=pins) as button:
        button.when_pressed = button.when_released = lambda: inbox.put(clock.now_ns())
        for n in range(count):
            clock.wait_until(clock.now_ns() + PAUSE_NS, Inbox())
            before_ns, after_ns = drive(n % 2 == 1)
            read_ns = clock.wait_until(clock.now_ns() + PATIENCE_NS, inbox)
            if read_ns is None:
                raise TimeoutError(f"edge {n + 1} did not come to the callback")
            written.append((before_ns, read_ns, after_ns))
    return written


def result(seen: list[Seen], buttons: Mapping[str, Sequence[Written]]) -> Result:
    """``buttons``: what callbacks wrote down, by the names of the peers."""
    stamped = [(before, stamp, after) for before, stamp, after, _ in seen]
    peers = {ARRIVAL: [(before, arrived, after) for before, _, after, arrived in seen], **buttons}
    late = {name: [written - before for before, written, _ in found] for name, found in peers.items()}
    ours = [stamp - before for before, stamp, _ in stamped]
    figures = {name: lateness(found) for name, found in late.items()}
    data = {
        "n": len(seen),
        "inside": _inside(stamped),
        "bracket": lateness([after - before for before, _, after in stamped]),
        "stamp": lateness(ours),
        **figures,
    }
    share = tuple((name, 100 * _inside(found) / len(found)) for name, found in peers.items())
    goal = "all of them"
    within = 100 * _inside(stamped) / len(seen)
    inside = Row(INSIDE, "%", within, share, goal=goal, met=_inside(stamped) == len(seen))
    median = {name: figure and figure["p50_us"] for name, figure in {"stamp": lateness(ours), **figures}.items()}
    written = Row(WRITTEN, "µs", median.pop("stamp"), tuple(median.items()))
    curves = tuple(
        Curve(name, tuple(exceedance([max(0.1, ns / 1e3) for ns in found])))
        for name, found in {"stamp": ours, **late}.items()
    )
    plot = Plot("edges", "Edges, and when they are said to have been", "said later by (µs)", SHARE, curves)
    return Result((inside, written), data, plots=(plot,))


def _inside(found: Sequence[Written]) -> int:
    return sum(before <= written <= after for before, written, after in found)
