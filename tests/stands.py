"""A field whose edges a test sets, and the engine's own Runner on it in virtual time.

``ScriptedField`` keeps the contract of ``hardware.base.Field`` one layer down: its lamps and loudspeakers are those of
the simulated field, its pads and beams do what the test says, each edge with a stamp and a time on its way.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

from builders import MS, S
from reps import plan_for, planned, still_drill

from hardware.base import Component, Edge, Sensor, Station
from hardware.clock import Inbox, SimulatedClock
from hardware.simulated_devices import SimulatedGate, SimulatedSpeaker
from hardware.spec import GateSpec, SpeakerSpec
from sequences.model import Drill, Plan, PlannedRep
from trainer.care.today import Known
from trainer.engine.attempt import Attempt
from trainer.engine.care import NOTHING
from trainer.engine.keeping import Kept
from trainer.engine.runner import Runner
from trainer.facts import Athlete, AttemptRecord, RunHeader, Verdict

QUIET = ("idle", "stopped", "done")  # phases of no run
ATHLETES = tuple(Athlete(f"id-{name}", name) for name in ("Anna", "Ben", "Cem", "Dora"))

LAYOUT: dict[str, tuple[tuple[float, float], tuple[str, ...]]] = {
    "start": ((0.0, 0.0), ("pad",)),
    "call-left": ((-2.0, 8.0), ("gate",)),
    "call-right": ((2.0, 8.0), ("gate", "speaker")),
    "front": ((0.0, 5.0), ("beam",)),
    "mid": ((0.0, 0.0), ("beam",)),
    "deep": ((0.0, -4.0), ("beam",)),
    "left": ((-4.0, 4.0), ("gate", "beam")),
    "right": ((4.0, 4.0), ("gate", "beam")),
}


class BusyClock(SimulatedClock):
    """Virtual time in which somebody can be busy: time passes and nobody waits."""

    def busy(self, until_ns: int) -> None:
        self._now_ns = max(self._now_ns, until_ns)


class ScriptedTrigger:
    """A pad or a beam whose levels a test sets ahead. Edges are posted by the field when they arrive."""

    doubt = (Component("stamp", "uniform", 1.0),)

    def __init__(self, station: str, sensor: Sensor, clock: SimulatedClock, lockout_ns: int, delivery_ns: int) -> None:
        self.station, self.sensor = station, sensor
        self.lockout_ns, self.delivery_ns = lockout_ns, delivery_ns
        self.body = Component("body", "normal", 5e6 if sensor == "pad" else 15e6)
        self.first_body = Component("body, first break", "normal", 5e6 if sensor == "pad" else 25e6)
        self.levels: list[tuple[int, bool]] = []
        self._clock = clock

    @property
    def is_active(self) -> bool:
        now_ns = self._clock.now_ns()
        return next((level for t_ns, level in reversed(self.levels) if t_ns <= now_ns), False)

    def close(self) -> None:
        self.levels.clear()


class ScriptedField:
    """The stations of LAYOUT, or of another class's own ``layout``. ``gates``, ``speakers``: devices to hang there
    instead of simulated ones; ``mute``: no speaker."""

    simulated = True
    edges = "by the test"
    notes: tuple[str, ...] = ()
    name = "scripted"
    layout = LAYOUT

    def __init__(
        self,
        *,
        clock: SimulatedClock,
        inbox: Inbox,
        pad_lockout_ns: int = 40 * MS,
        delivery_ns: int = 25 * MS,
        latency_ns: int = 0,
        gates: dict[str, Any] | None = None,
        speakers: dict[str, Any] | None = None,
        mute: bool = False,
        pressed: tuple[str, ...] = (),
    ) -> None:
        self.clock, self.inbox = clock, inbox
        self.briefs: list[tuple[str, ...]] = []
        self.seen: list[tuple[str, int]] = []  # lamps that lit, sounds that sounded: station, instant
        self._coming: list[tuple[int, int, Edge]] = []
        self._count = 0
        self._delivery_ns, self._lockouts = delivery_ns, {"pad": pad_lockout_ns, "beam": 0}
        self._latency_ns, self._mute, self._gates, self._speakers = latency_ns, mute, gates or {}, speakers or {}
        self.stations = {name: self._station(name, at, has) for name, (at, has) in self.layout.items()}
        for name in pressed:  # from the first, and nobody told
            self.edge(name, True, 0, lost=True)

    def _station(self, name: str, at: tuple[float, float], carries: tuple[str, ...]) -> Station:
        gate = speaker = None
        if "gate" in carries:
            gate = self._gates.get(name) or SimulatedGate(name, GateSpec(()), clock=self.clock, seen=self._note)
        if "speaker" in carries and not self._mute:
            spec = SpeakerSpec(latency_ns=self._latency_ns)
            simulated = SimulatedSpeaker(name, spec, clock=self.clock, heard=self._note)
            speaker = self._speakers.get(name) or simulated
        pad = self._trigger(name, "pad") if "pad" in carries else None
        beam = self._trigger(name, "beam") if "beam" in carries else None
        return Station(name, at, gate, speaker, pad, beam)

    def _trigger(self, name: str, sensor: Sensor) -> ScriptedTrigger:
        return ScriptedTrigger(name, sensor, self.clock, self._lockouts[sensor], self._delivery_ns)

    def _note(self, station: str, t_ns: int) -> None:
        self.seen.append((station, t_ns))

    def edge(self, station: str, active: bool, t_ns: int, *, delay_ns: int = 0, lost: bool = False) -> None:
        """An edge stamped t_ns that arrives delay_ns later; ``lost``: only the level changes."""
        trigger = self.stations[station].pad or self.stations[station].beam
        assert isinstance(trigger, ScriptedTrigger)
        insort(trigger.levels, (t_ns, active))
        if not lost:
            self._count += 1
            heappush(self._coming, (t_ns + delay_ns, self._count, Edge(station, trigger.sensor, active, t_ns)))

    def brief(self, words: tuple[str, ...]) -> None:
        self.briefs.append(words)

    def next_ns(self) -> int | None:
        return self._coming[0][0] if self._coming else None

    def pump(self, now_ns: int) -> None:
        while self._coming and self._coming[0][0] <= now_ns:
            self.inbox.put(heappop(self._coming)[2])

    def revive(self) -> None:
        """Nothing goes."""

    def dark_now(self) -> bool:
        gates = [s.gate for s in self.stations.values() if s.gate is not None]
        return all(g.colour == (0.0, 0.0, 0.0) for g in gates)


class Shelf:
    """A journal that keeps records in lists. While ``stalled`` nothing comes back kept."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox
        self.stalled = False
        self.records: list[AttemptRecord] = []
        self.late: list[tuple[int, tuple[Edge, ...]]] = []
        self.rescored: list[AttemptRecord] = []
        self.half: tuple[AttemptRecord, ...] = ()  # those half way, as they were kept last
        self._owed: list[Kept] = []

    def attempt(self, record: AttemptRecord) -> None:
        self.records.append(record)
        self._keep(record.run, record.seq)

    def edges(self, run: str, seq: int, edges: tuple[Edge, ...], *, lane: int = 1) -> None:
        self.late.append((seq, edges))

    def again(self, record: AttemptRecord) -> None:
        self.rescored.append(record)
        self._keep(record.run, record.seq)

    def halfway(self, run: str, records: tuple[AttemptRecord, ...]) -> None:
        self.half = records
        self._keep(run, 0)

    def _keep(self, run: str, seq: int) -> None:
        self._owed.append(Kept(run, seq))
        if not self.stalled:
            self.recover()

    def recover(self) -> None:
        """The disk takes everything that waited."""
        self.stalled = False
        for kept in self._owed:
            self.inbox.put(kept)
        self._owed.clear()


class Stand:
    """The engine on a scripted field, in virtual time. A function put into the inbox is called in its turn."""

    def __init__(
        self,
        *,
        slept: Callable[[], int] | None = None,
        kind: type[ScriptedField] = ScriptedField,
        clock: SimulatedClock | None = None,
        **options: Any,
    ) -> None:
        self.clock, self.inbox = clock or BusyClock(), Inbox()
        self.field = kind(clock=self.clock, inbox=self.inbox, **options)
        self.journal = Shelf(self.inbox)
        self.told: list[tuple[int, dict[str, Any]]] = []
        self.runner = Runner(
            field=self.field,
            clock=self.clock,
            inbox=self.inbox,
            journal=self.journal,
            tell=lambda message: self.told.append((self.clock.now_ns(), message)),
            slept=slept,
        )
        self.runner.on_command = lambda call: call()

    # --- the run --------------------------------------------------------------------------------------------

    def start(self, plan: Plan, run: str = "run-1", known: Known = NOTHING) -> None:
        self.runner.start(plan, RunHeader(run, "session-1", 0.0, ATHLETES[: plan.athletes]), known)

    def until(self, ready: Callable[[], Any], limit_ns: int = 300 * S) -> None:
        """Steps until it is so. An assertion fails when it does not happen within the limit, in virtual time."""
        end_ns = self.clock.now_ns() + limit_ns
        while not ready():
            assert self.clock.now_ns() < end_ns, "it did not happen"
            self.runner.step()

    def run_to(self, t_ns: int) -> None:
        """Everything due up to t_ns, and what has come in."""
        self.runner.agenda.put(t_ns, "the test's own", lambda: None)
        while self.clock.now_ns() < t_ns or not self.inbox.empty():
            self.runner.step()

    def run_for(self, ns: int) -> None:
        self.run_to(self.clock.now_ns() + ns)

    @property
    def now(self) -> Attempt:
        attempt = self.runner.player.now
        assert attempt is not None
        return attempt

    @property
    def phase(self) -> str:
        return self.runner.board.state.phase

    @property
    def records(self) -> list[AttemptRecord]:
        return self.journal.records

    @property
    def verdict(self) -> Verdict:
        return self.records[-1].verdict

    @property
    def outcomes(self) -> list[str]:
        return [r.verdict.outcome for r in self.records]

    # --- the athlete ----------------------------------------------------------------------------------------

    def edge(self, station: str, active: bool, t_ns: int, **more: Any) -> None:
        self.field.edge(station, active, t_ns, **more)

    def beam(self, station: str, t_ns: int, for_ns: int = 100 * MS, **more: Any) -> None:
        self.edge(station, True, t_ns, **more)
        self.edge(station, False, t_ns + for_ns, **more)

    def on_pad(self) -> None:
        """The next attempt begins, and somebody gets onto the pad unless he is there."""
        self.until(lambda: self.runner.player.now is not None)
        if ("start", "pad") not in self.runner.player.triggers.active:
            self.edge("start", True, self.clock.now_ns() + 500 * MS)

    def planned_cue(self) -> int:
        """Runs until a cue is planned and not yet given. Returns its due instant."""
        self.until(lambda: self.runner.player.now is not None and self.runner.agenda.has("cue"))
        assert self.now.showing is not None
        return self.now.showing.due_ns

    def cue(self) -> int:
        """Runs until the cue has appeared. Returns its onset."""
        self.planned_cue()
        self.until(lambda: self.now.shown is not None)
        assert self.now.shown is not None
        return self.now.shown.onset_ns

    def cue_number(self, n: int) -> int:
        """Runs until so many cues of the attempt have appeared. Returns the onset of the last."""
        self.until(lambda: self.runner.player.now is not None and len(self.now.appeared) >= n)
        return self.now.appeared[n - 1].onset_ns

    def decided(self, count: int = 1) -> Verdict:
        """Runs until so many attempts have been judged, all in all."""
        self.until(lambda: len(self.records) >= count)
        return self.verdict

    def back_over_mid(self) -> int:
        """One attempt of moving_drill: into the front beam, still, back through mid. Returns the arming break."""
        self.until(lambda: self.runner.player.now is not None)
        t_ns = self.clock.now_ns()
        self.edge("front", True, t_ns + 500 * MS)
        self.edge("front", False, t_ns + 2 * S)
        self.beam("mid", t_ns + 4 * S)
        return t_ns + 4 * S

    def hit(self, station: str | None = None, reaction_ns: int = 300 * MS) -> Verdict:
        """One attempt of still_drill, right: onto the pad, off it, through the gate (of the cue)."""
        count = len(self.records) + 1
        self.on_pad()
        onset_ns = self.cue()
        shown = self.now.task.shown
        assert shown is not None
        self.edge("start", False, onset_ns + reaction_ns)
        self.beam(station or shown.target[0], onset_ns + 1500 * MS)
        return self.decided(count)


def started(built: Drill | None = None, *reps: PlannedRep, **options: Any) -> Stand:
    """A stand whose run of these reps (of still_drill, unless said otherwise) has just been started."""
    stand = Stand(**options)
    stand.start(plan_for(built or still_drill(), *reps))
    return stand


def pair(reps: int = 2, sets: int = 1, **options) -> Stand:
    """Anna and Ben in turn."""
    order = [(s, r, a) for s in range(1, sets + 1) for r in range(1, reps + 1) for a in (1, 2)]
    built = still_drill(sets=sets, reps=reps)
    return started(built, *(planned(0, athlete=a, rep=r, set_=s) for s, r, a in order), **options)


def who(stand: Stand) -> list[str]:
    return [r.athlete.name for r in stand.records]


def play_on(stand: Stand) -> None:
    """Everybody hits until the run is over."""
    stand.until(lambda: stand.runner.player.now is None or stand.runner.player.now.shown is None)
    while True:
        stand.until(lambda: stand.phase in QUIET or stand.runner.player.now is not None)
        if stand.phase in QUIET:
            return
        stand.hit()
