"""Plays one attempt on the devices: gives the machine its events, carries out its actions, closes it with a verdict.

Several may be on at once, one a lane. Each has its own names on the agenda; lamps and loudspeakers they share.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, partial
from typing import NamedTuple, Protocol

from hardware.base import Edge, Field
from hardware.clock import Clock
from sequences.model import Alternative, Ready
from trainer.engine.agenda import Agenda
from trainer.engine.attempt import Attempt
from trainer.engine.display import Display
from trainer.engine.lane import CALL, Action, Broke, Cancel, Event, Keep, Passed, Present, Shown, Speak
from trainer.engine.pace import Pacer
from trainer.engine.presentation import Showing, Stage
from trainer.engine.rep import advance, follow
from trainer.engine.stepping import finish
from trainer.engine.triggers import Triggers
from trainer.engine.verdict import STAMP, replay
from trainer.engine.watch import Watch, unleft, was_seen
from trainer.engine.words import calls_of

CLEAR_POLL_NS = 50_000_000  # a beam still broken after the last arrival: how often it is looked at
CLEAR_LIMIT_NS = 1_000_000_000  # and for how long at the most
SEEN_NS = 3_000_000_000  # who left a pad that did not say so has come by elsewhere within so long


class Names(NamedTuple):
    """What an attempt has on the agenda."""

    cue: str
    off: str
    deadline: str
    close: str

    @classmethod
    @cache
    def of(cls, slot: int) -> Names:
        return cls(*(f"{name} {slot + 1}" if slot else name for name in ("cue", "cue off", "deadline", "close")))


@dataclass(slots=True)
class Hands:
    """The devices of the field, and who sees to them."""

    field: Field
    clock: Clock
    agenda: Agenda
    stage: Stage
    display: Display
    pacer: Pacer
    triggers: Triggers
    watch: Watch


class Others(Protocol):
    """The attempts beside this one, as it needs them."""

    def over(self, track: Track) -> None:
        """It has been judged."""

    def news(self, track: Track) -> None:
        """Its lane has a new state."""

    def lamps(self, track: Track) -> set[str]:
        """Those that the others show now."""

    def is_last(self, track: Track) -> bool:
        """Are all the others decided?"""


class Track:
    """One attempt."""

    def __init__(self, hands: Hands, attempt: Attempt, slot: int, others: Others) -> None:
        self.attempt = attempt
        self.slot = slot
        self._hands = hands
        self._names = Names.of(slot)
        self._others = others

    @property
    def is_decided(self) -> bool:
        """Does it wait only for the last edges to come in?"""
        return self.attempt.lane.outcome is not None

    # --- what happens ---------------------------------------------------------------------------------------

    def event(self, event: Event, stamp_ns: int) -> None:
        """Tells the machine; ``stamp_ns``: an edge stamped before this comes out of order from now on."""
        attempt = self.attempt
        if attempt.lane.outcome is not None:
            return
        if stamp_ns < attempt.told_ns:
            attempt.told = None
        else:
            attempt.told_ns = stamp_ns
            if attempt.told is not None and isinstance(event, Edge | Shown):
                attempt.told.append(event)
        for action in advance(attempt.task, attempt.lane, event):
            self._act(action)
        self._follow()

    def edge(self, edge: Edge) -> None:
        """An edge that counts."""
        attempt = self.attempt
        if edge.t_ns < attempt.began_ns:
            active = set(attempt.active)
            follow(active, edge)
            attempt.active = frozenset(active)
        else:
            attempt.counted.append(edge)
        if edge.t_ns < attempt.told_ns:
            self._rethink()
        else:
            self.event(edge, edge.t_ns)

    @property
    def calls(self) -> tuple[str, ...]:
        """What the coach may call now; empty where no tap is waited for."""
        return calls_of(self.attempt.task, self.attempt.lane)

    def call(self, name: str, travel_ns: int = 0) -> None:
        """The coach has tapped one of those; the tap's travel to here is kept beside it."""
        attempt, now_ns = self.attempt, self._hands.clock.now_ns()
        cue = attempt.task.cue
        if cue is not None:
            chosen = next(n for n, a in enumerate(cue.alternatives) if a.name == name)
            attempt.task, attempt.told = replace(attempt.task, alternative=chosen), None
        if travel_ns:
            attempt.edges.append(Edge("tap", "told", True, now_ns - travel_ns))
        self.tell(f"{CALL}{name}", now_ns)

    def tell(self, name: str, t_ns: int) -> None:
        """A fact of the trainer's own, kept among the edges."""
        told = Edge(name, "told", True, t_ns)
        self.attempt.edges.append(told)
        self.edge(told)

    def join(self, spoken: int) -> None:
        """The attempt has begun a while ago, at began_ns: what has come since is told at once. So many words have been
        said already."""
        self.attempt.spoken = spoken
        self.attempt.told_ns = self.attempt.began_ns
        self._rethink()

    def broke(self, t_ns: int, note: str) -> None:
        """Equipment failed."""
        self.event(Broke(t_ns, note), t_ns)

    def end(self, note: str = "") -> None:
        """Ends the attempt from outside, at once: it is kept as stopped, or as it had been decided already."""
        lane = self.attempt.lane
        if lane.outcome is None:
            if note:
                lane.note(note)
            finish(lane, "stopped", self._hands.clock.now_ns())
        self._cancel()
        if self._others.is_last(self):
            self._hands.pacer.stop()
        self._hand_over()

    def spoil(self, note: str) -> None:
        """Decided, and by a trigger that does not work: lost after all."""
        self._hands.display.say(note)
        self.attempt.lane.outcome = "lost"
        self.attempt.lane.note(note)

    def _follow(self) -> None:
        """What the lane's new state asks for."""
        hands, lane = self._hands, self.attempt.lane
        if lane.outcome is not None:
            self._decided()
        elif (due_ns := lane.due) is not None:
            hands.agenda.move(due_ns + hands.triggers.delivery_ns, self._names.deadline, self._deadline)
        else:
            hands.agenda.drop(self._names.deadline)
        self._others.news(self)

    def _deadline(self) -> None:
        """Everything stamped up to the step's deadline has been delivered."""
        due_ns = self.attempt.lane.due
        if due_ns is not None:
            self.event(Passed(due_ns), due_ns + 1)

    def _act(self, action: Action) -> None:
        if isinstance(action, Present):
            self._present(action.shown, action.due_ns)
        elif isinstance(action, Cancel):
            self._cancel()
        elif isinstance(action, Keep):
            self._hands.pacer.keep(action.pace, action.start_ns)
        elif not self.slot:  # what is said to all is said once
            self.attempt.spoken += 1
            self._hands.display.say(action.text, action.sound, action.language, action.gain)

    def _rethink(self) -> None:
        """An edge came that is older than what the machine was told since: all of it again, in the order of stamps."""
        hands, attempt = self._hands, self.attempt
        if attempt.lane.outcome == "lost":
            return
        known_ns = hands.clock.now_ns() - hands.triggers.delivery_ns
        attempt.lane, actions = replay(attempt.task, attempt.evidence(known_ns), sorted(attempt.counted, key=STAMP))
        attempt.told = None
        hands.agenda.drop(self._names.close)
        for unsaid in [a for a in actions if isinstance(a, Speak)][attempt.spoken :]:
            self._act(unsaid)
        if attempt.lane.kept is not None:
            self._act(attempt.lane.kept)
        due_ns = attempt.awaits_ns
        planned_ns = attempt.showing.asked_ns if attempt.showing and hands.agenda.has(self._names.cue) else None
        if due_ns != planned_ns:
            self._cancel()
            awaited = attempt.lane.awaited
            if due_ns is not None and awaited is not None and awaited.shown is not None:
                self._present(awaited.shown, due_ns)
        self._follow()

    # --- the cue --------------------------------------------------------------------------------------------

    def _present(self, shown: Alternative, due_ns: int) -> None:
        """Tells the devices. The lamps of a cue before are dark by then; what overrides one puts them out itself."""
        hands, attempt, names = self._hands, self.attempt, self._names
        if attempt.showings and attempt.is_switching:
            hands.agenda.drop(names.off)
        elif attempt.showings:
            self._lamps_off()
        showing = hands.stage.prepare(shown, due_ns, self._place(), off_m=attempt.off_m)
        attempt.plan(showing)
        for n, (at_ns, _) in enumerate(showing.fires):
            hands.agenda.put(at_ns, names.cue, partial(self._fire, showing, n))
        if not showing.fires:
            hands.agenda.put(due_ns, names.cue, partial(self.broke, due_ns, "nothing here can give this cue"))

    def _place(self) -> tuple[float, float]:
        """Where the athlete is when the cue comes: at the last place named before it."""
        stations, attempt = self._hands.field.stations, self.attempt
        marks = attempt.lane.marks
        name = marks[-1].station if marks else next((s.role for s in attempt.task.steps if isinstance(s, Ready)), "")
        return stations[name].at if name in stations else (0.0, 0.0)

    def _fire(self, showing: Showing, number: int) -> None:
        """The device of this number, from 0, gives the cue; after the last of them it has appeared."""
        hands, attempt = self._hands, self.attempt
        if number == 0 and attempt.is_switching:
            self._lamps_off(but=showing.alternative.show)
        _, fire = showing.fires[number]
        onset = fire()
        if onset is not None:
            showing.onsets.append(onset)
            if onset.kind == "sound" and showing.heard is not None:
                hands.display.sounds(onset.station, showing.heard)
        if number < len(showing.fires) - 1:
            return
        best = showing.best()
        if best is None:
            self.broke(showing.due_ns, "the cue could not be given: no device presented it")
            return
        shown = Shown(best.t_ns, showing.late)
        attempt.appeared.append(shown)
        cue = attempt.task.cue
        if cue is not None and cue.for_ns is not None:
            hands.agenda.put(showing.due_ns + cue.for_ns, self._names.off, self._lamps_off)
        self.event(shown, best.t_ns)

    def _lamps_off(self, but: tuple[str, ...] = ()) -> None:
        """The lamps of this attempt dark, those that another shows too apart."""
        self._hands.agenda.drop(self._names.off)
        self._hands.display.lamps_off({*but, *self._others.lamps(self)})

    def _cancel(self) -> None:
        hands, attempt = self._hands, self.attempt
        hands.agenda.drop(self._names.cue)
        hands.stage.cancel(attempt.showing)
        self._lamps_off()

    # --- the end of it --------------------------------------------------------------------------------------

    def _decided(self) -> None:
        hands, attempt = self._hands, self.attempt
        self._cancel()
        if self._others.is_last(self):
            hands.pacer.stop()
        hands.agenda.drop(self._names.deadline)
        sure_ns = max(attempt.settled_ns, attempt.told_ns)  # what the decision hangs on may be stamped up to here
        hands.agenda.move(sure_ns + hands.triggers.delivery_ns, self._names.close, self._close)

    def _close(self) -> None:
        """Everything that could matter has been delivered, unless somebody stands in the last beam."""
        hands, attempt = self._hands, self.attempt
        now_ns = hands.clock.now_ns()
        if self._may_be_stuck(now_ns):
            return
        running = attempt.settled_ns > attempt.lane.ended_ns
        broken = running and attempt.last_trigger in hands.triggers.active
        if broken and now_ns < attempt.lane.ended_ns + CLEAR_LIMIT_NS:
            hands.agenda.move(now_ns + CLEAR_POLL_NS, self._names.close, self._close)
            return
        self._hand_over()

    def _may_be_stuck(self, now_ns: int) -> bool:
        """No answer, and the pad says that he is still on it: it is waited for a while, lest he come by elsewhere."""
        hands, attempt = self._hands, self.attempt
        key = unleft(attempt.task, attempt.lane)
        if key is None or key not in hands.triggers.active:
            return False
        if was_seen(hands.watch.places, attempt.lane, attempt.counted, key):
            self.spoil(hands.watch.doubt(key))
            return False
        waits = now_ns < attempt.lane.ended_ns + SEEN_NS
        if waits:
            hands.agenda.move(now_ns + CLEAR_POLL_NS, self._names.close, self._close)
        return waits

    def _hand_over(self) -> None:
        """Judges, and tells the player."""
        hands, attempt = self._hands, self.attempt
        now_ns = hands.clock.now_ns()
        attempt.closed_ns, attempt.kept = now_ns, len(attempt.edges)
        attempt.verdict = attempt.judge(hands.triggers.sensing, now_ns)
        hands.agenda.drop(self._names.deadline)
        hands.agenda.drop(self._names.close)
        self._others.over(self)
