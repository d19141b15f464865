"""Four bits a sample: IMA ADPCM, mono, without headers. What the recordings of spoken words are kept in.

Each code says by how many eighths of a step the sample differs from the one before; the step grows after large codes
and shrinks after small ones (IMA Digital Audio Focus and Technical Working Groups, Recommended Practices 3.00, 1992).
The first sample of a byte is in its lower half.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable

LOW, HIGH = -32_768, 32_767
MOVES = (-1, -1, -1, -1, 2, 4, 6, 8)  # of the step, by a code's three lower bits
STEPS = (
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107,
    118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963,
    1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894,
    6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794,
    32767,
)  # fmt: skip


class _State:
    """The sample before, and which step is next: the same in whoever writes and whoever reads."""

    def __init__(self) -> None:
        self.sample = 0
        self._index = 0

    def read(self, code: int) -> int:
        """The sample a code stands for."""
        step = STEPS[self._index]
        by = step >> 3
        for bit, part in ((4, step), (2, step >> 1), (1, step >> 2)):
            by += part if code & bit else 0
        self.sample = max(LOW, min(HIGH, self.sample + (-by if code & 8 else by)))
        self._index = max(0, min(len(STEPS) - 1, self._index + MOVES[code & 7]))
        return self.sample

    def write(self, sample: int) -> int:
        """The code that comes nearest to this sample."""
        step, off = STEPS[self._index], sample - self.sample
        size = min(7, abs(off) * 4 // step)
        code = size | (8 if off < 0 else 0)
        self.read(code)
        return code


def encode(samples: Iterable[int]) -> bytes:
    """Half a byte a sample; an odd one out is followed by a code for no change."""
    state = _State()
    codes = [state.write(x) for x in samples]
    codes += [0] * (len(codes) % 2)
    return bytes(low | high << 4 for low, high in zip(codes[::2], codes[1::2], strict=True))


def decode(data: bytes) -> array[int]:
    """The samples: signed 16 bit, two a byte."""
    state = _State()
    return array("h", (state.read(code) for byte in data for code in (byte & 15, byte >> 4)))
