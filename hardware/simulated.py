"""The simulated field: every device of a field file, and virtual athletes who use it.

It runs by the loop that runs a real field, on either clock:

    item = clock.wait_until(min(due_ns, field.next_ns()), inbox)
    field.pump(clock.now_ns())

Virtual athletes know the choreography of a rep from its brief; lights they see and sounds they hear only when a
device of this field truly fires. docs/simulated-field.md says what is simulated and what is not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from random import Random

from hardware.athletes import draw_traits, read_figures, shuttle_kmh, span_ns
from hardware.base import Edge, Sensor, Station
from hardware.clock import Clock, Inbox
from hardware.errors import FieldError
from hardware.simulated_athlete import VirtualAthlete
from hardware.simulated_body import Place
from hardware.simulated_brief import Brief, Signals, read_brief
from hardware.simulated_contacts import Contacts, Touched
from hardware.simulated_day import Day
from hardware.simulated_devices import SOUND_DOUBT_NS, SimulatedGate, SimulatedSpeaker, SimulatedTrigger
from hardware.simulated_faults import LOOSE, WORN, Fault, read_fault
from hardware.simulated_habits import age_of, put_in, read_habit
from hardware.simulated_shuttles import ShuttleRunner, Tap
from hardware.spec import FieldSpec, StationSpec, TriggerSpec


@dataclass(slots=True)
class _Lane:
    """Who is on beside the others: the athlete, or who runs by signals, his number, what he is going to touch, how far
    the sounds of this brief lie from their stamps."""

    contacts: Contacts = field(default_factory=Contacts)
    rng: Random = field(default_factory=Random)
    number: int = 0
    athlete: VirtualAthlete | None = None
    runner: ShuttleRunner | None = None
    sound_off_ns: int = 0


class SimulatedField:
    """A field with nothing wired. The same seed and the same calls give the same edges, to the nanosecond.

    ``faults``: names from hardware.simulated_faults.FAULTS. ``profile``: "ordinary", "perfect" (never errs) or "clumsy"
    athletes; None when nobody comes and only fingers press. ``age``: of all of them. ``habits``, beside those of the
    field file: names from hardware.simulated_habits.HABITS. Raises FieldError for a fault, a habit, a profile or an age
    that there is not.
    """

    simulated = True
    edges = "edges are simulated, as are their stamps"

    def __init__(
        self,
        spec: FieldSpec,
        *,
        inbox: Inbox,
        clock: Clock,
        seed: int = 0,
        faults: tuple[str, ...] = (),
        profile: str | None = "ordinary",
        age: int = 12,
        habits: tuple[str, ...] = (),
    ) -> None:
        self.name = spec.name
        self._inbox = inbox
        self._clock = clock
        self._seed = seed
        self._profile = profile
        self._age = age
        self._lanes = {1: _Lane()}
        self._alone: Contacts | None = self._lanes[1].contacts  # of the only lane there is
        self._late: list[tuple[int, int, Edge]] = []  # arrival, rising number, edge
        self._late_count = 0
        self._habits = [read_habit(text) for text in (*spec.habits, *habits)]
        self._days: dict[int, Day] = {}
        self._sound_mps = 331.3 * math.sqrt(1.0 + spec.temperature_c / 273.15)
        broken = [read_fault(text) for text in faults]
        self.stations: Mapping[str, Station] = {s.name: self._station(s, broken) for s in spec.stations}
        self._places = {s.name: self._place(self.stations[s.name]) for s in spec.stations}
        self._triggers = [t for p in self._places.values() for t in (p.pad, p.beam) if t is not None]
        self._rank: dict[Touched, int] = {trigger: n for n, trigger in enumerate(self._triggers)}
        self._break(broken)
        named = (
            *(f"fault on purpose: {text}" for text in faults),
            *(f"put in: {text}" for text in (*spec.habits, *habits)),
        )
        self.notes = (*spec.notes, *named)
        if profile is not None:
            self._who(1)

    # Building

    def _station(self, spec: StationSpec, broken: list[Fault]) -> Station:
        clock, name = self._clock, spec.name
        here = [fault for fault in broken if fault.station == name]
        return Station(
            name=name,
            at=spec.at,
            gate=SimulatedGate(name, spec.gate, clock=clock, seen=self._seen) if spec.gate else None,
            speaker=SimulatedSpeaker(name, spec.speaker, clock=clock, heard=self._heard, paced=self._signal)
            if spec.speaker
            else None,
            pad=self._trigger(name, "pad", spec.pad, here),
            beam=self._trigger(name, "beam", spec.beam, here),
        )

    def _trigger(
        self, name: str, sensor: Sensor, spec: TriggerSpec | None, broken: list[Fault]
    ) -> SimulatedTrigger | None:
        if spec is None:
            return None
        late_ns = sum(f.ns for f in broken if f.kind == "late")
        loose = [f for f in broken if f.kind == "chatter"]

        def post(edge: Edge) -> None:
            if late_ns:
                self._post_later(edge, edge.t_ns + late_ns)
            else:
                self._post(edge)
            if loose:
                loose.clear()
                self._chatter(edge)

        return SimulatedTrigger(name, sensor, spec, post=post if broken else self._post)

    def _post(self, edge: Edge) -> None:
        self._inbox.put(edge)
        if self._alone is None and edge.active:
            for lane in self._lanes.values():
                if lane.athlete is not None:
                    lane.athlete.sees(edge.station, edge.t_ns)

    def _chatter(self, edge: Edge) -> None:
        often, gap_ns = LOOSE
        for n in range(1, often + 1):
            t_ns = edge.t_ns + n * gap_ns
            self._post_later(replace(edge, active=edge.active == (n % 2 == 0), t_ns=t_ns), t_ns)

    def _post_later(self, edge: Edge, at_ns: int) -> None:
        self._late_count += 1
        heappush(self._late, (at_ns, self._late_count, edge))

    def _place(self, station: Station) -> Place:
        pad, beam = station.pad, station.beam
        assert pad is None or isinstance(pad, SimulatedTrigger)
        assert beam is None or isinstance(beam, SimulatedTrigger)
        return Place(*station.at, pad, beam)

    def _break(self, broken: list[Fault]) -> None:
        for fault in broken:
            if fault.kind == "bounce":
                for trigger in self._triggers:
                    trigger.bounces = WORN
                continue
            place = self._at(fault.station)
            hit = {"stuck": [place.pad], "stuck beam": [place.beam], "dead": [place.beam]}.get(
                fault.kind, [place.pad, place.beam]
            )
            if not any(hit):
                raise FieldError("fault", f"station {fault.station!r} has nothing that can be {fault.kind}")
            for touched in hit:
                if touched is not None and fault.kind not in ("late", "chatter"):
                    touched.fault = fault.kind

    def _at(self, station: str) -> Place:
        place = self._places.get(station)
        if place is None:
            raise FieldError("station", f"there is no {station!r} on this field; it has {', '.join(self._places)}")
        return place

    # The athlete

    def brief(self, words: tuple[str, ...]) -> None:
        """The next athlete comes; the one before in his lane walks off. Raises FieldError for words nobody
        understands."""
        brief = read_brief(words)
        for station in brief.stations.difference(self._places):
            self._at(station)
        now_ns = self._clock.now_ns()
        self.pump(now_ns)
        if self._profile is None:
            return
        day = self._who(brief.athlete)
        day.begins(now_ns)
        lane = self._lane(brief.lane)
        lane.rng.seed(f"{self._seed}:{brief.athlete}:{day.reps}")
        lane.sound_off_ns = int((2.0 * lane.rng.random() - 1.0) * SOUND_DOUBT_NS)
        stands = self._stands(brief, lane)
        lane.contacts.not_before_ns = now_ns
        left = [trigger for trigger in lane.contacts.on if trigger in self._rank]
        left.sort(key=self._rank.__getitem__)
        lane.contacts.clear(left, stands, lambda: now_ns + span_ns(lane.rng, day.traits.pace.step_off_ms))
        lane.number = brief.athlete
        lane.athlete = lane.runner = None
        if brief.signals is not None:
            lane.runner = self._line_up(brief.athlete, brief.signals, lane)
            return
        lane.athlete = VirtualAthlete(
            day,
            brief,
            rng=lane.rng,
            places=self._places,
            contacts=lane.contacts,
            now_ns=now_ns,
            stands=stands,
        )

    def _lane(self, number: int) -> _Lane:
        lane = self._lanes.get(number)
        if lane is None:
            lane = self._lanes[number] = _Lane()
            self._alone = None
        return lane

    def _line_up(self, number: int, signals: Signals, lane: _Lane) -> ShuttleRunner:
        """One more who runs by signals."""
        figures, age = read_figures().shuttle, age_of(self._habits, number, self._age)
        rests = any(way.to == "rest" for way in signals.ways)
        speed = shuttle_kmh(lane.rng, figures, age, profile=self._profile or "", rests=rests)
        return ShuttleRunner(
            signals,
            figures,
            speed,
            rng=lane.rng,
            contacts=lane.contacts,
            places={
                line: self._places[name] if name else None
                for line, name in (("near", signals.near), ("far", signals.far))
            },
            tap=Tap(signals.tap, self._inbox.put),
        )

    def _signal(self, at_ns: int) -> None:
        """A signal was told ahead for this instant."""
        for lane in self._lanes.values():
            if lane.runner is not None:
                lane.runner.signal(at_ns)

    def _who(self, number: int) -> Day:
        day = self._days.get(number)
        if day is None:
            rng, age = Random(f"{self._seed}:{number}"), age_of(self._habits, number, self._age)
            traits = draw_traits(rng, number, profile=self._profile or "", age=age)
            day = self._days[number] = Day(put_in(self._habits, traits))
        return day

    def _stands(self, brief: Brief, lane: _Lane) -> SimulatedTrigger | None:
        """What the athlete is on already when he is briefed again."""
        if brief.athlete != lane.number or brief.first is None:
            return None
        place = self._places[brief.first]
        trigger = place.pad or place.beam
        return trigger if trigger is not None and trigger.body_on else None

    def _seen(self, _: str, t_ns: int) -> None:
        self.pump(t_ns)
        for lane in self._lanes.values():
            if lane.athlete is not None:
                lane.athlete.perceive(t_ns)

    def _heard(self, station: str, t_ns: int) -> None:
        """Sound lies within its doubt and takes its time to travel."""
        self.pump(self._clock.now_ns())
        for lane in self._lanes.values():
            if lane.athlete is not None:
                (x, y), place = lane.athlete.at, self._places[station]
                travel_ns = math.hypot(place.x - x, place.y - y) / self._sound_mps * 1e9
                lane.athlete.perceive(t_ns + int(travel_ns) + lane.sound_off_ns, sound=True)

    # The loop

    def next_ns(self) -> int | None:
        coming = (self._alone or self._next_contacts()).coming
        if self._late and (not coming or self._late[0][0] < coming[0][0]):
            return self._late[0][0]
        return coming[0][0] if coming else None

    def _next_contacts(self) -> Contacts:
        """Of several lanes those of the one whose next contact is the soonest."""
        ahead = [lane.contacts for lane in self._lanes.values() if lane.contacts.coming]
        return min(ahead, key=lambda contacts: contacts.coming[0][0], default=self._lanes[1].contacts)

    def pump(self, now_ns: int) -> None:
        """Post every edge whose instant has come, in order, each with its own instant as its stamp."""
        while (coming := (self._alone or self._next_contacts()).coming) and coming[0][0] <= now_ns:
            (self._alone or self._next_contacts()).pump(now_ns if self._alone else coming[0][0])
        while self._late and self._late[0][0] <= now_ns:
            self._inbox.put(heappop(self._late)[2])

    def revive(self) -> None:
        """What is simulated to be gone stays so."""

    def press(self, station: str, sensor: Sensor, active: bool) -> None:
        """A finger on the page presses a pad or breaks a beam, now. FieldError when there is none."""
        place = self._at(station)
        trigger = place.pad if sensor == "pad" else place.beam
        if trigger is None:
            raise FieldError("station", f"{station!r} has no {sensor}")
        now_ns = self._clock.now_ns()
        self.pump(now_ns)
        trigger.finger(active, now_ns)

    def dark(self) -> None:
        for station in self.stations.values():
            if station.gate is not None:
                station.gate.dark()
            if station.speaker is not None:
                station.speaker.silence()

    def close(self) -> None:
        self.dark()
        self._profile = None
        for lane in self._lanes.values():
            lane.athlete = lane.runner = None
            lane.contacts.clear((), None, lambda: 0)
        self._late.clear()
        for trigger in self._triggers:
            trigger.close()
