"""What is shown and said while a run is on: lamps and sounds as the board has them, words, the phase of the rep."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from hardware.base import Sound
from hardware.clock import Clock
from hardware.tones import length_ns
from sequences.model import Step
from trainer.engine.agenda import Agenda
from trainer.engine.attempt import Attempt
from trainer.engine.board import Board
from trainer.engine.lane import LaneState, Task
from trainer.engine.messages import LaneView
from trainer.engine.presentation import Stage
from trainer.engine.rows import ms
from trainer.engine.words import asked, calls_of, phase_of
from trainer.facts import Verdict
from trainer.race import places


class Display:
    """Keeps the board true to the stage."""

    def __init__(self, stage: Stage, *, clock: Clock, agenda: Agenda, board: Board) -> None:
        self._stage, self._clock, self._agenda, self._board = stage, clock, agenda, board
        self._shown: dict[str, str] = {}  # lamps as the board has them
        self._steps: tuple[Step, ...] = ()
        self._asked: tuple[str, ...] = ()  # the words of each of these steps

    def say(self, text: str, tone: str | None = None, language: str = "", gain: float = 1.0) -> None:
        """Words on the phone, and from the speaker if they are of a language, else a tone; never measured."""
        if text:
            self._board.set(said=text)
        sound = self._stage.sounds.sound(tone, text if language else "", language, gain)
        if sound is not None:
            self.sounds(self._stage.say(sound), sound)

    def sounds(self, station: str | None, sound: Sound) -> None:
        """The board says that a station sounds, for as long as the sound lasts."""
        if station is None:
            return
        self._sound_state(station, on=True)
        off = partial(self._sound_state, station, on=False)
        self._agenda.move(self._clock.now_ns() + length_ns(sound), f"sound {station}", off)

    def _sound_state(self, station: str, *, on: bool) -> None:
        self._board.state.stations[station].sounding = on
        self._board.touch("stations")

    def lamps_off(self, but: Collection[str] = ()) -> None:
        """All lamps dark, these apart; sounds go on."""
        self._stage.lamps_off(but)
        self.show_lamps()

    def show_lamps(self) -> None:
        """The lamps as they are, on the board."""
        if self._stage.lit == self._shown:
            return
        before, self._shown = self._shown, dict(self._stage.lit)
        for name in before | self._shown:
            self._board.state.stations[name].lit = self._shown.get(name)
        self._board.touch("stations")

    def show(self, task: Task, lane: LaneState) -> None:
        """Lamps, phase, and what the athlete is asked to do now."""
        state = self._board.state
        if self._stage.lit != self._shown:
            self.show_lamps()
        if state.calls != (calls := calls_of(task, lane)):
            self._board.set(calls=calls)
        if lane.outcome is not None:
            return
        if task.steps is not self._steps:
            self._steps, self._asked = task.steps, tuple(asked(step) for step in task.steps)
        phase, words, turn = phase_of(task, lane), self._asked[lane.index], state.turn
        if state.phase != phase:
            state.phase = phase
            self._board.touch("phase")
        if turn is not None and turn.words != words:
            turn.words = words
            self._board.touch("turn")

    # --- lanes ----------------------------------------------------------------------------------------------

    def lanes(self, attempts: Sequence[Attempt]) -> None:
        """These are on together now."""
        views = [LaneView(a.number, a.seq, a.athlete.name, a.athlete.id) for a in attempts]
        self._board.set(lanes=tuple(views))

    def next_leg(self, before: Attempt, attempt: Attempt) -> None:
        """In a relay: the next of the team is on in this lane."""
        view = self._view(before.seq)
        if view is not None:
            view.seq, view.athlete, view.athlete_id = attempt.seq, attempt.athlete.name, attempt.athlete.id
            view.outcome = None
            self.show_lane(attempt)

    def show_lane(self, attempt: Attempt) -> None:
        """Where one of them stands."""
        view = self._view(attempt.seq)
        if view is None or attempt.lane.outcome is not None:
            return
        phase, words = phase_of(attempt.task, attempt.lane), asked(attempt.task.steps[attempt.lane.index])
        if (view.phase, view.words) != (phase, words):
            view.phase, view.words = phase, words
            self._board.touch("lanes")

    def lane_over(self, attempt: Attempt, verdict: Verdict) -> None:
        """One of them has been judged."""
        view = self._view(attempt.seq)
        if view is not None:
            view.phase, view.words, view.outcome = "time", "", verdict.outcome
            total_ms = ms(verdict.total_ns)
            view.total_ms = None if total_ms is None else (view.total_ms or 0.0) + total_ms
            self._board.touch("lanes")

    def places(self) -> None:
        """All of them have been."""
        views = self._board.state.lanes
        arrived = [round(v.total_ms * 1e6) if v.outcome == "hit" and v.total_ms is not None else None for v in views]
        for view, place in zip(views, places(arrived), strict=True):
            view.place = place
        self._board.touch("lanes")

    def _view(self, seq: int) -> LaneView | None:
        return next((view for view in self._board.state.lanes if view.seq == seq), None)
