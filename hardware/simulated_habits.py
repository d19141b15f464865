"""What can be put into virtual athletes on purpose, by name: what a test, a lesson or an audit is to find again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hardware.athletes import Traits
from hardware.errors import FieldError

HABITS = {
    "age N": "is N years old, 8 to 16",
    "tires P": "is slower on foot from rep to rep, evenly: by the 24th by P per cent, however long he rests",
    "learns": "trusts what he has seen: goes for what comes often, and for what follows what",
    "learns nothing": "takes every cue to be as likely as the others, for ever",
    "prefers left P": "is P per cent quicker to the left than to the right, on foot and off the pad",
    "prefers right P": "is P per cent quicker to the right",
    "choice MS": "needs MS longer for each bit of a choice",
    "misses P": "does not answer P per cent of the cues",
}
"""Each holds for all athletes; "athlete 2 tires 15" for the second only. A later one overrides an earlier."""

MOST_PERCENT = 50.0
MOST_MS = 1000.0


@dataclass(frozen=True, slots=True)
class Habit:
    """``kind`` is the name without its numbers; ``athlete`` is None when all have it."""

    kind: str
    amount: float = 0.0
    athlete: int | None = None


def read_habit(text: str) -> Habit:
    """Raises FieldError with the habits there are."""
    match text.split():
        case ["athlete", number, *words] if number.isdecimal() and int(number) > 0 and words[:1] != ["athlete"]:
            return replace(read_habit(" ".join(words)), athlete=int(number))
        case ["age", years] if years.isdecimal():
            return Habit("age", float(years))
        case ["tires" | "misses" as kind, percent] if _within(percent, MOST_PERCENT):
            return Habit(kind, float(percent) / 100.0)
        case ["learns"]:
            return Habit("learns", 1.0)
        case ["learns", "nothing"]:
            return Habit("learns", 0.0)
        case ["prefers", "left" | "right" as side, percent] if _within(percent, MOST_PERCENT):
            return Habit("prefers", float(percent) / (100.0 if side == "left" else -100.0))
        case ["choice", ms] if _within(ms, MOST_MS):
            return Habit("choice", float(ms))
    allowed = (
        f"{', '.join(HABITS)} (P up to {MOST_PERCENT:g}, MS up to {MOST_MS:g}), each also with athlete N before it"
    )
    raise FieldError("field.athletes", f"there is no {text!r}; allowed are {allowed}")


def _within(text: str, most: float) -> bool:
    try:
        number = float(text)
    except ValueError:
        return False
    return math.isfinite(number) and 0.0 <= number <= most


def age_of(habits: Sequence[Habit], number: int, age: int) -> int:
    """How old this athlete is, where all the others are so old."""
    mine = [h for h in habits if h.kind == "age" and h.athlete in (None, number)]
    return int(mine[-1].amount) if mine else age


def put_in(habits: Sequence[Habit], traits: Traits) -> Traits:
    """The athlete with his habits."""
    for habit in habits:
        if habit.athlete in (None, traits.number):
            traits = _with(habit, traits)
    return traits


def _with(habit: Habit, traits: Traits) -> Traits:
    answer = traits.answer
    match habit.kind:
        case "tires":
            return replace(traits, drift=habit.amount)
        case "misses":
            return replace(traits, error=replace(traits.error, omission=habit.amount))
        case "learns":
            return replace(traits, learning=replace(traits.learning, trust=habit.amount))
        case "prefers":
            return replace(traits, side=habit.amount)
        case "choice":
            longer = {
                name: getattr(answer, name) + habit.amount for name in ("hick_ms_per_bit", "hick_called_ms_per_bit")
            }
            return replace(traits, answer=replace(answer, **longer))
    return traits
