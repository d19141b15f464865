"""The body of a virtual athlete: where he is, how fast, what he stands on. It turns steps into coming contacts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from hardware.athletes import MS, Span, happens, run_ns, span_ns
from hardware.simulated_contacts import GUESS, SURE, Contacts
from hardware.simulated_day import Day
from hardware.simulated_devices import SimulatedTrigger

SAME_M = 0.75  # a pass of a place nearer than this leads away from it and back
ROOM_NS = 300_000_000  # a pad is left this long before the next athlete stands on it
SLOWEST_MPS = 1.0  # through a beam
JUST_IN = 0.2  # of the way from one beam to the other
SQUARE = 0.7  # cosine: nearer to the way he faces he runs, nearer to the way behind him he backpedals, else he shuffles
FACES = {"front": (0.0, 1.0), "back": (0.0, -1.0), "left": (-1.0, 0.0), "right": (1.0, 0.0)}


@dataclass(frozen=True, slots=True)
class Place:
    """A station as an athlete meets it: where it is (metres) and what he can touch there."""

    x: float
    y: float
    pad: SimulatedTrigger | None
    beam: SimulatedTrigger | None


@dataclass(frozen=True, slots=True)
class Leg:
    """A way that may still be turned off: from where and when to where and when; ``next``: which step of the brief
    follows, ``part``: of the contacts planned for it."""

    start: tuple[float, float]
    start_ns: int
    end: tuple[float, float]
    end_ns: int
    next: int
    part: int


class Body:
    """``t_ns`` runs ahead of the clock: it is where the plan has come to. ``part`` marks the contacts planned now.
    ``stands``: the trigger he is on; ``heading``: the unit vector of his last way, (0, 0) before the first; ``facing``:
    front, back, left, right, or "way", the way he runs."""

    def __init__(
        self, day: Day, *, rng: Random, contacts: Contacts, now_ns: int, stands: SimulatedTrigger | None
    ) -> None:
        self.x = self.y = 0.0
        self.t_ns = now_ns
        self.part = SURE
        self.stands = stands
        self.speed = 0.0
        self.heading = (0.0, 0.0)
        self.facing = "front"
        self.since_ns = self.due_ns = 0  # the last answer; and the next one is to come no sooner than
        traits = self._traits = day.traits
        self._day = day
        self._rng = rng
        self._contacts = contacts
        self._slow = traits.ability * traits.age_pace * (1.0 + rng.gauss(0.0, traits.run.rep_sd))

    def wait(self, span: Span) -> None:
        """Let a time pass, drawn from these milliseconds."""
        self.t_ns += span_ns(self._rng, span)

    def stand_at(self, place: Place) -> None:
        self.x, self.y = place.x, place.y
        self.speed = 0.0

    def walk_to(self, place: Place) -> None:
        """Onto the pad or into the beam of a station, unless he is there already."""
        trigger = place.pad or place.beam
        if trigger is None or trigger is not self.stands:
            self.wait(self._traits.pace.walk_ms)
            self.get_off()
            if trigger is not None:
                self.t_ns = max(self.t_ns, trigger.plan_ns + ROOM_NS)
                self.step_on(trigger)
        self.stand_at(place)

    def go_by(self, x: float, y: float) -> None:
        """To a cone or a line, round it or back from it."""
        self.run_to(Place(x, y, None, None))
        self.speed = min(self.speed, self._traits.run.corner_mps)

    def run_to(self, place: Place) -> None:
        self.get_off()
        dx, dy = place.x - self.x, place.y - self.y
        way_m = math.hypot(dx, dy)
        if way_m < SAME_M:
            self._away_and_back()
        else:
            heading = (dx / way_m, dy / way_m)
            if heading[0] * self.heading[0] + heading[1] * self.heading[1] < -0.1:
                self._turn()
            self.heading = heading
            self._run(way_m, self.lean(place))
        self.x, self.y = place.x, place.y

    def lean(self, place: Place | None) -> float:
        """What his better side does to his times on the way there: 1.0 straight on, back, and to nowhere."""
        side = self._traits.side
        if not side or place is None or abs(dx := place.x - self.x) <= abs(place.y - self.y) / 2.0:
            return 1.0
        return 1.0 + (side if dx > 0 else -side) / 2.0

    def aim(self, since_ns: int, ns: int) -> None:
        """A time to hit: the next answer comes so long after, a few per cent off, unless he is too slow."""
        self.due_ns = since_ns + int(ns * (1.0 + self._rng.gauss(0.0, self._traits.pace.tempo_sd)))

    def _in_time(self) -> None:
        self.t_ns = self.since_ns = self.due_ns if self.due_ns > self.t_ns else self.t_ns
        self.due_ns = 0

    def come_back(self, place: Place) -> None:
        """He has turned behind this place and comes through it again."""
        self.x, self.y = place.x, place.y
        self.speed = self._traits.run.approach_mps
        self.heading = (-self.heading[0], -self.heading[1])

    def turn_off(self, leg: Leg, t_ns: int) -> None:
        """At this instant he leaves a way for another: from where he has come to by then, evenly."""
        share = max(0.0, (t_ns - leg.start_ns) / max(1, leg.end_ns - leg.start_ns))
        self.x, self.y = (a + share * (b - a) for a, b in zip(leg.start, leg.end, strict=True))
        self.t_ns = max(t_ns, leg.start_ns)
        self.part = leg.part
        self._turn()

    def _away_and_back(self) -> None:
        run = self._traits.run
        far_m = run.beyond_back_m if self._along < -SQUARE else run.beyond_run_m
        self._run(far_m)
        self._turn()
        self.heading = (-self.heading[0], -self.heading[1])
        self._run(far_m)

    @property
    def _along(self) -> float:
        """The cosine of the angle between where he goes and where he faces."""
        goes_x, goes_y = self.heading
        faces_x, faces_y = FACES.get(self.facing, self.heading)
        return goes_x * faces_x + goes_y * faces_y

    def _turn(self) -> None:
        self.t_ns += int(self._traits.run.turn_ms * self._traits.ability * self._day.slower(self.t_ns) * MS)
        self.speed = 0.0

    def _run(self, way_m: float, lean: float = 1.0) -> None:
        run, along = self._traits.run, self._along
        share = run.back_share if along < -SQUARE else run.shuffle_share if along < SQUARE else 1.0
        slow = self._slow * self._day.slower(self.t_ns) * lean
        # times k longer: speeds 1/k, accelerations 1/k²
        time_ns, self.speed = run_ns(
            way_m,
            start_mps=self.speed,
            top_mps=run.top_mps * share / slow,
            accel_mps2=run.accel_mps2 * share / (slow * slow),
        )
        self.t_ns += time_ns
        self._day.runs(way_m, self.t_ns)

    def step_on(self, trigger: SimulatedTrigger) -> None:
        """Onto a pad, which bounces, or into a beam."""
        self._contacts.touch(trigger, True, self.t_ns, self.part)
        self.stands = trigger
        if trigger.sensor == "pad":
            often, within_ms = trigger.bounces or (int(self._rng.random() * 3), self._traits.contact.bounce_ms)
            gap_ns = int(self._rng.random() * within_ms * MS) // (2 * often) if often else 0
            for i in range(2 * often if gap_ns else 0):
                self._contacts.touch(trigger, i % 2 == 1, self.t_ns + (i + 1) * gap_ns, self.part)

    def lift(self, trigger: SimulatedTrigger, for_ns: int) -> None:
        """Off it and on again."""
        self._contacts.touch(trigger, False, self.t_ns, self.part)
        self.t_ns += for_ns
        self._contacts.touch(trigger, True, self.t_ns, self.part)

    def hold(self, time_ns: int) -> None:
        """Stands there, and a little longer; sometimes he loses his balance."""
        start_ns = self.t_ns
        if self.stands is not None and happens(self._rng, self._traits.error.hold_break):
            self.t_ns += time_ns // 3
            self.lift(self.stands, time_ns // 6)
        self.t_ns = start_ns + time_ns
        self.wait(self._traits.pace.linger_ms)

    def brake(self) -> None:
        """He comes into a zone slowly, to stop there."""
        self.wait(self._traits.run.brake_ms)
        self.speed = SLOWEST_MPS + self._rng.random()

    def halt(self, one: Place, other: Place, time_ns: int) -> None:
        """Behind the first of two beams, still; sometimes he has to step on, into the second one."""
        self.x, self.y = (a + JUST_IN * (b - a) for a, b in ((one.x, other.x), (one.y, other.y)))
        self.speed = 0.0
        self.wait(self._traits.run.brake_ms)
        if happens(self._rng, self._traits.error.hold_break):
            self.cross(other)
            self.wait(self._traits.run.brake_ms)
        self.t_ns += time_ns

    def get_off(self) -> None:
        if self.stands is not None:
            self._contacts.touch(self.stands, False, self.t_ns, self.part)
            self.stands = None

    def quick_feet(self, trigger: SimulatedTrigger, from_ns: int, for_ns: int, tempo_ns: int) -> None:
        """After the second of standing still: in the air for some of each step, a few per cent early or late, until a
        cue comes or his patience ends."""
        pace = self._traits.pace
        start_ns = from_ns + int(pace.settle_ms * MS)
        for n in range(1, for_ns // tempo_ns):
            at_ns = start_ns + n * tempo_ns + int(self._rng.gauss(0.0, pace.tempo_sd * tempo_ns))
            self._contacts.touch(trigger, False, at_ns - int(pace.in_the_air * tempo_ns), GUESS)
            self._contacts.touch(trigger, True, at_ns, GUESS)
        self._contacts.touch(trigger, False, start_ns + for_ns, GUESS)

    def may_turn_early(self, place: Place) -> None:
        """In motion: he turns back before the cue, now and then."""
        if happens(self._rng, self._traits.error.turned_early):
            part, now_ns, self.part = self.part, self.t_ns, GUESS
            self.wait(self._traits.answer.transition_guess_ms)
            self.cross(place)
            self.part, self.t_ns = part, now_ns

    def goes_along(self, place: Place, t_ns: int, lag_ns: int) -> None:
        """Beside somebody else who is at his own place now: he is at this one so much later."""
        self.t_ns = t_ns
        self.get_off()
        self.t_ns = t_ns + lag_ns
        self.stand_at(place)
        self.cross(place)

    def leave(self) -> None:
        """The first move: a pad opens at once, a beam clears when the trunk is out of it (s = a t² / 2)."""
        if self.stands is not None and self.stands.sensor == "beam":
            self.t_ns += int(math.sqrt(2.0 * self._traits.run.clear_m / self._traits.run.accel_mps2) * self._slow * 1e9)
        self.get_off()
        self.since_ns = self.t_ns

    def cross(self, place: Place) -> None:
        """Through the beam (or over the pad): broken while the trunk is in it, now and then an arm first."""
        self._in_time()
        trigger = place.beam or place.pad
        if trigger is None:
            return
        contact = self._traits.contact
        if happens(self._rng, self._traits.error.arm_first):
            arm_ns = self.t_ns - span_ns(self._rng, contact.arm_lead_ms)
            self._contacts.touch(trigger, True, arm_ns, self.part)
            self._contacts.touch(trigger, False, arm_ns + span_ns(self._rng, contact.arm_for_ms), self.part)
        self._contacts.touch(trigger, True, self.t_ns, self.part)
        inside_s = self._traits.run.body_m / max(self.speed, SLOWEST_MPS)
        self._contacts.touch(trigger, False, self.t_ns + int(inside_s * 1e9), self.part)
