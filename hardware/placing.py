"""Puts sounds into a running stream at the sample they belong to. Pure: no device, no clock, no thread.

A stream is played block by block, and of each block it is known when its first frame reaches the converter. A
sound that is planned for an instant begins with the frame nearest to it, whichever block that frame is in.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass

SECOND_NS = 1_000_000_000
GRACE_NS = 1_000_000  # a sound whose instant has just gone by still begins, and its onset says when it truly did
FADE_MS = 2  # what is cut short is faded, so that nothing clicks
TOP, BOTTOM = 32_767, -32_768


@dataclass(frozen=True, slots=True)
class Ticket:
    """One sound that was ordered: whose it is, and which."""

    voice: str
    number: int


@dataclass(frozen=True, slots=True)
class Placed:
    """The first sample of this sound reaches the converter at ``at_ns``."""

    ticket: Ticket
    at_ns: int


@dataclass(frozen=True, slots=True)
class Late:
    """This sound was ordered ``by_ns`` too late to be placed, and will not be played."""

    ticket: Ticket
    by_ns: int


@dataclass(slots=True)
class _Voice:
    """A sound that is in the stream: its samples, and how many of them have been given."""

    ticket: Ticket
    samples: array[int]
    given: int = 0


class Placer:
    """Fills the blocks of one stream with what was ordered. Samples are signed 16 bit, one channel."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._orders: list[tuple[Ticket, array[int], int | None]] = []
        self._voices: list[_Voice] = []

    def order(self, ticket: Ticket, samples: array[int], at_ns: int | None) -> None:
        """This sound is to begin at ``at_ns`` by the converter; None is as soon as can be."""
        self._orders.append((ticket, samples, at_ns))

    def cut(self, ticket: Ticket) -> None:
        """This sound is not wanted any more: not begun, or faded out where it is."""
        self._orders = [order for order in self._orders if order[0] != ticket]
        for voice in self._voices:
            if voice.ticket == ticket:
                self._fade(voice)

    def hush(self, voice: str) -> None:
        """Nothing of this voice is wanted any more."""
        for ticket in {order[0] for order in self._orders} | {v.ticket for v in self._voices}:
            if ticket.voice == voice:
                self.cut(ticket)

    def fill(self, first_ns: int, frames: int) -> tuple[array[int], list[Placed | Late]]:
        """The samples of the next block, whose first frame reaches the converter at ``first_ns``, and what came of
        the orders that were due by its end."""
        block = array("h", bytes(2 * frames))
        mixed = 0  # so many samples from the start of the block carry sound already
        for voice in self._voices:
            mixed = max(mixed, _add(block, 0, voice, mixed))
        outcomes: list[Placed | Late] = []
        for order in self._orders.copy():
            ticket, samples, at_ns = order
            frame = 0 if at_ns is None else self._frame(at_ns - first_ns)
            if frame >= frames:
                continue
            self._orders.remove(order)
            if at_ns is not None and first_ns - at_ns > GRACE_NS:
                outcomes.append(Late(ticket, first_ns - at_ns))
                continue
            frame = max(frame, 0)
            voice = _Voice(ticket, samples)
            self._voices.append(voice)
            mixed = max(mixed, _add(block, frame, voice, mixed))
            outcomes.append(Placed(ticket, first_ns + frame * SECOND_NS // self._rate))
        self._voices = [voice for voice in self._voices if voice.given < len(voice.samples)]
        return block, outcomes

    @property
    def is_idle(self) -> bool:
        """Nothing is ordered and nothing sounds."""
        return not self._orders and not self._voices

    def _frame(self, after_ns: int) -> int:
        """The frame of the block nearest to so long after its first; negative before it."""
        return (after_ns * self._rate + SECOND_NS // 2) // SECOND_NS

    def _fade(self, voice: _Voice) -> None:
        count = self._rate * FADE_MS // 1000
        rest = voice.samples[voice.given : voice.given + count]
        voice.samples = array("h", (x * (count - n) // (count + 1) for n, x in enumerate(rest)))
        voice.given = 0


def _add(block: array[int], start: int, voice: _Voice, mixed: int) -> int:
    """Adds to the block, from frame ``start``, what comes next of a voice; returns where it ends. Up to ``mixed`` there
    may be sound already: there the sum is taken, and kept within what a sample can hold."""
    part = voice.samples[voice.given : voice.given + len(block) - start]
    voice.given += len(part)
    end = start + len(part)
    both = min(mixed, end)
    for n in range(start, both):
        block[n] = max(BOTTOM, min(TOP, block[n] + part[n - start]))
    fresh = max(start, both)
    block[fresh:end] = part[fresh - start :]
    return end
