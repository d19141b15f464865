"""The waits that are compared: ours, and what people use instead.

A wait is called with an instant on CLOCK_MONOTONIC (ns) and returns when it thinks that the instant has come. The
peers' libraries are imported in their own environment only (waiter.py).
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterable

from hardware.clock import Inbox, RealClock
from trainer.engine.realtime import enter_real_time

Wait = Callable[[int], None]


def measure(wait: Wait, due: Iterable[int]) -> list[int]:
    """How late each wait ended (ns), one after the other."""
    out: list[int] = []
    for due_ns in due:
        wait(due_ns)
        out.append(time.monotonic_ns() - due_ns)
    return out


async def measure_asyncio(due: Iterable[int]) -> list[int]:
    """The same with ``loop.call_at`` of the loop that runs: the reading is taken first thing in the callback."""
    loop = asyncio.get_running_loop()
    out: list[int] = []

    def fired(due_ns: int, done: asyncio.Future[None]) -> None:
        out.append(time.monotonic_ns() - due_ns)
        done.set_result(None)

    for due_ns in due:
        done = loop.create_future()
        loop.call_at(due_ns / 1e9, fired, due_ns, done)
        await done
    return out


def measure_timers(due: Iterable[int]) -> list[int]:
    """The same with a ``threading.Timer`` a wait: the reading is taken first thing in its function."""
    out: list[int] = []
    for due_ns in due:
        left_s = (due_ns - time.monotonic_ns()) / 1e9
        timer = threading.Timer(left_s, lambda due_ns=due_ns: out.append(time.monotonic_ns() - due_ns))
        timer.start()
        timer.join()
    return out


def engine() -> Wait:
    """The engine's clock in a process of its own, with all that the engine asks of the system."""
    enter_real_time()
    clock, inbox = RealClock(), Inbox()

    def wait(due_ns: int) -> None:
        clock.wait_until(due_ns, inbox)

    return wait


def psychopy_core_wait() -> Wait:
    """PsychoPy's ``core.wait``, with ``core.rush`` as its manual advises."""
    from psychopy import core  # noqa: PLC0415

    core.rush(True)
    return lambda due_ns: core.wait((due_ns - time.monotonic_ns()) / 1e9)


def expyriment_clock() -> Wait:
    """Expyriment's ``Clock.wait``, in milliseconds."""
    from expyriment.misc import Clock  # noqa: PLC0415

    clock = Clock()
    return lambda due_ns: clock.wait((due_ns - time.monotonic_ns()) / 1e6)


def uvloop() -> Wait:
    """``call_at`` of uvloop's event loop in a process with nothing else to do."""
    import uvloop as library  # noqa: PLC0415

    loop = library.new_event_loop()

    def wait(due_ns: int) -> None:
        loop.call_at(due_ns / 1e9, loop.stop)
        loop.run_forever()

    return wait


OURS: dict[str, Callable[[], Wait]] = {"engine": engine}
PEERS: dict[str, Callable[[], Wait]] = {
    "psychopy_core_wait": psychopy_core_wait,
    "expyriment_clock": expyriment_clock,
    "uvloop": uvloop,
}
