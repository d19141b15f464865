"""Keeps the pace: gives the signals of a Pace step beside the rep, each told ahead for its own instant."""

from __future__ import annotations

from functools import partial

from hardware.clock import Clock
from sequences.model import Pace
from trainer.engine.agenda import Agenda
from trainer.engine.presentation import Stage

MARGIN_NS = 5_000_000  # a loudspeaker is told so much sooner than it must be


class Pacer:
    """One pace at a time. A signal whose instant has gone by (the trainer was held up) is left out, not given late."""

    def __init__(self, stage: Stage, *, clock: Clock, agenda: Agenda) -> None:
        self._stage, self._clock, self._agenda = stage, clock, agenda
        self._on: tuple[Pace, int] | None = None

    def keep(self, pace: Pace, start_ns: int) -> None:
        """This pace from this instant on, in the place of the one before; the same again changes nothing."""
        if self._on == (pace, start_ns):
            return
        self.stop()
        self._on = pace, start_ns
        self._plan(pace, start_ns, 0)

    def stop(self) -> None:
        """No more signals. Idempotent."""
        self._on = None
        self._agenda.drop("pace")

    def _plan(self, pace: Pace, start_ns: int, number: int) -> None:
        """The next signal that can still be given in time."""
        now_ns, ahead_ns = self._clock.now_ns(), self._stage.told_ahead_ns() + MARGIN_NS
        while (after_ns := pace.signal_ns(number)) is not None:
            due_ns = start_ns + after_ns
            if due_ns >= now_ns:
                self._agenda.put(due_ns - ahead_ns, "pace", partial(self._signal, pace, start_ns, number))
                return
            number += 1

    def _signal(self, pace: Pace, start_ns: int, number: int) -> None:
        sound = self._stage.sounds.of_signal(pace, number)
        after_ns = pace.signal_ns(number)
        if sound is not None and after_ns is not None:
            self._stage.say(sound, start_ns + after_ns)
        self._plan(pace, start_ns, number + 1)
