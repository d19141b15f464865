"""The devices of the field in the hands of the attempts that are on: edges go to them, verdicts come from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from hardware.base import Edge, Field
from hardware.clock import Clock
from sequences.shuttles import Shuttles
from trainer.engine.agenda import Agenda
from trainer.engine.attempt import KEEP_NS, Attempt
from trainer.engine.board import Board
from trainer.engine.brief import Briefs
from trainer.engine.display import Display
from trainer.engine.lane import ALL_READY, Began, Key
from trainer.engine.pace import Pacer
from trainer.engine.presentation import Stage
from trainer.engine.standing import is_off
from trainer.engine.track import Hands, Track
from trainer.engine.triggers import RECENT_NS, Triggers
from trainer.engine.watch import Watch
from trainer.errors import Refused
from trainer.facts import Verdict

Judged = Callable[[Attempt, Verdict], None]


class Halfway(Protocol):
    """Who shows how far those have come who run by signals."""

    def news(self, track: Track) -> None:
        """One lane has a new state."""

    def over(self) -> None:
        """Somebody's attempt is handed over to be kept for good."""


class Player:
    """``tracks``: the attempts that are on; ``befores``: those that keep their edges until two seconds after their
    verdicts."""

    def __init__(
        self,
        *,
        field: Field,
        clock: Clock,
        agenda: Agenda,
        board: Board,
        temperature_c: float,
        closed: Judged,
        redecided: Judged,
    ) -> None:
        self.field = field
        self.clock = clock
        self.agenda = agenda
        self.board = board
        self.stage = Stage(field.stations, temperature_c)
        self.display = Display(self.stage, clock=clock, agenda=agenda, board=board)
        self.pacer = Pacer(self.stage, clock=clock, agenda=agenda)
        self.triggers = Triggers(field.stations)
        self._settles = {
            key: (f"settle {key[0]} {key[1]}", partial(self._settle, key)) for key in self.triggers.devices
        }
        self.watch = Watch(
            self.triggers,
            agenda,
            board,
            shut=self._shut,
            back=self._back,
            in_rep=lambda: bool(self.tracks),
            now_ns=clock.now_ns(),
        )
        self._hands = Hands(field, clock, agenda, self.stage, self.display, self.pacer, self.triggers, self.watch)
        self.tracks: list[Track] = []
        self.befores: list[Attempt] = []
        self.last_edge_ns: dict[str, int] = {}  # by station
        self._briefs: defaultdict[int, Briefs] = defaultdict(Briefs)  # by lane
        self.off: Callable[[Attempt], None] | None = None  # told when somebody is off his mark, over and over
        self.halfway: Halfway | None = None  # of a test that everybody runs at once
        self._closed = closed
        self._redecided = redecided

    # --- the attempts ---------------------------------------------------------------------------------------

    @property
    def now(self) -> Attempt | None:
        """The first of the attempts that are on."""
        return self.tracks[0].attempt if self.tracks else None

    @property
    def on(self) -> frozenset[int]:
        """The numbers (seq) of the attempts that are on."""
        return frozenset(track.attempt.seq for track in self.tracks)

    @property
    def before(self) -> Attempt | None:
        """The last attempt that was judged, as long as it keeps its edges."""
        return self.befores[-1] if self.befores else None

    def begin_all(self, attempts: Sequence[Attempt], *, shown: bool) -> None:
        """These begin together now; ``shown``: lane by lane."""
        if shown:
            self.display.lanes(attempts)
        for attempt in attempts:
            self.begin(attempt)

    def begin(self, attempt: Attempt) -> None:
        """The attempt begins now."""
        self.watch.begins(attempt.began_ns)
        self.field.brief(self._briefs[attempt.place].of(attempt.task, attempt.turn.athlete, attempt.place))
        self._on(attempt).event(Began(attempt.began_ns, attempt.active), attempt.began_ns)

    def _on(self, attempt: Attempt) -> Track:
        taken = [track.slot for track in self.tracks]
        slot = next(n for n in range(len(taken) + 1) if n not in taken)
        track = Track(self._hands, attempt, slot, self)
        self.tracks.append(track)
        attempt.edges += self.triggers.recent(attempt.began_ns - RECENT_NS)
        return track

    def news(self, track: Track) -> None:
        """A lane has a new state: it is shown, the first that is on in full; and who waits for others may go on."""
        attempt, first = track.attempt, self._first()
        if track is first:
            self.display.show(attempt.task, attempt.lane)
        if self.board.state.lanes:
            self.display.show_lane(attempt)
        if attempt.lane.running is not None:
            self._trust(track)
            if self.halfway is not None:
                self.halfway.news(track)
        if first.attempt.lane.steady_ns is not None and not first.is_decided:
            self._meet()
        if self.off is not None and is_off(attempt.task, attempt.lane):
            self.off(attempt)

    def _first(self) -> Track:
        """The first of those who are on that is not decided, if any is not."""
        for track in self.tracks:
            if track.attempt.lane.outcome is None:
                return track
        return self.tracks[0]

    def _trust(self, track: Track) -> None:
        """Who runs by signals is judged by the coach's taps alone once a beam of his lane is shut off."""
        attempt, step = track.attempt, track.attempt.task.steps[track.attempt.lane.index]
        if attempt.lane.running is None or attempt.lane.running.taps or not isinstance(step, Shuttles):
            return
        if any(self.watch.is_off((beam, "beam")) for beam in step.beams):
            track.tell(step.taps, self.clock.now_ns())

    def _meet(self) -> None:
        """When all who are on are ready, they are told so, for one and the same instant."""
        on = [track for track in self.tracks if not track.is_decided]
        lanes = [track.attempt.lane for track in on]
        since = [lane.steady_ns for lane in lanes if lane.steady_ns is not None and lane.gap_ns is None]
        if len(since) == len(lanes):
            ended = [track.attempt.lane.ended_ns for track in self.tracks if track.is_decided]
            all_ready_ns = max(*since, *ended, 0) + 1
            for track in on:
                track.tell(ALL_READY, all_ready_ns)

    def is_last(self, track: Track) -> bool:
        """Are all the others decided?"""
        return all(t.is_decided for t in self.tracks if t is not track)

    def lamps(self, track: Track) -> set[str]:
        """Those that the others show now."""
        showings = [t.attempt.showing for t in self.tracks if t is not track and not t.is_decided]
        return {lamp for showing in showings if showing is not None for lamp in showing.alternative.show}

    @property
    def is_decided(self) -> bool:
        """Are attempts on, all of them decided and waiting only for the last edges to come in?"""
        return bool(self.tracks) and all(track.is_decided for track in self.tracks)

    def end(self, note: str = "") -> None:
        """Ends what is on from outside, at once: it is kept as stopped, or as it had been decided already."""
        for track in tuple(self.tracks):
            if track in self.tracks:  # the end of one may be that of another
                track.end(note)

    @property
    def calls(self) -> tuple[str, ...]:
        """What the coach may call now."""
        return next((track.calls for track in self.tracks if track.calls), ())

    def call(self, name: str, travel_ns: int = 0) -> None:
        """The coach's tap: in each lane that waits for it this cue comes now. Refused where none does."""
        waiting = [track for track in self.tracks if track.calls]
        if name not in self.calls:
            allowed = ", ".join(self.calls)
            raise Refused(
                f"call: {name!r} is not called here; allowed: {allowed}" if allowed else "no cue waits for a tap"
            )
        for track in waiting:
            track.call(name, travel_ns)
            attempt = track.attempt
            briefs = self._briefs[attempt.place]
            self.field.brief(briefs.called(attempt.task, attempt.turn.athlete, attempt.place))

    def end_lane(self, number: int, note: str) -> None:
        """What is on in this lane ends at once."""
        for track in [t for t in self.tracks if t.attempt.number == number and not t.is_decided]:
            track.end(note)

    def last_in_lane(self, number: int) -> Attempt | None:
        """Who began last of those who are on in this lane."""
        return next((t.attempt for t in reversed(self.tracks) if t.attempt.number == number), None)

    def leave_out(self, athlete: int) -> None:
        """What this athlete (by number) is doing ends at once."""
        for track in [t for t in self.tracks if t.attempt.turn.athlete == athlete]:
            track.end("left out")

    def lose(self, note: str) -> None:
        """The trainer's own fault, said and kept: what is on is lost, unless it had been decided before."""
        undecided = [track for track in self.tracks if not track.is_decided]
        if undecided:
            self.display.say(note)
        for track in undecided:
            track.broke(self.clock.now_ns(), note)

    def over(self, track: Track) -> None:
        """An attempt has been judged."""
        attempt = track.attempt
        self.tracks.remove(track)
        self.befores.append(attempt)
        if attempt.verdict is not None:
            self._closed(attempt, attempt.verdict)
        if self.halfway is not None:
            self.halfway.over()

    # --- edges ----------------------------------------------------------------------------------------------

    def edge(self, edge: Edge) -> None:
        """A raw edge from a device, whatever is on."""
        if edge.sensor == "told":
            self._told(edge)
            return
        station, t_ns = edge.station, edge.t_ns
        key = station, edge.sensor
        if not self.watch.hears(key, t_ns):
            return
        for track in self.tracks:
            if station not in track.attempt.deaf:
                track.attempt.edges.append(edge)
        for before in self.befores:
            self._late_news(before, edge)
        if t_ns > self.last_edge_ns.get(station, 0):
            self.last_edge_ns[station] = t_ns
        for counted in self.triggers.feed(key, edge):
            self._counted(counted)
        self._lock(key)

    def _told(self, edge: Edge) -> None:
        """The coach's word on somebody who runs by signals: a fact of that attempt alone."""
        for track in tuple(self.tracks):
            step = track.attempt.task.steps[track.attempt.lane.index]
            if isinstance(step, Shuttles) and edge.station in (step.missed, step.stopped):
                track.attempt.edges.append(edge)
                track.edge(edge)

    def quiet_since_ns(self, stations: Sequence[str] = ()) -> int:
        """When the last edge of these stations was, or of any."""
        last = self.last_edge_ns
        return max([last[s] for s in stations if s in last] if stations else last.values(), default=0)

    def _lock(self, key: Key) -> None:
        """Puts the end of the trigger's lock-out on the agenda, once."""
        lock = self.triggers.locks.get(key)
        if lock is not None and lock.due_ns is not None:
            name, settle = self._settles[key]
            if not self.agenda.has(name):
                self.agenda.put(lock.due_ns, name, settle)

    def _settle(self, key: Key) -> None:
        now_ns = self.clock.now_ns()
        for counted in self.triggers.settle(key, now_ns):
            if counted.t_ns == now_ns:  # known by its level alone: a fact all the same
                for track in self.tracks:
                    if counted.station not in track.attempt.deaf:
                        track.attempt.edges.append(counted)
            self._counted(counted)
        self._lock(key)

    def reread(self) -> None:
        """Levels are read, lest a rep begin on what is long over."""
        for counted in self.triggers.reread(self.clock.now_ns()):
            self._counted(counted)
            self._lock((counted.station, counted.sensor))

    def _shut(self, key: Key, words: str) -> None:
        """A trigger chatters: it is nobody's any more."""
        self.agenda.drop(self._settles[key][0])
        for track in tuple(self.tracks):
            self._trust(track)
        if key not in self.watch.places.needed:
            return
        for track in tuple(self.tracks):
            if key[0] in track.attempt.deaf:
                continue
            if track.is_decided:
                track.spoil(words)
            else:
                self.display.say(words)
                track.broke(self.clock.now_ns(), words)

    def _back(self, key: Key) -> None:
        self.triggers.renew(key)
        self.reread()

    def _counted(self, edge: Edge) -> None:
        self.watch.counted(edge)
        state = self.board.state.stations.get(edge.station)
        if state is not None:
            setattr(state, edge.sensor, edge.active)
            self.board.touch("stations")
        for track in tuple(self.tracks):
            if edge.station not in track.attempt.deaf:
                track.edge(edge)

    def _late_news(self, before: Attempt, edge: Edge) -> None:
        """An edge of an attempt before: kept, and when it is older than the verdict, the attempt is judged again."""
        if edge.t_ns > before.closed_ns + KEEP_NS or edge.station in before.deaf:
            return
        before.edges.append(edge)
        if edge.t_ns <= before.closed_ns and before.verdict is not None:
            again = before.judge(self.triggers.sensing, before.closed_ns)
            if again != before.verdict:
                before.verdict = again
                self._redecided(before, again)
