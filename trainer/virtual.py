"""Plays a plan in virtual time, in the caller's process: the engine's own Runner on a simulated clock and field."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from hardware.clock import Inbox, SimulatedClock
from hardware.field import open_field
from hardware.simulated import SimulatedField
from hardware.simulated_coach import TRAVEL_NS, VirtualCoach
from hardware.simulated_devices import SimulatedSpeaker
from hardware.spec import FieldSpec
from sequences.model import Plan
from trainer.engine.journal import DirectJournal
from trainer.engine.keeping import Journal
from trainer.engine.runner import OFF, Runner
from trainer.errors import Refused
from trainer.facts import Rig, RunHeader, Standing
from trainer.machine import machine_words
from trainer.standing import with_rig
from trainer.store.open import Store

Row = dict[str, Any]


def virtual_standing(standing: Standing, spec: FieldSpec) -> Standing:
    """With what times are taken with here."""
    rig = Rig(machine_words(), "virtual time, in steps of 1 ns", SimulatedField.edges, ())
    drivers = {s.name: SimulatedSpeaker.driver for s in spec.stations}
    return with_rig(standing, spec, rig, drivers=drivers, notes=spec.notes)


def refuse_real(spec: FieldSpec) -> None:
    """Refused on a field where nothing can be hurried."""
    if not spec.simulated:
        raise Refused(f"speed max: field {spec.name} is real; virtual time needs a simulated one")


def play(plan: Plan, header: RunHeader, spec: FieldSpec, store: Store | None, show: Callable[[Row], None]) -> None:
    """Plays to the end and shows each verdict's row once it is kept. The virtual athletes' chance is the plan's seed.

    Refused on a real field: nothing there can be hurried. Without a store nothing is kept.
    """
    play_into(plan, header, spec, partial(DirectJournal, store), show)


def stand_in(runner: Runner, coach: VirtualCoach) -> None:
    """What a coach would do: goes on after a pause (nobody came), and calls the cues that wait for his tap."""
    state = runner.board.state
    if state.phase == "paused":
        runner.resume()
    if state.calls and (calls := runner.player.calls) and not runner.agenda.has("the coach"):
        name, after_ns = coach.decide(calls)
        runner.agenda.put(runner.clock.now_ns() + after_ns, "the coach", partial(_call, runner, name))


def _call(runner: Runner, name: str) -> None:
    if name in runner.player.calls:  # somebody may have moved meanwhile
        runner.player.call(name, TRAVEL_NS)


def play_into(
    plan: Plan, header: RunHeader, spec: FieldSpec, journal: Callable[[Inbox], Journal], show: Callable[[Row], None]
) -> None:
    """The same into a journal that is made with the engine's inbox."""
    refuse_real(spec)
    inbox, clock = Inbox(), SimulatedClock()
    field = open_field(spec, inbox=inbox, clock=clock, seed=plan.seed)

    def tell(doc: dict[str, Any]) -> None:
        if "verdict" in doc:
            show(doc["verdict"])

    try:
        runner = Runner(
            field=field,
            clock=clock,
            inbox=inbox,
            journal=journal(inbox),
            tell=tell,
            temperature_c=spec.temperature_c,
            watched=False,
        )
        runner.start(plan, header)
        coach, state = VirtualCoach(plan.seed), runner.board.state
        while state.phase not in OFF or not runner.is_finished:
            if state.calls or state.phase == "paused":
                stand_in(runner, coach)
            runner.step()
        runner.board.flush()
    finally:
        field.close()
