"""The default simulated field on a simulated clock, played by the loop that an engine uses."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from hardware.base import Edge, Sound, Tone
from hardware.clock import Clock, Inbox, SimulatedClock
from hardware.field_file import parse_field
from hardware.simulated import SimulatedField
from hardware.spec import FieldSpec

MS = 1_000_000
S = 1_000_000_000
WHITE = (1.0, 1.0, 1.0)
BEEP = Sound("beep", (Tone(1000.0, 100.0),))
SPEC = parse_field(
    "simulated", tomllib.loads(files("hardware").joinpath("fields/simulated.toml").read_text(encoding="utf-8"))
)

GO = ("on start", "cue go", "leave start", "pass deep")
BREAK = ("on start", "cue go", "or right", "leave start", "arrive left")
MOVING = ("on front", "leave front", "pass mid", "cue go", "or right", "pass mid", "arrive left")
MOVING_CATCH = ("on front", "leave front", "pass mid", "cue none", "pass deep")
SHUFFLE = ("on start", "cue go", "or side-right", "leave start", "arrive side-left", "arrive start")
WALL = ("on start", "cue go", "leave start", "arrive stop", "hold stop 1000", "arrive start")
SHUTTLE = ("on front", "cue go", "leave front", "pass mid", "pass mid", "pass front")
AGILITY = ("on start", "own", "leave start", "pass centre", "pass centre")
STAY = ("on start", "cue stay", "hold start 2000")
CATCH = ("on start", "cue none", "hold start 2000")
CHOREOGRAPHIES = (GO, BREAK, MOVING, MOVING_CATCH, SHUFFLE, WALL, SHUTTLE, AGILITY, STAY, CATCH)


class Rig:
    """``edges``: all that came so far, in the order they were posted."""

    def __init__(self, *, clock: Clock | None = None, spec: FieldSpec = SPEC, **options) -> None:
        self.clock = clock or SimulatedClock()
        self.inbox = Inbox()
        self.field = SimulatedField(spec, inbox=self.inbox, clock=self.clock, **options)
        self.edges: list[Edge] = []

    def brief(self, words: tuple[str, ...], athlete: int = 1) -> None:
        self.field.brief((f"as {athlete}", *words))

    def run(self, for_ns: int) -> list[Edge]:
        """Let this time pass. Returns the edges that came."""
        end_ns, before = self.clock.now_ns() + for_ns, len(self.edges)
        while True:
            next_ns = self.field.next_ns()
            item = self.clock.wait_until(end_ns if next_ns is None else min(end_ns, next_ns), self.inbox)
            self.field.pump(self.clock.now_ns())
            if item is not None:
                self.edges.append(item)
            elif self.clock.now_ns() >= end_ns and self.inbox.empty():
                return self.edges[before:]

    def until(self, station: str, active: bool = True, limit_ns: int = 20 * S) -> Edge | None:
        """Let time pass until this edge comes; None when it does not."""
        end_ns = self.clock.now_ns() + limit_ns
        while self.clock.now_ns() < end_ns:
            next_ns = self.field.next_ns()
            step_ns = end_ns if next_ns is None else min(end_ns, next_ns)
            for edge in self.run(step_ns - self.clock.now_ns()):
                if edge.station == station and edge.active is active:
                    return edge
        return None

    def light(self, station: str = "left") -> int:
        gate = self.field.stations[station].gate
        gate.prepare(WHITE, self.clock.now_ns())
        return gate.fire().t_ns

    def sound(self, station: str = "call-right") -> int:
        speaker = self.field.stations[station].speaker
        speaker.prepare(BEEP, self.clock.now_ns())
        return speaker.fire().t_ns

    def active(self) -> list[str]:
        """Names of the stations whose pad or beam is active now."""
        triggers = [(s.name, t) for s in self.field.stations.values() for t in (s.pad, s.beam) if t is not None]
        return [name for name, trigger in triggers if trigger.is_active]

    def rep(self, words: tuple[str, ...], *, athlete: int = 1, wait_ns: int = 2500 * MS, sound: bool = False) -> int:
        """One whole rep: he stands (or passes mid, in motion), the cue comes wait_ns later, time passes until all is
        over. Returns the cue's instant."""
        self.brief(words, athlete)
        ready = words[words.index("pass mid") if words[:3] == MOVING[:3] else 0].split()[1]
        if self.until(ready) is not None:
            self.run(wait_ns)
        cue_ns = self.sound() if sound else self.light()
        self.run(15 * S)
        return cue_ns


def first(edges: list[Edge], station: str, active: bool, after_ns: int) -> int | None:
    """The instant of the first such edge after this one."""
    return next((e.t_ns for e in edges if e.station == station and e.active is active and e.t_ns > after_ns), None)


def seen(edges: list[Edge]) -> list[str]:
    """Every change as a word, "+start" and "-start", with bounce and double breaks (under 70 ms) taken out."""
    kept: list[Edge] = []
    for edge in edges:
        same = [e for e in kept if e.station == edge.station]
        if same and edge.active and edge.t_ns - same[-1].t_ns < 70 * MS:
            kept.remove(same[-1])
        elif not same or same[-1].active is not edge.active:
            kept.append(edge)
    return [("+" if e.active else "-") + e.station for e in kept]
