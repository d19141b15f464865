"""The engine's one mind: a loop over what is due and what comes in, and the run that is on.

The same Runner serves in real time (on the real clock, in the engine's process) and in virtual time (on the simulated
clock, in the caller's). It reads no drill file and draws nothing: the plan comes as data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from hardware.base import Edge, Field
from hardware.chatter import Chatter
from hardware.clock import Clock, Inbox
from sequences.model import Plan
from trainer.care.today import Known
from trainer.engine import queue as turns
from trainer.engine.agenda import Agenda
from trainer.engine.attempt import KEEP_NS, Attempt
from trainer.engine.bind import bind_drill
from trainer.engine.board import Board, Tell
from trainer.engine.care import NOTHING, Care
from trainer.engine.halfway import Halfway
from trainer.engine.keeping import Journal, Kept, Owed
from trainer.engine.messages import StationState
from trainer.engine.play import Player
from trainer.engine.relay import Relay
from trainer.engine.run import Run
from trainer.engine.stalls import Stalls
from trainer.errors import Refused
from trainer.facts import RunHeader, Verdict

OFF = ("idle", "stopped", "done")  # phases in which no run is on
QUIET_NS = 5_000_000  # nothing is told to phones when something is due sooner than this
CLEAR_NS = 250_000_000  # a lane that is not clear is looked at again after so long
NEXT_NS = 1_500_000_000  # the time stays on the phone for at least so long before the next athlete is called


class Runner:
    """Everything the engine knows: the field's player, the run that is on, and what the phones see."""

    def __init__(
        self,
        *,
        field: Field,
        clock: Clock,
        inbox: Inbox,
        journal: Journal,
        tell: Tell,
        temperature_c: float = 20.0,
        notes: tuple[str, ...] = (),
        tidy: Callable[[], None] = lambda: None,
        slept: Callable[[], int] | None = None,
        watched: bool = True,
    ) -> None:
        self.field, self.clock, self.inbox, self.journal = field, clock, inbox, journal
        self.tidy, self._notes = tidy, notes
        self._stalls, self._may_sleep = Stalls(slept), slept is not None
        self.agenda = Agenda()
        self.board = Board(tell, changes=watched)
        self.care = Care(self.board, is_on=watched)
        self.player = Player(
            field=field,
            clock=clock,
            agenda=self.agenda,
            board=self.board,
            temperature_c=temperature_c,
            closed=self._closed,
            redecided=self._redecided,
        )
        self.run: Run | None = None
        self.relay: Relay | None = None
        self.unkept = Owed(self.board, self.agenda, clock)
        self.on_command: Callable[[Any], None] | None = None
        stations = {
            s.name: StationState(s.at, s.carries, driver=s.speaker.driver if s.speaker is not None else None)
            for s in field.stations.values()
        }
        self.board.set(field={"name": field.name, "simulated": field.simulated}, stations=stations)
        self.board.set(notes=(*field.notes, *notes))

    # --- the loop -------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Waits for what comes next and deals with it, cues before all else; much too late, the attempt is lost."""
        clock, inbox = self.clock, self.inbox
        due_ns, edge_ns = self.agenda.next_ns(), self.field.next_ns()
        wake_ns = due_ns if edge_ns is None or (due_ns is not None and due_ns <= edge_ns) else edge_ns
        if self.board.is_dirty and (wake_ns is None or wake_ns - clock.now_ns() > QUIET_NS):
            self.board.flush()
        item = clock.wait_until(wake_ns, inbox)
        now_ns = clock.now_ns()
        late_ns = -1 if due_ns is None else now_ns - due_ns
        if (late_ns > 0 or self._may_sleep) and (trouble := self._stalls.look(due_ns, now_ns)):
            self.player.lose(trouble)
        if late_ns >= 0:
            self.agenda.run(now_ns)
        if edge_ns is not None and edge_ns <= now_ns:
            self.field.pump(now_ns)
        if item is not None or not inbox.empty():  # a simulated field may just have posted one
            self.take(inbox.get() if item is None else item)

    def take(self, item: Any) -> None:
        """One item of the inbox."""
        if isinstance(item, Edge):
            self.player.edge(item)
        elif isinstance(item, Chatter):
            self.player.watch.chatters((item.station, item.sensor), item.t_ns)
        elif isinstance(item, Kept):
            self.unkept.kept(self.run.header.id if self.run is not None else None)
        elif self.on_command is not None:
            self.on_command(item)

    @property
    def is_running(self) -> bool:
        return self.board.state.phase not in OFF

    @property
    def is_finished(self) -> bool:
        """The run is over and everything of it is kept."""
        return self.board.state.phase in OFF and not self.unkept and not self.agenda.has("keep")

    # --- the run --------------------------------------------------------------------------------------------

    def start(self, plan: Plan, header: RunHeader, known: Known = NOTHING) -> None:
        """Binds the plan to the field and calls the first athlete. Raises Refused, BindError."""
        if self.is_running:
            raise Refused("a run is on: stop it first")
        carries = {s.name: s.carries for s in self.field.stations.values()}
        bound = bind_drill(plan.drill, carries, dict(header.bind))
        self._keep_edges()
        self.agenda.drop("test off")
        self.player.display.lamps_off()
        self.run = Run(plan, header, bound, turns.open_queue(plan), self.field.simulated)
        self.player.watch.places = self.run.places
        self.relay = Relay.of(self.run, self.player, self.clock)
        Halfway.of(self.run, self.player, self.board, self.journal, self.unkept)
        self._unspoken = self.player.stage.sounds.load(bound.steps)
        self.board.set(run=self.run.state(), lanes=(), test=self.run.test_state())
        self.board.set(last=None, said=None, pausing=False, rest_s=None, out=(), phase="ready")
        self.care.begins(self.run, known)
        self._next(self.run)

    def _next(self, run: Run) -> None:
        """The next thing in the run: an athlete's turn, a rest between sets, a pause, or the end."""
        if turns.run_over(run.queue):
            self._over("done")
        elif self.board.state.pausing:
            self.board.set(phase="paused", pausing=False)
            self._name(run)
        elif turns.set_over(run.queue):
            rest_ns = run.plan.drill.rest_ns
            self.board.set(phase="rest", rest_s=rest_ns / 1e9, turn=None)
            self.agenda.move(self.clock.now_ns() + rest_ns, "next", self._next_set)
        else:
            self._call(run)

    def _next_set(self) -> None:
        """After the rest; what was struck out during it is run before."""
        if self.run is not None:
            if turns.set_over(self.run.queue):
                self.run.queue = turns.next_set(self.run.queue)
            self.board.set(phase="ready", rest_s=None)
            self._next(self.run)

    def _name(self, run: Run) -> None:
        turn = run.queue.now
        self.board.set(turn=run.turn_state(turn) if turn else None, queue=run.coming())

    def _call(self, run: Run) -> None:
        """Names the next athlete; the attempt begins when the lane is clear and the athlete has rested."""
        now_ns = self.clock.now_ns()
        run.queue = turns.upcoming(run.queue, self.care.resting(run, now_ns))
        self._name(run)
        clear_ns = self.player.quiet_since_ns(run.stations) + run.clear_after_ns
        rested_ns = self.care.rested_ns(run.athlete(run.queue.now).id) if run.queue.now else 0
        rested_ns = max(rested_ns, run.due_ns())
        due_ns = max(clear_ns, now_ns + NEXT_NS if run.seq else now_ns)
        if rested_ns > due_ns:
            self.board.set(phase="rest", rest_s=(rested_ns - now_ns) / 1e9)
        self.agenda.move(max(due_ns, rested_ns), "next", self._begin)
        self._between()

    def _between(self) -> None:
        """Between reps: what the last one left behind is tidied up, and a device that has gone is tried again."""
        self.tidy()
        self.field.revive()
        notes = (*self.field.notes, *self._notes, *self._unspoken)
        if notes != self.board.state.notes:
            self.board.set(notes=notes)

    def _begin(self) -> None:
        run = self.run
        if run is None or run.queue.now is None:
            return
        self._keep_edges()
        self.player.watch.places = run.places
        self.player.reread()
        if self._is_hindered() or self._runs_out(run):
            return
        self.board.set(said=None, rest_s=None)
        active = frozenset(self.player.triggers.active)
        shown = run.plan.drill.format not in ("queue", "paced")
        self.player.begin_all(run.attempts(self.clock.now_ns(), active), shown=shown)

    def _runs_out(self, run: Run) -> bool:
        """Somebody has come by on the way since the next athlete was called: he is waited for."""
        way = self.player.watch.places.way
        clear_ns = self.player.quiet_since_ns(way) + run.clear_after_ns
        if not way or clear_ns <= self.clock.now_ns():
            return False
        self.agenda.move(clear_ns, "next", self._begin)
        return True

    def _is_hindered(self) -> bool:
        """A trigger that does not work is said, and the run pauses; where somebody is in the way it waits for him."""
        watch, now_ns = self.player.watch, self.clock.now_ns()
        broken = watch.broken
        if not broken and watch.is_clear:
            return False
        words = broken or watch.in_the_way(now_ns)
        if words and words != self.board.state.said:
            self.player.display.say(words)
        if broken:
            self.board.set(phase="paused")
        else:
            self.agenda.move(now_ns + CLEAR_NS, "next", self._begin)
        return True

    def _over(self, phase: str) -> None:
        self.agenda.drop("next")
        self.board.set(phase=phase, turn=None, queue=(), pausing=False, rest_s=None, care=())
        if phase == "done":
            self.player.display.say("Well done", "done")

    # --- verdicts -------------------------------------------------------------------------------------------

    def _closed(self, attempt: Attempt, verdict: Verdict) -> None:
        """An attempt is judged: keep it, then show it, then go on."""
        run = self.run
        if run is None:
            return
        record = attempt.record(run.header.id, verdict, attempt.lane.ended_ns)
        self.unkept.owe(run.row(record), first=True)
        self.journal.attempt(record)
        self.agenda.move(attempt.closed_ns + KEEP_NS, "keep", self._keep_edges)
        run.took(attempt, verdict)
        self.player.display.lane_over(attempt, verdict)
        if self.relay is not None:
            self.relay.leg_over(attempt, verdict)
        if verdict.outcome != "stopped":
            self.care.took(run, record)
            if self.is_running and ("nobody came" in verdict.notes or self.player.watch.broken):
                self.board.set(pausing=True)
        if not self.player.tracks:
            self._all_over(run)

    def _all_over(self, run: Run) -> None:
        """Nobody is on any more: on to what comes next."""
        if self.is_running:
            self.board.set(phase="time")
        if not run.answered():
            return
        if run.plan.drill.format in ("versus", "relay") and run.is_even:
            self.player.display.places()
        self._count(run)
        if self.is_running:
            self._next(run)

    def _count(self, run: Run) -> None:
        if self.board.state.run is not None:
            self.board.state.run.done = run.done
            self.board.touch("run")

    def _redecided(self, attempt: Attempt, verdict: Verdict) -> None:
        """An edge came after the verdict and belongs before it: a second scoring, and the row shown again."""
        if self.run is not None:
            record = attempt.record(self.run.header.id, verdict, attempt.lane.ended_ns)
            self.unkept.owe(self.run.row(record), first=False)
            self.journal.again(record)

    def _keep_edges(self) -> None:
        """The edges that came after the verdicts of the attempts before."""
        self.agenda.drop("keep")
        for before in self.player.befores:
            late = tuple(before.edges[before.kept :])
            if late and self.run is not None:
                self.journal.edges(self.run.header.id, before.seq, late, lane=before.number)
        self.player.befores.clear()

    # --- the coach ------------------------------------------------------------------------------------------

    def stop(self) -> None:
        """All lamps off and one second of low tone, at once; the attempt that is on is kept."""
        self.player.stage.dark()
        self.player.display.show_lamps()
        self.player.display.say("Stop", "stop")
        if self.is_running:
            self._over("stopped")
        self.player.end()

    def pause(self) -> None:
        """After this rep."""
        if not self.is_running or self.board.state.phase == "paused":
            return
        if self.player.now is None and not self._is_between_sets:
            self.agenda.drop("next")
            self.board.set(phase="paused", rest_s=None)
        else:
            self.board.set(pausing=True)

    @property
    def _is_between_sets(self) -> bool:
        return self.board.state.phase == "rest" and self.board.state.turn is None

    def resume(self) -> None:
        """On with the run, where it was; a rest that is on is over, unless only a pause is taken back."""
        phase, turn = self.board.state.phase, self.board.state.turn
        if phase == "paused" and self.run is not None:
            self.board.set(phase="ready")
            self._next(self.run)
        elif phase == "rest" and not self.board.state.pausing:
            if turn is not None:
                self.care.wave(turn.athlete_id)
            self.agenda.move(self.clock.now_ns(), "next", self._next_set if turn is None else self._begin)
        else:
            self.board.set(pausing=False)

    def skip(self) -> None:
        """This turn is left out, unless it had been decided already; the next athlete comes up."""
        run = self.run
        if run is None or not self.is_running or run.queue.now is None:
            raise Refused("nobody's turn to leave out")
        if self.player.is_decided or run.ended:
            self.player.end("left out")
            return
        self.agenda.drop("next")
        self.player.end("left out")
        run.queue = turns.skipped(run.queue)
        self._count(run)
        if self.board.state.phase == "paused":
            self.board.set(pausing=True)
        self._next(run)

    def sit(self, athlete_id: str, *, out: bool) -> None:
        """Somebody sits out from now on, or comes back."""
        run = self.run
        if run is None or not self.is_running:
            raise Refused("no run is on")
        place = run.place(athlete_id)
        if out:
            self.player.leave_out(place)
        run.queue = turns.seated(run.queue, place, out=out)
        self.board.set(out=tuple(run.header.athletes[n - 1].id for n in sorted(run.queue.out)))
        self.call_again(run)

    def call_again(self, run: Run) -> None:
        """Who is next may be another now, unless somebody is on or it is a rest between sets."""
        if self.is_running and self.player.now is None and not self._is_between_sets:
            if self.board.state.phase == "paused":
                self.board.set(pausing=True)
            self.agenda.drop("next")
            self._next(run)

    def decided(self, seq: int) -> tuple[Run, int, turns.Turn]:
        """The run and the attempt meant by seq, 0 being the last decided. Raises Refused."""
        if self.run is None:
            raise Refused("no run yet")
        return (self.run, *self.run.decided(seq, but=self.player.on))

    def correct(self, seq: int, change: Mapping[str, Any]) -> None:
        """The last row shown, after a correction that the caller has written."""
        last = self.board.state.last
        if last is not None and last["seq"] == seq:
            self.board.set(last={**last, **change})

    def void(self, seq: int, *, again: bool) -> int:
        """Struck out; with ``again`` it is run again at the end of its set, unless the run was stopped. Returns the
        attempt's number."""
        run, number, turn = self.decided(seq)
        self.care.struck(run, number)
        self.correct(number, {"outcome": "void", "words": "struck out"})
        if again and (self.is_running or self.board.state.phase == "done"):
            run.queue = turns.again(run.queue, run.latest(turn))
            self._count(run)
            if not self.is_running and run.queue.now is not None:  # the last rep of all: the run goes on for it
                self.board.set(phase="ready")
                self._next(run)
        return number

    def reassign(self, seq: int, athlete_id: str) -> int:
        """The attempt was another athlete's; his next turn goes to the one whose turn it would have been."""
        run, number, turn = self.decided(seq)
        place = run.place(athlete_id)
        run.queue = turns.swapped(run.queue, turn, place, on=[t.attempt.turn.row for t in self.player.tracks])
        run.by_seq[number] = replace(turn, athlete=place)
        self.care.moved(run, number, athlete_id)
        self.correct(number, {"athlete": run.header.athletes[place - 1].name, "athlete_id": athlete_id})
        return number
