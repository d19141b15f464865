"""A test that everybody runs at once, as the phone shows it: how far each has come is kept first, then shown.

What is kept is each one's attempt as if it had been broken off here. When this engine is killed the next one makes
attempts of them (``trainer.store.halfway``): nothing that was shown is lost.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from sequences.shuttles import Shuttles
from trainer.engine.attempt import Attempt
from trainer.engine.board import Board
from trainer.engine.keeping import Journal, Owed
from trainer.engine.messages import RunnerState
from trainer.engine.play import Player
from trainer.engine.run import Run
from trainer.engine.shuttling import missed_words, reached
from trainer.engine.track import Track
from trainer.facts import AttemptRecord, Verdict

BROKEN_OFF = "broken off: the trainer was cut off in the middle of the test"


class Halfway:
    """Those who run by signals, in one run; all that changes at one instant is kept in one commit."""

    def __init__(self, run: Run, player: Player, board: Board, journal: Journal, owed: Owed) -> None:
        self._run, self._player, self._board = run, player, board
        self._journal, self._owed = journal, owed
        self._states: dict[str, RunnerState] = {}  # by the athlete's id, as they are to be shown
        self._changed: set[str] = set()

    @classmethod
    def of(cls, run: Run, player: Player, board: Board, journal: Journal, owed: Owed) -> None:
        """Of a run that is such a test: the player tells it how everybody is doing."""
        is_test = board.watched and run.test_state() is not None
        player.halfway = cls(run, player, board, journal, owed) if is_test else None

    def news(self, track: Track) -> None:
        """One lane has a new state."""
        attempt, test = track.attempt, self._board.state.test
        run, step = attempt.lane.running, attempt.task.steps[attempt.lane.index]
        if test is None or run is None or not isinstance(step, Shuttles):
            return
        now = step.lines[min(run.next, len(step.lines) - 1)]
        if (now.level, now.shuttle) != (test.level, test.shuttle):
            test.level, test.shuttle = now.level, now.shuttle
            test.of = next(stage.shuttles for stage in step.stages if stage.level == now.level)
            self._board.touch("test")
        athlete = attempt.athlete.id
        before = self._states.get(athlete, test.runners[athlete])
        if before != (state := _state(before, attempt, step)):
            self._states[athlete] = state
            self._changed.add(athlete)
            self._soon()
            if before.beams and not state.beams:
                words = f"{attempt.athlete.name}: a beam is not to be trusted, tap when not at the line"
                self._player.display.say(words)

    def over(self) -> None:
        """Somebody's attempt is handed over to be kept for good."""
        self._soon()

    def _soon(self) -> None:
        """After all that is due now."""
        player = self._player
        player.agenda.move(player.clock.now_ns(), "halfway", self._keep)

    def _keep(self) -> None:
        tracks = [track for track in self._player.tracks if track.attempt.lane.running is not None]
        records = tuple(_broken_off(self._run.header.id, t.attempt, self._player.clock.now_ns()) for t in tracks)
        states = {athlete: self._states[athlete] for athlete in self._changed}
        self._changed.clear()
        self._owed.until_kept(partial(self._show, states))
        self._journal.halfway(self._run.header.id, records)

    def _show(self, states: dict[str, RunnerState], run: str | None) -> None:
        test = self._board.state.test
        if test is not None and run == self._run.header.id:
            test.runners |= states
            self._board.touch("test")


def _state(before: RunnerState, attempt: Attempt, step: Shuttles) -> RunnerState:
    run, far = attempt.lane.running, reached(attempt.task, attempt.lane)
    assert run is not None
    assert far is not None
    return replace(
        before,
        status="done" if attempt.lane.outcome else "running" if run.over_ns is None else "over",
        missed=(run.until or run.next) - 1 in run.missed,
        stopped=run.stopped,
        beams=bool(step.beams) and not run.taps,
        level=far.level,
        shuttle=far.shuttle,
        metres=far.metres,
    )


def _broken_off(run: str, attempt: Attempt, now_ns: int) -> AttemptRecord:
    """The attempt as it is kept if this was all of it; without its raw edges, which are many."""
    lane, step = attempt.lane, attempt.task.steps[attempt.lane.index]
    missed = missed_words(lane.running, step) if lane.running is not None and isinstance(step, Shuttles) else []
    notes = (*lane.notes, *missed, BROKEN_OFF)
    verdict = Verdict("stopped", None, notes=notes, reached=reached(attempt.task, lane))
    return replace(attempt.record(run, verdict, now_ns), edges=())
