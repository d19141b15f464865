"""The panel that ``cue-trainer bench`` measures: ``python -m api.bench_panel``.

It is the panel of ``cue-trainer serve`` on loopback, with its engine, and in the same process it waits when it is told
to: a line in, ``["asyncio_in_web", start_ns, count, first]`` or ``["thread_timer_in_web", ...]`` (the instants of
trainer.bench.schedule), a line out, the list of how late each wait ended (ns). It leaves on SIGTERM.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys

from api.commands.serve import listen, run_panel
from hardware.clock import wall_s
from trainer.bench.methods import measure_asyncio, measure_timers
from trainer.bench.schedule import instants
from trainer.engine.launch import Launch
from trainer.fields import load_field
from trainer.settings import find_places, load_settings
from trainer.store.start import start_store

SEED = 1


async def take_turns() -> None:
    """Until the end of the input."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        method, *when = json.loads(line)
        if method == "asyncio_in_web":
            late_ns = await measure_asyncio(instants(*when))
        else:
            late_ns = await asyncio.to_thread(measure_timers, instants(*when))
        sys.stdout.write(json.dumps(late_ns) + "\n")
        sys.stdout.flush()


async def serve_and_wait() -> None:
    places = find_places(os.environ)
    settings = load_settings(places, os.environ)
    places.make()
    spec = load_field(settings.field, places.fields)
    launch = Launch(places, settings.database, settings.field, SEED)
    started = start_store(settings.database, usual=places.database, wall_s=wall_s())
    with listen("127.0.0.1", 0) as listening:
        async with asyncio.TaskGroup() as group:
            group.create_task(take_turns())
            group.create_task(run_panel(launch, spec, started, listening, []))


if __name__ == "__main__":
    asyncio.run(serve_and_wait())
