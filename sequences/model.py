"""The frozen types of a drill and of a plan, and the closed lists they draw their words from.

All times are integer nanoseconds, all positions metres on the field's axes (x to the right hand, +y the way the athlete
faces, the backpedal goes to -y). A *role* is a part a station plays; only the engine knows which station plays it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sequences.shuttles import Shuttles

PLANNER_VERSION = 1
"""Raised when the same drill, settings, athletes and seed would no longer give the same plan."""

ATTEMPTS = 8
"""Draws a plan holds for each rep; a rep that needs more is given up."""

MINUTE_NS = 60_000_000_000

COLOURS = ("white", "red", "amber", "green", "blue")
TONES = ("go", "beep", "drop", "low", "high", "one", "two", "three", "step-step", "voice-go", "done", "stop")
CARRIES = ("gate", "pad", "beam", "speaker")

Measure = Literal["reaction", "start", "transition"]
Sensor = Literal["pad", "beam"]
Order = Literal["law", "listed", "sets"]
EarlyRule = Literal["repeat", "restart", "count"]
Consequence = Literal["rest", "easier", "end"]
Format = Literal["queue", "versus", "leapfrog", "mirror", "relay", "paced"]
Facing = Literal["front", "back", "left", "right", "way"]


@dataclass(frozen=True, slots=True)
class Role:
    """A part a station plays: what it must carry and where the drill wants it to stand (metres)."""

    name: str
    needs: tuple[str, ...]
    at: tuple[float, float] | None = None
    optional: bool = False
    loses: str = ""  # what a field without it cannot measure, in words


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that steps go by and where nothing hangs: a cone, a line on the ground (metres)."""

    name: str
    at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class WaitLaw:
    """The law of a foreperiod. ``fixed``: always min_ns. ``uniform``: min..max. ``exponential``: min + Exp(tau)
    cut at max. ``list``: one of values_ns, equally often. ``tap``: until the coach's tap, max_ns at the most."""

    kind: Literal["fixed", "exponential", "uniform", "list", "tap"]
    min_ns: int
    max_ns: int
    tau_ns: int = 0
    values_ns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Ready:
    """Barrier: the athlete is on the pad or in the beam, still for hold_ns. An early move restarts the hold.
    ``faces``: which way from here on, ``way`` is the way he moves; None leaves it as it was, and a rep begins to the
    front. ``together``: who is ready waits, still, until all lanes are."""

    role: str
    sensor: Sensor
    hold_ns: int
    timeout_ns: int
    faces: Facing | None = None
    together: bool = False
    step: Literal["ready"] = "ready"


@dataclass(frozen=True, slots=True)
class Wait:
    """The foreperiod; begins when the step before it ended.

    ``guard`` is the role whose edge before the onset is an early move: ``guard_edge`` says which edge of it
    (``leave`` of a pad or start beam: false start; ``pass`` of a beam again: turned early)."""

    law: WaitLaw
    early: EarlyRule
    guard: str | None
    guard_sensor: Sensor | None
    guard_edge: Literal["leave", "pass"] | None
    step: Literal["wait"] = "wait"


@dataclass(frozen=True, slots=True)
class Alternative:
    """One thing a cue may be. ``target``: roles where the athlete is to arrive (what ``cued`` means); ``show``: roles
    whose lamps are lit; ``sound`` comes from role ``speaker`` (any when None). ``word`` of a ``language`` is spoken in
    its place where that can be. ``go`` False is a stay: do not move. ``timed`` False: no time is taken of the rep."""

    name: str
    target: tuple[str, ...]
    show: tuple[str, ...]
    light: str | None
    sound: str | None
    speaker: str | None = None
    go: bool = True
    weight: float = 1.0
    word: str | None = None
    language: str = "en"
    timed: bool = True


@dataclass(frozen=True, slots=True)
class Still:
    """The right non-answer to a stay or a catch: ``hold`` the role for for_ns, ``pass`` it within for_ns, or
    ``avoid`` it for for_ns (quick feet: the pad may open and close, but the athlete does not go)."""

    kind: Literal["hold", "pass", "avoid"]
    role: str
    sensor: Sensor
    for_ns: int


@dataclass(frozen=True, slots=True)
class Cue:
    """What appears, all of it at one instant. ``for_ns`` None: shown until the rep is decided."""

    alternatives: tuple[Alternative, ...]
    order: Order  # "law": by the balance laws; "listed": as written, over and over; "sets": as written, one a set
    measure: Measure | None  # None: the edge that answers first is no reaction (quick feet on the pad)
    still: Still | None
    for_ns: int | None
    feeder: bool = False  # shown to who serves the ball, not to the athlete: nothing is measured but the way
    group: int = 0  # the cues of a repeat, which are one in the file, have one that is not 0
    step: Literal["cue"] = "cue"


@dataclass(frozen=True, slots=True)
class Switch:
    """A second cue, in a ``share`` of the reps, that overrides the one before: so long after its onset as the ``law``
    says. ``to``: for each alternative of the cue before, how often each of these alternatives follows it."""

    share: float
    law: WaitLaw
    alternatives: tuple[Alternative, ...]
    to: tuple[tuple[float, ...], ...]
    step: Literal["switch"] = "switch"


@dataclass(frozen=True, slots=True)
class Aim:
    """A time to hit. ``times``: alternative (or side) told -> ns; the name "" is for all that are not named.
    ``give_ns``: within so much of it either way the aim is hit. ``since``: of the split ("before": from the answer
    before) or of everything since zero."""

    times: tuple[tuple[str, int], ...]
    give_ns: int
    since: Literal["before", "zero"] = "before"


@dataclass(frozen=True, slots=True)
class Answer:
    """An edge that answers. ``roles`` empty means ``cued``: the target of the cue shown.

    leave: the pad opens or the beam clears; arrive, pass: the pad is pressed or the beam broken.
    ``within_ns`` counts from the cue (first answer after it) or from the answer before. Two passes of one beam
    are at least ``min_turn_ns`` apart. ``ignore_ns``: edges of it in the first such time after zero do not count.
    ``via``: the spots on the way there, by alternative or side; under "" where it is the same for all. ``by``: by
    alternative or side those of the roles that answer in such a rep; empty where all of them do."""

    kind: Literal["leave", "arrive", "pass"]
    roles: tuple[str, ...]
    sensor: Sensor
    within_ns: int
    name: str  # of the split that ends here
    optional: bool = False
    min_turn_ns: int = 400_000_000
    ignore_ns: int = 0
    via: tuple[tuple[str, tuple[str, ...]], ...] = ()
    aim: Aim | None = None
    by: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Expect:
    """Edges that answer, in order or in any order, each a split. ``wrong``: the target of another cue ends the rep, or
    is noted; ``missed``: an answer that does not come ends it, or is noted and the next step begins. ``faces``: as in
    Ready."""

    answers: tuple[Answer, ...]
    in_order: bool = True
    faces: Facing | None = None
    wrong: Literal["end", "note"] = "end"
    missed: Literal["end", "next"] = "end"
    step: Literal["expect"] = "expect"


@dataclass(frozen=True, slots=True)
class OwnStart:
    """Time zero is an edge: there is no cue and no reaction. ``sides``: what is told ahead, in this order."""

    kind: Literal["leave", "pass"]
    role: str
    sensor: Sensor
    timeout_ns: int
    target: tuple[str, ...]
    sides: tuple[str, ...] = ()
    step: Literal["own_start"] = "own_start"


@dataclass(frozen=True, slots=True)
class Follow:
    """Time zero is another's edge, when he passes one of ``seen`` in his lane; the target of what follows is the one of
    ``targets`` that has the same place in the list, where there are any. Whoever is at a target before that has
    guessed. ``guard``: where he stands until then; that he left it sooner is said, and he goes on."""

    seen: tuple[str, ...]
    targets: tuple[str, ...]
    sensor: Sensor
    timeout_ns: int
    guard: str | None = None
    guard_sensor: Sensor | None = None
    step: Literal["follow"] = "follow"


@dataclass(frozen=True, slots=True)
class Hold:
    """Stay inside, be still: the role active for time_ns, gaps under gap_ns forgiven. ``breaks``: what leaving does:
    "note" keeps the rep and says it, "fail" ends it unfinished. ``under``: a beam that coming up breaks. ``between``
    two beams, ``role`` the first: neither broken for time_ns (a break begins that anew), within ``within_ns``."""

    role: str
    sensor: Sensor
    time_ns: int
    gap_ns: int
    breaks: Literal["note", "fail"]
    name: str
    under: str | None = None
    between: tuple[str, ...] = ()
    within_ns: int = 0
    step: Literal["hold"] = "hold"


@dataclass(frozen=True, slots=True)
class Say:
    """Words and tones now, never measured. ``{cue}`` in text stands for the alternative drawn for this rep, called
    as ``names`` says (alternative -> words; else by its name); ``sounds`` (alternative -> tone) wins over ``sound``.
    ``language``: of the text. ``spoken``: a tone sounds only where nothing can speak the text. ``gain``: how loud."""

    text: str
    sound: str | None
    sounds: tuple[tuple[str, str], ...] = ()
    language: str = "en"
    names: tuple[tuple[str, str], ...] = ()
    spoken: bool = False
    gain: float = 1.0
    step: Literal["say"] = "say"


@dataclass(frozen=True, slots=True)
class Rest:
    """A pause inside the rep."""

    time_ns: int
    step: Literal["rest"] = "rest"


@dataclass(frozen=True, slots=True)
class Span:
    """What stands between here and the next SpanEnd is over after time_ns at the latest, wherever it has come to."""

    time_ns: int
    step: Literal["span"] = "span"


@dataclass(frozen=True, slots=True)
class SpanEnd:
    """The end of a Span."""

    step: Literal["span_end"] = "span_end"


@dataclass(frozen=True, slots=True)
class Pace:
    """Signals from here on, beside the steps, until the next Pace or the end of the rep.
    So many in a thousand minutes as ``rate`` says, or at the times of ``table_ns``; none at all without both.
    ``sounds`` go round, and so do ``words``, spoken in their place where that can be. ``role``: whose presses keep the
    tempo, up to the cue."""

    rate: int
    table_ns: tuple[int, ...]
    sounds: tuple[str, ...]
    role: str | None = None
    sensor: Sensor | None = None
    name: str = "tempo"
    words: tuple[str, ...] = ()
    language: str = "en"
    gain: float = 1.0
    step: Literal["pace"] = "pace"

    def signal_ns(self, number: int) -> int | None:
        """When signal ``number`` (from 0) is due after the step, as an exact product; None when there is none."""
        if self.rate:
            return number * MINUTE_NS * 1000 // self.rate
        return self.table_ns[number] if number < len(self.table_ns) else None


Step = Ready | Wait | Cue | Switch | Expect | OwnStart | Follow | Hold | Say | Rest | Span | SpanEnd | Pace | Shuttles


@dataclass(frozen=True, slots=True)
class Limits:
    """Sooner after the onset than a body can: anticipation. Defaults: floor pad 150 ms (weight shift and push-off
    come first), hand pad 100 ms (World Athletics' figure for blocks), transition 500 ms."""

    reaction_ns: int = 150_000_000
    start_ns: int = 150_000_000
    transition_ns: int = 500_000_000


@dataclass(frozen=True, slots=True)
class Drill:
    """A drill with its settings filled in: what one rep consists of, how many, with which rests."""

    name: str
    title: str
    about: str
    words: tuple[str, ...]
    tags: tuple[str, ...]
    sha: str  # sha256 of the canonical JSON of the file as written
    level: int | None
    settings: tuple[tuple[str, object], ...]  # every setting with the value in force, in file order
    roles: tuple[Role, ...]  # those the steps in force use
    lifted: tuple[str, ...]  # roles whose pad is to be lifted off the path before the run
    steps: tuple[Step, ...]
    sets: int
    reps: int  # per athlete and set
    rest_ns: int  # between sets
    catch: float
    stay: float
    longest_run: int
    run_out_ns: int  # no cue until this long after the last edge of the rep before
    limits: Limits = field(default_factory=Limits)
    spots: tuple[Spot, ...] = ()
    published: str = ""  # where the test this drill is was published; its distances are the ones to keep
    tired: Consequence = "rest"  # what is done when somebody needs rest, and the coach follows
    easy: bool = False  # nobody runs at full speed: no metres are counted, no rest is asked for
    every_ns: int = 0  # from one start of an athlete to his next in a set; 0: when it is his turn
    language: str = "en"  # of title, about and words; of what is said each step knows its own
    format: Format = "queue"
    lanes: int = 1  # how many may be on at once
    follow: tuple[Step, ...] = ()  # the steps of who follows another


@dataclass(frozen=True, slots=True)
class Further:
    """The foreperiod and the alternative of a cue after the first."""

    foreperiod_ns: int | None
    alternative: int


@dataclass(frozen=True, slots=True)
class Draw:
    """One attempt's chance: its foreperiod and its alternative (index into the cue's alternatives, or into
    own_start.sides; None where there is nothing to choose); ``more``: the same of the cues after the first; where the
    cue is switched ``switch_ns`` after its onset, ``switch_to`` is an index into the switch's alternatives."""

    foreperiod_ns: int | None
    alternative: int | None
    more: tuple[Further, ...] = ()
    switch_ns: int | None = None
    switch_to: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedRep:
    """One rep of one athlete. ``draws[0]`` is the rep as planned; ``draws[a]`` serve attempt a + 1: an early move
    takes the next wait with the same cue, an attempt whose cue had appeared takes the next draw whole."""

    set: int  # from 1
    rep: int  # from 1, within the set
    athlete: int  # from 1
    catch: bool
    draws: tuple[Draw, ...]
    lane: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """A drill with every random choice already drawn. Complete: the engine needs nothing else of the drill."""

    version: int
    seed: int
    athletes: int
    same_order: bool
    rotate: Literal["rep", "set"]
    drill: Drill
    reps: tuple[PlannedRep, ...]  # in the order played: by set, then rep, then athlete (rotate = "rep")
