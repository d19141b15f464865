"""When a sound stream's frames reach the converter, on CLOCK_MONOTONIC. Pure: it is told what clocks read.

PortAudio says of each block when its first frame reaches the converter, but not on which clock: through PulseAudio and
PipeWire that is CLOCK_REALTIME, which somebody may set in the middle of a session, on bare ALSA it is CLOCK_MONOTONIC.
``StreamClock`` finds out and converts. ``FrameLine`` takes out the jitter of single blocks: a converter's crystal
runs evenly, so that the blocks before tell about this one.
"""

from __future__ import annotations

from collections import deque
from statistics import median
from typing import Literal

from hardware.clock import Together

Base = Literal["monotonic", "realtime", "own"]
SAME_NS = 1_000_000_000  # a stream's time this near to a clock's is read from that clock
STEP_NS = 1_000_000  # CLOCK_REALTIME minus CLOCK_MONOTONIC is constant but for steps: adjustments of rate move both
CLEAN_NS = 50_000  # a reading of both clocks that took longer than twice this was interrupted
OWN_READINGS = 64  # a drift of 100 ppm is 35 us in so many blocks of 256 frames

MEMORY = 1200  # blocks that the line goes by: 6 s of 256 frames
NEW = 200  # blocks after which a line is not given up lightly, and on bare ALSA is relied on
SERVER_NEW = 2800  # blocks, 15 s: PulseAudio begins with a wrong guess of its rate, and halves the error every 1.5 s
SLOPE = 500e-6  # no converter is this far off its rate: what looks so are guesses
LAST = 5  # blocks, the median of which says where the stream is now
JITTER_NS = 200_000  # a block counts for no more than this
JUMP_NS = 2_000_000  # and farther off the line for nothing
STRANGE = 3  # so many such blocks in a row, and a new line is drawn anew
SHIFTED_NS = 500_000_000  # an old one when they have agreed with each other for so long
SETTLED_NS = 1_000_000  # the line is not relied on while the last blocks are farther off it


class StreamClock:
    """Which clock a stream's times are on, and what they are on CLOCK_MONOTONIC.

    ``base`` is None until the first reading; "own" is a clock of the stream's own, whose offset is the smallest of
    those seen lately (a reading can only be delayed). ``steps`` counts how often the offset has jumped.
    """

    def __init__(self) -> None:
        self.base: Base | None = None
        self.steps = 0
        self._offset_ns: int | None = None
        self._own: deque[int] = deque(maxlen=OWN_READINGS)

    def read(self, stream_ns: int, at: Together) -> None:
        """The stream said that it is ``stream_ns``, just before both clocks were read."""
        if self.base is None:
            self.base = _base(stream_ns, at)
        if self.base == "realtime":
            if self._offset_ns is None or at.doubt_ns <= CLEAN_NS:
                self._follow(at.monotonic_ns - at.realtime_ns)
        elif self.base == "own":
            self._own.append(at.monotonic_ns - stream_ns)
            self._follow(min(self._own))

    def monotonic_ns(self, stream_ns: int) -> int:
        """An instant of the stream on CLOCK_MONOTONIC."""
        return stream_ns + (self._offset_ns or 0)

    def _follow(self, offset_ns: int) -> None:
        if self._offset_ns is not None and abs(offset_ns - self._offset_ns) > STEP_NS:
            self.steps += 1
        self._offset_ns = offset_ns


def _base(stream_ns: int, at: Together) -> Base:
    if abs(stream_ns - at.monotonic_ns) < SAME_NS:
        return "monotonic"
    if abs(stream_ns - at.realtime_ns) < SAME_NS:
        return "realtime"
    return "own"


class FrameLine:
    """Frames of a stream against CLOCK_MONOTONIC: a straight line, drawn through the blocks as they come.

    Recursive least squares of a line, with the memory limited (the g-h filter of growing, then constant memory:
    Brookner, *Tracking and Kalman Filtering Made Easy*, 1998). A wild block does not move it. ``is_settled`` is False
    while it is new, and while what blocks say wanders off it: then nobody can tell which is right.
    """

    def __init__(self, rate: int) -> None:
        self.new = SERVER_NEW  # it is relied on after so many blocks
        self.jumps = 0
        self._nominal_ns = 1e9 / rate
        self._count = 0  # blocks since it was begun; none, and there is no line
        self._frame = 0
        self._at_ns = 0.0  # of that frame
        self._frame_ns = self._nominal_ns
        self._off: deque[float] = deque(maxlen=LAST)  # how far the last blocks were off the line
        self._strange = 0  # blocks in a row that were too far off
        self._strange_from_ns = 0  # since then they have agreed with each other
        self._strange_off_ns = 0.0

    def forget(self) -> None:
        """The stream has lost frames: what was known of it holds no longer."""
        self._count = 0

    def block(self, first_frame: int, dac_ns: int) -> int:
        """A block's first frame is said to reach the converter at ``dac_ns``; returns when by the line it does."""
        if not self._count:
            self._begin(first_frame, dac_ns)
            return dac_ns
        frames = first_frame - self._frame
        line_ns = self._at_ns + frames * self._frame_ns
        off_ns = dac_ns - line_ns
        self._off.append(off_ns)
        self._at_ns, self._frame = line_ns, first_frame
        if abs(off_ns) > JUMP_NS:
            self._doubt(first_frame, dac_ns, off_ns)
        else:
            self._strange = 0
            self._draw(off_ns, frames)
        return round(self._at_ns)

    def _begin(self, first_frame: int, dac_ns: int) -> None:
        self._count, self._strange = 1, 0
        self._off.clear()
        self._frame, self._at_ns, self._frame_ns = first_frame, float(dac_ns), self._nominal_ns

    def _draw(self, off_ns: float, frames: int) -> None:
        """Moves the line towards a block that is so far off it."""
        self._count += 1
        n = min(self._count, MEMORY)
        if n > NEW:
            off_ns = max(-JITTER_NS, min(JITTER_NS, off_ns))
        self._at_ns += off_ns * 2 * (2 * n - 1) / (n * (n + 1))
        if frames:
            steepest = self._nominal_ns * SLOPE
            slope = self._frame_ns - self._nominal_ns + off_ns * 6 / (n * (n + 1)) / frames
            self._frame_ns = self._nominal_ns + max(-steepest, min(steepest, slope))

    def _doubt(self, first_frame: int, dac_ns: int, off_ns: float) -> None:
        """A block far off: it has lost its way, or the stream has lost frames and nobody said so."""
        if not self._strange or abs(off_ns - self._strange_off_ns) > JITTER_NS:
            self._strange_from_ns, self._strange_off_ns = dac_ns, off_ns
        self._strange += 1
        young = self._count < NEW and self._strange >= STRANGE
        if young or dac_ns - self._strange_from_ns > SHIFTED_NS:
            self.jumps += 1
            self._begin(first_frame, dac_ns)

    @property
    def is_settled(self) -> bool:
        return self._count >= self.new and abs(median(self._off)) <= SETTLED_NS
