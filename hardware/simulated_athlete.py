"""One virtual athlete playing one brief: from words, and from what he sees and hears, to coming contacts.

He plans ahead as far as nothing has to appear first, then waits. What he would do if nothing came (a false start,
walking away) is planned as a guess and dropped when a cue does come; what a cue makes him do is planned whole at
once, and moved if a second cue (the sound of a light) would have made him leave sooner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from hardware.athletes import MS, choice_ms, false_start_ns, happens, reaction_ns, span_ns, transition_ns
from hardware.simulated_body import Body, Leg, Place
from hardware.simulated_brief import CUES, Brief, Step
from hardware.simulated_contacts import ANSWER, GUESS, Alarm, Contacts
from hardware.simulated_day import STAY, Day
from hardware.simulated_devices import SimulatedTrigger

MOVES = ("leave", "pass", "arrive")
SECOND_NS = 150_000_000  # what appears sooner after a cue belongs to it


class VirtualAthlete:
    """``day``: what he carries from rep to rep; ``stands``: the trigger of the first station, when he is on it
    already."""

    def __init__(
        self,
        day: Day,
        brief: Brief,
        *,
        rng: Random,
        places: Mapping[str, Place],
        contacts: Contacts,
        now_ns: int,
        stands: SimulatedTrigger | None,
    ) -> None:
        self.at = (0.0, 0.0)  # where he waits, or last waited; the body's own place runs ahead
        self.body = Body(day, rng=rng, contacts=contacts, now_ns=now_ns, stands=stands)
        self._day = day
        self._traits = day.traits
        self._rng = rng
        self._places = places
        self._contacts = contacts
        self._steps = brief.steps
        self._next = 0
        self._waits: Step | None = None  # a cue, or the move for which he waits for a sign
        self._ready_ns = 0  # what appears before is not for him
        self._said = 0  # sounds to come that are no cue
        self._ordered = False  # told to stand: he moves at a sign only
        self._arming: Place | None = None  # in motion: the beam he has just passed
        self._turned_to: Place | None = None  # the beam he comes back to
        self._swap: tuple[str, Place] | None = None  # the target's name, and the gate he takes for it
        self._answer: tuple[int, int, int] | None = None  # time without gain, fastest time, instant of the first move
        self._cue_ns = 0  # when he perceived the last cue
        self._second = ""  # where a second sign would send him instead
        self._leg: Leg | None = None  # the way that it would turn him off
        self._watches: dict[str, str] = {}  # where somebody else passes -> where that sends him
        self._tempo_ns = 0  # quick feet: from step to step
        self._play()

    # What he perceives

    def perceive(self, t_ns: int, *, sound: bool = False) -> None:
        """A light or a sound reaches him at t_ns. A sound is answered sooner, one he was told of not at all."""
        step, gain_ns = self._waits, int(self._traits.answer.sound_gain_ms * MS) if sound else 0
        if sound and step is not None and step.word in CUES and t_ns >= self._ready_ns and self._said:
            self._said -= 1
        elif step is None and self._leg is not None and t_ns - self._cue_ns > SECOND_NS:
            self._turn_off(self._leg, t_ns)
        elif step is None:
            self._answer_sooner(t_ns, gain_ns)
        elif t_ns >= self._ready_ns and step.word not in ("none", "call", "see"):
            self._contacts.drop(GUESS)
            self._contacts.not_before_ns = self._cue_ns = t_ns
            self._waits = None
            self._ordered = False
            self._obey(step, t_ns, gain_ns)
            self._play()

    def sees(self, station: str, t_ns: int) -> None:
        """Somebody else passes there. He has gone along with him: he is at his own line a reaction later."""
        if self._waits is None or self._waits.word != "see" or station not in self._watches:
            return
        self._waits, self._ordered = None, False
        self._contacts.not_before_ns, time_ns = t_ns, reaction_ns(self._rng, self._traits)
        if to := self._watches[station]:
            self.body.goes_along(self._places[to], t_ns, time_ns)
        else:
            self._first_move(max(t_ns, self.body.t_ns), time_ns, 0)
            self._play()

    def _answer_sooner(self, t_ns: int, gain_ns: int) -> None:
        if self._answer is not None:
            time_ns, fastest_ns, first_ns = self._answer
            sooner_ns = t_ns + max(fastest_ns, time_ns - gain_ns)
            if sooner_ns < first_ns:
                self._answer = (time_ns, fastest_ns, sooner_ns)
                self._contacts.shift(self.body.part, sooner_ns - first_ns)

    def _obey(self, step: Step, t_ns: int, gain_ns: int) -> None:
        if step.word == "stay":
            self._stay(t_ns, gain_ns)
        elif step.word != "go":
            self._first_move(t_ns, reaction_ns(self._rng, self._traits), gain_ns)
        elif happens(self._rng, self._traits.error.omission):
            self._miss(t_ns)
        else:
            self._go(step, t_ns, gain_ns)

    def _go(self, step: Step, t_ns: int, gain_ns: int) -> None:
        self._swap = None
        if not self._comes_back():
            self._arming = None
        answer, target = self._traits.answer, self._target_ahead()
        likely = self._day.likely(target, step.others)
        guessed = happens(self._rng, self._traits.error.anticipation)
        if guessed:
            time_ns = span_ns(self._rng, answer.guess_ms if self._arming is None else answer.transition_guess_ms)
        else:
            cost_ms = choice_ms(self._traits, likely, called=step.called)
            time_ns = self._time_ns(t_ns, cost_ms, self.body.lean(self._places.get(target)))
        quick = self._arming is None and time_ns < self._traits.band.mu_ms * MS
        if self._arming is not None:
            self._turned_to, self._arming = self._arming, None
            self.body.come_back(self._turned_to)
        self._first_move(t_ns, time_ns, gain_ns)
        if step.others:
            self._choose(target, step.others, likely, guessed=guessed, quick=quick)
        self._day.saw(target)

    def _comes_back(self) -> bool:
        """In motion: does the way lead back through the beam he has just passed, before another cue?"""
        for step in self._steps[self._next :]:
            if step.word in CUES:
                return False
            if step.word in MOVES and self._places[step.station] is self._arming:
                return True
        return False

    def _turn_off(self, leg: Leg, t_ns: int) -> None:
        """A second sign, on the way: he goes to the other place from where he has come to, unless he is there."""
        turn_ns = t_ns + reaction_ns(self._rng, self._traits)
        if turn_ns >= leg.end_ns:
            return
        self._contacts.drop(leg.part)
        self._contacts.not_before_ns = t_ns
        self._leg, self._next = None, leg.next
        self.body.turn_off(leg, turn_ns)
        self._reach(self._places[self._second], self._second)
        self._play()

    def _time_ns(self, t_ns: int, cost_ms: float = 0.0, lean: float = 1.0) -> int:
        if self._arming is None:
            return reaction_ns(self._rng, self._traits, cost_ms, lean)
        slower = lean * self._day.slower(t_ns)
        return transition_ns(self._rng, self._traits, t_ns - self._ready_ns, cost_ms, slower)

    def _target_ahead(self) -> str:
        """Where the cue sends him: the first arrival still to come, else the last pass."""
        ahead = self._steps[self._next :]
        target = next((s.station for s in ahead if s.word == "arrive"), None)
        return target or next((s.station for s in reversed(ahead) if s.word == "pass"), "")

    def _choose(self, target: str, others: tuple[str, ...], likely: float, *, guessed: bool, quick: bool) -> None:
        """He may take another gate for the target: by mistake, likelier where it comes as a surprise; a guess goes to
        where he expects it, or to his better side."""
        surprise = (1.0 - likely) * (1 + len(others)) / len(others)
        wrong = happens(self._rng, self._traits.error.wrong_gate * (2.0 if quick else 1.0) * surprise)
        taken = target
        if guessed:
            mine = sorted((target, *others), key=lambda name: self.body.lean(self._places[name]))
            taken = self._day.expects(tuple(mine))
        elif wrong:
            taken = self._rng.choice(others)
        if taken != target:
            self._swap = (target, self._places[taken])

    def _first_move(self, t_ns: int, time_ns: int, gain_ns: int) -> None:
        """His plan goes on at the answer: ``time_ns`` after t_ns, sooner by the gain but not under the fastest."""
        answer = self._traits.answer
        fastest_ms = answer.fastest_ms if self._turned_to is None else answer.transition_fastest_ms
        fastest_ns = min(time_ns, int(fastest_ms * MS))
        self.body.t_ns = t_ns + max(fastest_ns, time_ns - gain_ns)
        self.body.part = max(ANSWER, self.body.part + 1)  # each answer is a part of its own: one is moved, not all
        self._answer = (time_ns, fastest_ns, self.body.t_ns)

    def _miss(self, t_ns: int) -> None:
        """He does not answer, and notices long after."""
        self.body.t_ns = t_ns + int(self._traits.pace.signal_ms * MS)
        self._stop_here()

    def _stay(self, t_ns: int, gain_ns: int) -> None:
        self._day.saw(STAY)
        if happens(self._rng, self._traits.error.false_alarm):
            self._first_move(t_ns, self._time_ns(t_ns, choice_ms(self._traits, 0.5)), gain_ns)
            self._run_off()
        elif self._next == len(self._steps):
            self._miss(t_ns)
        elif self._arming is None:
            self.body.t_ns = t_ns

    # What he does

    def _play(self) -> None:
        """Word after word, until something has to appear first."""
        while self._waits is None and self._next < len(self._steps):
            step = self._steps[self._next]
            if self._ordered and (step.word in MOVES or self._is_told_to(step)):
                self._await_sign(step)
                return
            self._next += 1
            _DOES[step.word](self, step)
        if self._waits is None and self.body.stands is not None:
            self.body.wait(self._traits.pace.step_off_ms)
            self.body.get_off()

    def _is_told_to(self, step: Step) -> bool:
        """Standing somewhere, he walks to the next place when he is told so, not before."""
        return step.word == "on" and self._next > 0 and self._steps[self._next - 1].word == "say"

    def _on(self, step: Step) -> None:
        self.body.walk_to(self._places[step.station])
        self._arming = None
        if self.body.stands is not None and happens(self._rng, self._traits.band.unsettled):
            pace = self._traits.pace
            self.body.wait(pace.fidget_after_ms)
            self.body.lift(self.body.stands, span_ns(self._rng, pace.fidget_for_ms))
        self._ordered = True

    def _say(self, _: Step) -> None:
        """Before a cue it is not to be taken for one; before a move it is the sign to go."""
        after = next((s.word for s in self._steps[self._next :] if s.word != "pace"), "")
        if self._ordered and after in CUES:
            self._said += 1

    def _see(self, step: Step) -> None:
        """He waits for somebody else, whichever of the lines he passes."""
        self._watches[step.seen] = step.station
        self._waits = step if all(s.word != "see" for s in self._steps[self._next :]) else None

    def _one(self, step: Step) -> None:
        """One of the next ones, as he likes."""
        self._instead([self._rng.choice(self._steps[self._next : self._next + step.count])])

    def _own(self, _: Step) -> None:
        pace = self._traits.pace
        if self._next < 2 or self._steps[self._next - 2].word != "hold":
            self.body.t_ns += int(pace.settle_ms * MS)
        self.body.wait(pace.own_ms)
        self._ordered = False

    def _leave(self, _: Step) -> None:
        self.body.leave()

    def _pass(self, step: Step) -> None:
        place = self._target(step)
        if place is self._turned_to:
            self._turned_to = None
        else:
            self.body.run_to(place)
        if any(after.word == "between" for after in self._steps[self._next : self._next + 1]):
            self.body.brake()
        self.body.cross(place)
        self._arming = place

    def _aim(self, step: Step) -> None:
        self.body.aim(self._cue_ns if step.count else self.body.since_ns, step.ns)

    def _faces(self, step: Step) -> None:
        self.body.facing = step.faces

    def _pace(self, step: Step) -> None:
        self._tempo_ns = step.ns

    def _then(self, step: Step) -> None:
        self._second = step.station

    def _arrive(self, step: Step) -> None:
        place = self._target(step)
        if self._second:
            self.body.part += 1  # a part of its own: it may be dropped
        start, start_ns = (self.body.x, self.body.y), self.body.t_ns
        self._reach(place, step.station)
        if self._second:
            self._leg = Leg(start, start_ns, (place.x, place.y), self.body.t_ns, self._next, self.body.part)

    def _reach(self, place: Place, station: str) -> None:
        """To a place, through its beam or onto its pad; into the beam where he is to hold."""
        self.body.run_to(place)
        self._arming = None
        after = self._steps[self._next] if self._next < len(self._steps) else None
        holds = after is not None and after.word == "hold" and after.station == station
        trigger = place.pad or (place.beam if holds else None)
        if trigger is None:
            self.body.cross(place)
        else:
            self.body.step_on(trigger)
            self.body.stand_at(place)

    def _any(self, step: Step) -> None:
        """The next ones in an order of his own; what he stands on he leaves first."""
        coming = self._steps[self._next : self._next + step.count]
        self._instead(sorted(coming, key=lambda s: (s.word != "leave", self._rng.random())))

    def _instead(self, steps: Sequence[Step]) -> None:
        """These come in the place of the next ones, of which they are some."""
        after = self._next + self._steps[self._next - 1].count
        self._steps = (*self._steps[: self._next], *steps, *self._steps[after:])

    def _hold(self, step: Step) -> None:
        self.body.hold(step.ns)

    def _between(self, step: Step) -> None:
        self.body.halt(self._places[step.station], self._places[step.others[0]], step.ns)
        self._arming = None

    def _cue(self, step: Step) -> None:
        """He waits for it, or for nothing to come."""
        self._be_ready()
        if step.word == "call":  # for as long as the coach likes; then he is told what it is
            self._waits = step
        elif self._arming is None:
            self._waits = step
            if self.body.stands is not None:
                self._guess_standing(step, self.body.stands)
        elif step.word != "none":
            self._waits = step
            if self._comes_back():
                self.body.may_turn_early(self._arming)
        elif happens(self._rng, self._traits.error.false_alarm):
            self.body.wait(self._traits.answer.transition_guess_ms)
            self.body.t_ns += self._time_ns(self._ready_ns)
            self._run_off()

    def _be_ready(self) -> None:
        self._ready_ns = self.body.t_ns
        self.at = (self.body.x, self.body.y)

    def _guess_standing(self, step: Step, trigger: SimulatedTrigger) -> None:
        """A start that no cue asked for, and back; at last he walks away."""
        patience_ns = int(self._traits.pace.patience_ms * MS)
        if self._tempo_ns:
            self.body.quick_feet(trigger, self._ready_ns, patience_ns, self._tempo_ns)
            return
        early_ns = false_start_ns(self._rng, self._traits)
        if step.word == "none" and happens(self._rng, self._traits.error.false_alarm):
            early_ns = span_ns(self._rng, self._traits.pace.tempted_ms)
        if early_ns is not None and early_ns < patience_ns:
            back_ns = self._ready_ns + early_ns + span_ns(self._rng, self._traits.pace.off_ms)
            self._contacts.touch(trigger, False, self._ready_ns + early_ns, GUESS)
            self._contacts.touch(trigger, True, back_ns, GUESS)
        self._contacts.touch(trigger, False, self._ready_ns + patience_ns, GUESS)

    def _await_sign(self, step: Step) -> None:
        """Before a move that no cue starts (a "drop", a word): he goes at the first sign, or by himself."""
        self._waits = step
        self._be_ready()
        self._contacts.touch(Alarm(self.perceive), True, self._ready_ns + int(self._traits.pace.signal_ms * MS), GUESS)

    def _run_off(self) -> None:
        """Wrongly: off the pad or back through the beam, and no further."""
        if self._arming is not None:
            self.body.come_back(self._arming)
            self.body.cross(self._arming)
        else:
            self.body.leave()
        self._stop_here()

    def _stop_here(self) -> None:
        """Whatever the brief still says, he does not do it."""
        self._next = len(self._steps)

    def _target(self, step: Step) -> Place:
        if self._swap is not None and self._swap[0] == step.station:
            return self._swap[1]
        return self._places[step.station]


_DOES = {
    "on": VirtualAthlete._on,
    "say": VirtualAthlete._say,
    "own": VirtualAthlete._own,
    "see": VirtualAthlete._see,
    "one": VirtualAthlete._one,
    "leave": VirtualAthlete._leave,
    "pass": VirtualAthlete._pass,
    "arrive": VirtualAthlete._arrive,
    "hold": VirtualAthlete._hold,
    "any": VirtualAthlete._any,
    "then": VirtualAthlete._then,
    "pace": VirtualAthlete._pace,
    "by": lambda athlete, step: athlete.body.go_by(*step.at),
    "faces": VirtualAthlete._faces,
    "aim": VirtualAthlete._aim,
    "between": VirtualAthlete._between,
    **dict.fromkeys(CUES, VirtualAthlete._cue),
}
