"""The plots of a report: reps one after the other, how they are spread, where the time goes, and the weeks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean, median

from trainer.results.centre import centre
from trainer.results.drift import drift
from trainer.results.progress import EARLIER, Line
from trainer.results.reps import Rep
from trainer.results.summary import MS, measured_ns, taken
from trainer.svg import COLOURS, GREY, Axis, Frame, Plane, linear, picture, text
from trainer.words import Words

WIDE = Frame(width=720, height=300, left=64, right=20, top=40, bottom=52)
HALF = Frame(width=420, height=288, left=64, right=16, top=48, bottom=52)
BAR = 26  # height of a bar
DAY_S = 24 * 3600
SHADES = ("#bcd9ec", "#5aa6d6", "#0072b2", "#00344f")  # from a short wait to a long one
SHAPES = {
    "left": "M-6 0L5 -6V6Z",
    "right": "M6 0L-5 -6V6Z",
    None: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z",
}


def over_reps(hits: Sequence[Rep], say: Words, frame: Frame = WIDE, name: str = "") -> str:
    """Each hit's time by its number: the arrow is its side, the shade its wait, hollow is "not yet"; the line is Theil
    and Sen's."""
    points = [(float(n), ns / MS) for n, rep in enumerate(hits, 1) if (ns := rep.measured_ns)]
    waits = [rep.foreperiod_ns / 1e9 for rep in hits if rep.foreperiod_ns is not None]
    title = say(f"measure.{hits[0].terms.measure}")
    plane = Plane(
        frame, Axis(say("axis.rep"), 0, len(hits) + 1, least=1), linear(f"{title} (ms)", [y for _, y in points])
    )

    def body() -> Iterator[str]:
        yield from plane.grid()
        line = drift(points)
        if line is not None:
            ends = [(x, line.at(x)) for x in (1.0, float(len(hits)))]
            yield f'<path d="{plane.path(ends)}" fill="none" stroke="{GREY}" stroke-dasharray="6 4"/>'
        for (x, y), rep in zip(points, hits, strict=True):
            yield _mark(plane.x(x), plane.y(y), rep, waits)
        yield from _shades(frame, waits, say)

    return picture(frame, name or say("plot.over-reps", measure=title), body())


def _mark(x: float, y: float, rep: Rep, waits: Sequence[float]) -> str:
    shade = COLOURS[0] if rep.foreperiod_ns is None else SHADES[_shade(rep.foreperiod_ns / 1e9, waits)]
    fill = "#fff" if rep.form == "not yet" else shade
    place = f'transform="translate({x:.1f} {y:.1f})"'
    return f'<path d="{SHAPES[rep.side]}" {place} fill="{fill}" stroke="{SHADES[-1]}" stroke-width="1"/>'


def _shade(wait: float, waits: Sequence[float]) -> int:
    """Which quarter of the waits' range."""
    low, high = min(waits), max(waits)
    return min(3, int(4 * (wait - low) / (high - low))) if high > low else 2


def _shades(frame: Frame, waits: Sequence[float], say: Words) -> Iterator[str]:
    """The scale of the waits, at the top right."""
    if not waits or max(waits) - min(waits) < 0.1:
        return
    right = frame.width - frame.right
    for n, shade in enumerate(SHADES):
        yield f'<rect x="{right - 4 * 16 - 36 + 16 * n}" y="14" width="16" height="10" fill="{shade}"/>'
    yield text(right - 4 * 16 - 42, 23, say("plot.wait", s=say.number(min(waits), 1)), "end")
    yield text(right - 30, 23, f"{say.number(max(waits), 1)} s")


def spread(hits: Sequence[Rep], say: Words) -> str:
    """How many reps took how long; the band holds the middle half, the line is the median."""
    times = taken(hits, measured_ns)
    found = centre(times)
    assert found is not None
    title = say(f"measure.{hits[0].terms.measure}")
    xs = linear(f"{title} (ms)", times)
    width = (xs.ticks()[1][0] - xs.ticks()[0][0]) / 2
    bins = [0] * max(1, round((xs.high - xs.low) / width))
    for time in times:
        bins[min(len(bins) - 1, int((time - xs.low) / width))] += 1
    plane = Plane(HALF, xs, linear(say("axis.reps"), bins, at_nil=True, least=1))

    def body() -> Iterator[str]:
        yield _box(plane, found.low, found.high, plane.ys.high, "#dcedf7")
        yield from plane.grid()
        for n, height in enumerate(bins):
            if height:
                yield _box(plane, xs.low + n * width, xs.low + (n + 1) * width, height, COLOURS[0], edge="#fff")
        x = plane.x(found.median)
        yield f'<path d="M{x:.1f} {HALF.top}V{HALF.height - HALF.bottom}" stroke="#d55e00" stroke-width="2"/>'
        yield text(x, HALF.top - 4, say.number(found.median), "middle")

    return picture(HALF, say("plot.spread"), body())


def _box(plane: Plane, left: float, right: float, height: float, fill: str, edge: str = "none") -> str:
    x, y = plane.x(left), plane.y(height)
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{plane.x(right) - x:.1f}" height="{plane.y(0) - y:.1f}" '
        f'fill="{fill}" stroke="{edge}"/>'
    )


def where_it_goes(hits: Sequence[Rep], say: Words) -> str | None:
    """The median of each split, end to end, for each side that there is. None where there are not two splits."""
    rows = [(side, [rep for rep in hits if rep.side == side]) for side in ("left", "right", None)]
    bars = [(say(f"side.{side or 'none'}"), medians(reps)) for side, reps in rows if reps]
    if not bars or len(bars[0][1]) < 2:
        return None
    frame = Frame(HALF.width, HALF.top + HALF.bottom + (BAR + 14) * len(bars) + 36, 52, 16, HALF.top, HALF.bottom)
    longest = max(sum(s for _, s in bar) for _, bar in bars)
    plane = Plane(frame, linear(say("axis.seconds"), [longest], at_nil=True), Axis("", 0, 1))

    def body() -> Iterator[str]:
        yield from plane.upright()
        for n, (name, bar) in enumerate(bars):
            yield from _bar(plane, frame.top + 8 + n * (BAR + 14), name, bar, say)
        yield from _names(frame, [name for name, _ in bars[0][1]])

    return picture(frame, say("plot.where"), body())


def medians(reps: Sequence[Rep]) -> list[tuple[str, float]]:
    """Each split's name and median (s), in the order of the way; those that every one of these reps has."""
    names = [split.name for split in reps[0].verdict.splits]
    by_name = {name: [s.ns / 1e9 for rep in reps for s in rep.verdict.splits if s.name == name] for name in names}
    return [(name, median(found)) for name, found in by_name.items() if len(found) == len(reps)]


def _bar(plane: Plane, y: float, name: str, bar: Sequence[tuple[str, float]], say: Words) -> Iterator[str]:
    yield text(plane.frame.left - 8, y + BAR / 2 + 4, name, "end")
    at = 0.0
    for n, (_, seconds) in enumerate(bar):
        x, width = plane.x(at), plane.x(seconds) - plane.x(0)
        place = f'x="{x:.1f}" y="{y}" width="{width:.1f}" height="{BAR}"'
        yield f'<rect {place} fill="{BARS[n % len(BARS)]}" stroke="#fff"/>'
        if width > 30:
            yield text(x + width / 2, y + BAR / 2 + 4, say.number(seconds, 2), "middle")
        at += seconds


BARS = ("#8fc1e0", "#f2c14e", "#7fd1b9", "#e3a6c4", "#c9d3da")


def _names(frame: Frame, names: Sequence[str]) -> Iterator[str]:
    """Under the bars, above the axis: which colour is what."""
    x, y = frame.left, frame.height - frame.bottom - 12
    for n, name in enumerate(names):
        yield f'<rect x="{x:.1f}" y="{y - 9}" width="10" height="10" fill="{BARS[n % len(BARS)]}"/>'
        yield text(x + 14, y, name)
        x += 26 + 6.6 * len(name)


def weeks(line: Line, say: Words, name: str) -> str:
    """Session medians by day, under this name. Hollow: familiarisation. The band is around the mean of the sessions
    before the newest: what lies within it may be chance."""
    title = say(f"measure.{line.terms.measure}")
    first_s = line.points[0].wall_s
    points = [((p.wall_s - first_s) / DAY_S, p.median / 1e3) for p in line.points]
    band = _band(line)
    days = max(1.0, points[-1][0])
    values = [y for _, y in points] + list(band or ())
    label = say("axis.days", day=say.day(first_s))
    plane = Plane(HALF, linear(label, [0, days * 1.02]), linear(f"{say('axis.median', measure=title)} (s)", values))

    def body() -> Iterator[str]:
        if band is not None:
            top, bottom = plane.y(band[1]), plane.y(band[0])
            left, right = HALF.left, HALF.width - HALF.right
            size = f'width="{right - left}" height="{bottom - top:.1f}"'
            yield f'<rect x="{left}" y="{top:.1f}" {size} fill="#e3e8ec"/>'
        yield from plane.grid()
        yield f'<path d="{plane.path(points)}" fill="none" stroke="{COLOURS[0]}" stroke-width="2"/>'
        for (x, y), point in zip(points, line.points, strict=True):
            fill = "#fff" if point.first else COLOURS[0]
            place = f'cx="{plane.x(x):.1f}" cy="{plane.y(y):.1f}" r="5"'
            yield f'<circle {place} fill="{fill}" stroke="{COLOURS[0]}" stroke-width="2"/>'
        if band is None:
            yield text(HALF.width - HALF.right, HALF.top + 12, say("word.unknown"), "end")

    return picture(HALF, name, body())


def _band(line: Line) -> tuple[float, float] | None:
    """In seconds; None while the noise is not known or there is nothing to hold a session against."""
    counted = [p.median for p in line.points if not p.first][:-1][-EARLIER:]
    if line.noise is None or not counted:
        return None
    middle, half = fmean(counted), line.noise.least_change(len(counted))
    return (middle - half) / 1e3, (middle + half) / 1e3
