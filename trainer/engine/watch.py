"""The health of the pads and beams: which chatter, which are stuck, which stand in the way of a rep.

A trigger that chatters is shut off: its edges are dropped before anything else is done with them, until it has been
quiet for two seconds. One that has been pressed or broken for 30 s while nobody is asked to stand there is named. A rep
does not begin while a trigger it needs is shut off, or pressed or broken where the way should be clear.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from hardware.base import Edge
from hardware.chatter import QUIET_NS, EdgeRate
from sequences.model import Cue, Expect, Follow, Hold, OwnStart, Ready, Step, Switch, Wait
from trainer.engine.agenda import Agenda
from trainer.engine.board import Board
from trainer.engine.lane import Key, LaneState, Task
from trainer.engine.triggers import Triggers

STUCK_NS = 30_000_000_000
LOOK_NS = 5_000_000_000  # while somebody is asked to stand there it is looked at again after so long
PASSING_NS = 1_000_000_000  # somebody on the way back is no fault yet


@dataclass(frozen=True, slots=True)
class Places:
    """What the reps of a drill need: all triggers, those the athlete stands on at some time, those that are to be clear
    when he begins. ``way``: the stations of these."""

    needed: frozenset[Key] = frozenset()
    stood_on: frozenset[Key] = frozenset()
    clear: frozenset[Key] = frozenset()
    way: tuple[str, ...] = ()


def places_of(steps: Sequence[Step]) -> Places:
    """Of bound steps: they name stations."""
    targets = [t for s in steps if isinstance(s, Cue | Switch) for a in s.alternatives if a.go for t in a.target]
    begun: set[Key] = set()
    stood: set[Key] = set()
    other: set[Key] = set()
    for step in steps:
        match step:
            case Ready() | OwnStart():
                begun.add((step.role, step.sensor))
            case Wait() if step.guard is not None and step.guard_sensor is not None:
                (other if step.guard_edge == "pass" else begun).add((step.guard, step.guard_sensor))
            case Cue() if step.still is not None:
                (stood if step.still.kind == "hold" else other).add((step.still.role, step.still.sensor))
            case Follow():
                other |= {(station, step.sensor) for station in (*step.seen, *step.targets)}
            case Hold():
                beams = {(name, step.sensor) for name in step.between}
                stood |= {(step.role, step.sensor)} - beams
                other |= beams | ({(step.under, "beam")} if step.under else set())
            case Expect():
                other |= {(r, a.sensor) for a in step.answers for r in a.roles or targets}
    stood |= begun
    needed = frozenset(stood | other)
    clear = needed - begun
    return Places(needed, frozenset(stood), clear, tuple(station for station, _ in clear))


def unleft(task: Task, lane: LaneState) -> Key | None:
    """The trigger that is to be left first when the lane ended without an answer; None when it ended otherwise."""
    step = task.steps[lane.index] if lane.outcome == "omission" else None
    if not isinstance(step, Expect):
        return None
    answer = next((a for n, a in enumerate(step.answers) if n not in lane.answered and not a.optional), None)
    if answer is None or answer.kind != "leave" or not answer.roles:
        return None
    return answer.roles[0], answer.sensor


def was_seen(places: Places, lane: LaneState, edges: Sequence[Edge], but: Key) -> bool:
    """Did the athlete pass any other place of the rep after the cue?"""
    ahead = places.needed - {but}
    return any(e.active and e.t_ns > lane.entered_ns and (e.station, e.sensor) in ahead for e in edges)


class Watch:
    """``shut`` is called when a trigger has been shut off, with words; ``back`` when it is heard again; ``in_rep`` says
    whether an attempt is on. ``places``: of the run that is on."""

    def __init__(
        self,
        triggers: Triggers,
        agenda: Agenda,
        board: Board,
        *,
        shut: Callable[[Key, str], None],
        back: Callable[[Key], None],
        in_rep: Callable[[], bool],
        now_ns: int,
    ) -> None:
        self.places = Places()
        self._triggers, self._agenda, self._board = triggers, agenda, board
        self._shut, self._back, self._in_rep = shut, back, in_rep
        self._rates = {key: EdgeRate() for key in triggers.devices}
        self._looks = {key: f"stuck {_name(key)}" for key in triggers.devices}  # names on the agenda
        self._off: set[Key] = set()  # shut off
        self._doubted: set[Key] = set()  # stood on, it says, by somebody who was seen elsewhere
        self._faults: dict[Key, str] = {}  # in words
        self._since: dict[Key, int] = {}  # pressed or broken since
        for key in triggers.active:
            self._began(key, now_ns)

    # --- edges ----------------------------------------------------------------------------------------------

    def hears(self, key: Key, t_ns: int) -> bool:
        """Is the raw edge of this stamp to be looked at? Of a trigger that is shut off none is."""
        rate = self._rates.get(key)
        if rate is not None and (take := rate.take(t_ns)) != "edge":
            if take == "chatter":
                self.chatters(key, t_ns)
            return False
        return key not in self._off

    def chatters(self, key: Key, t_ns: int) -> None:
        """The trigger chatters, as is seen here or said by its device: it is shut off until two seconds after t_ns."""
        self._agenda.move(t_ns + QUIET_NS, f"quiet {_name(key)}", partial(self._quiet, key))
        if key in self._off:
            return
        self._ended(key)
        self._off.add(key)
        words = f"{_name(key)} chatters and is shut off: look at its wire"
        self._fault(key, words)
        self._shut(key, words)

    def is_off(self, key: Key) -> bool:
        return key in self._off

    def counted(self, edge: Edge) -> None:
        """An edge that counts."""
        if edge.active:
            self._began((edge.station, edge.sensor), edge.t_ns)
        else:
            self._ended((edge.station, edge.sensor))

    def _quiet(self, key: Key) -> None:
        self._off.discard(key)
        self._fault(key)
        self._back(key)

    # --- stuck ----------------------------------------------------------------------------------------------

    def _began(self, key: Key, t_ns: int) -> None:
        self._since[key] = t_ns
        self._look(key, t_ns + STUCK_NS)

    def _ended(self, key: Key) -> None:
        self._since.pop(key, None)
        self._doubted.discard(key)
        self._agenda.drop(self._looks[key])
        if self._faults.get(key) and key not in self._off:
            self._fault(key)

    def _look(self, key: Key, at_ns: int) -> None:
        self._agenda.move(at_ns, self._looks[key], partial(self._stuck, key, at_ns))

    def _stuck(self, key: Key, now_ns: int) -> None:
        if self._in_rep() and key in self.places.stood_on:
            self._look(key, now_ns + LOOK_NS)
        else:
            self._fault(key, f"{_name(key)} has been {_on(key)} for 30 s: look at it")

    def doubt(self, key: Key) -> str:
        """The athlete was seen elsewhere while this trigger said that he was still on it. In words."""
        self._doubted.add(key)
        self._fault(key, f"{_name(key)} did not say that it was left: look at it")
        return self._faults[key]

    def _fault(self, key: Key, words: str = "") -> None:
        """Shown at the station until it is over, which it is with no words."""
        if words == self._faults.get(key, ""):
            return
        self._faults[key] = words
        here = (w for k, w in sorted(self._faults.items()) if w and k[0] == key[0])
        self._board.state.stations[key[0]].fault = "; ".join(here) or None
        self._board.touch("stations")

    # --- before a rep ---------------------------------------------------------------------------------------

    def begins(self, now_ns: int) -> None:
        """An attempt begins: who stands where he is asked to may do so for longer."""
        for key in self.places.stood_on - self._off - self._doubted:
            if self._faults.get(key):
                self._fault(key)
                self._look(key, now_ns + LOOK_NS)

    @property
    def broken(self) -> str:
        """Why the run cannot go on, in words; empty when it can. A trigger that it needs is shut off or stuck."""
        in_the_way = self._in_the_way()
        if not (in_the_way or self._off or self._doubted):
            return ""
        stuck = {key for key in in_the_way if self._faults.get(key)}
        keys = (self._off | self._doubted) & self.places.needed | stuck
        return "; ".join(self._faults[key] for key in sorted(keys))

    @property
    def is_clear(self) -> bool:
        """Is nothing pressed or broken but where the rep begins?"""
        return not self._in_the_way()

    def in_the_way(self, now_ns: int) -> str:
        """What has been pressed or broken for longer than somebody takes to pass, in words; empty when nothing has."""
        lasting = sorted(k for k in self._in_the_way() if now_ns - self._since.get(k, now_ns) >= PASSING_NS)
        return "; ".join(f"{_name(key)} is {_on(key)}: look at it" for key in lasting)

    def _in_the_way(self) -> frozenset[Key]:
        return self.places.clear & self._triggers.active


def _name(key: Key) -> str:
    station, sensor = key
    return f"{sensor} {station}"


def _on(key: Key) -> str:
    return "pressed" if key[1] == "pad" else "broken"
