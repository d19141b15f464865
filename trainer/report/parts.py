"""What the reports have in common: titles, tiles, gains, the table of times, what a time is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from trainer.facts import Athlete
from trainer.report.html import Html, el, figure, many, table
from trainer.report.plots import over_reps, spread, where_it_goes
from trainer.results.centre import Centre
from trainer.results.ranks import Terms
from trainer.results.reps import Counts, Rep
from trainer.results.summary import Summary, Timing
from trainer.results.uncertainty import half_width_ns
from trainer.words import Words

Call = Callable[[Athlete], str]


@dataclass(frozen=True, slots=True)
class Said:
    """How a report speaks. ``titles``: of drills by name; ``call``: what an athlete is called."""

    words: Words
    titles: Mapping[str, str]
    call: Call

    def title(self, drill: str, level: int | None) -> str:
        name = self.titles.get(drill, drill)
        return name if level is None else f"{name}, {self.words('level', n=level)}"


def head(title: str, lead: str, *, simulated: bool, say: Words) -> Html:
    """The top of a report."""
    warning = el("p", say("simulated"), class_="warn") if simulated else Html("")
    return many(el("header", el("h1", title), el("p", lead, class_="lead")), warning)


def tiles(counts: Counts, say: Words) -> Html:
    """Clean reps, right reps, reps done: what comes first."""
    clean = say("tile.of", n=counts.clean, of=counts.marked) if counts.marked else "–"
    shown = [
        (clean, say("tile.clean") if counts.marked else say("tile.unmarked")),
        (say("tile.of", n=counts.right, of=counts.done), say("tile.right")),
        (str(counts.done), say("tile.done")),
    ]
    return el("div", *(el("div", el("b", big), small, class_="tile") for big, small in shown), class_="tiles")


def gains_list(found: Sequence[tuple[str, bool]]) -> Html:
    """Sentences; what got better stands out."""
    return el("ul", *(el("li", text, class_="" if better else "plain") for text, better in found), class_="gains")


def terms_words(terms: Terms, beside: Iterable[Terms], say: Words) -> str:
    """What tells this row from those beside it, of the same surface: sense, wait in motion, version of the drill."""
    parts = [say(f"sense.{terms.sense}")] if terms.sense else []
    parts += [say("wait-of", wait=terms.wait)] if terms.measure == "transition" else []
    rules = {other.rules for other in beside if (other.drill, other.level) == (terms.drill, terms.level)}
    parts += [say("version-of", version=terms.rules[:8])] if len(rules) > 1 else []
    return ", ".join(parts)


def times_table(found: Sequence[Summary], said: Said) -> Html:
    """A row for each athlete and what may not be mixed: counts first, then times. In no order of speed."""
    say = said.words
    keys = ("athlete", "done", "right", "clean", "early", "median", "middle", "best", "cover")
    rows = [row for one in found for row in _rows(one, said)]
    return table([say(f"column.{key}") for key in keys], rows)


def _rows(one: Summary, said: Said) -> list[list[str]]:
    counts, name = one.counts, said.call(one.athlete)
    clean = f"{counts.clean}/{counts.marked}" if counts.marked else "–"
    first = [str(counts.done), str(counts.right), clean, str(counts.early)]
    timings: Sequence[Timing | None] = one.timings or (None,)
    rows = []
    for n, timing in enumerate(timings):
        beside = [other.terms for other in one.timings]
        apart = terms_words(timing.terms, beside, said.words) if timing and len(timings) > 1 else ""
        label = f"{name} ({apart})" if apart else name
        rows.append([label, *(first if n == 0 else [""] * 4), *_times(timing, said.words)])
    return rows


def _times(timing: Timing | None, say: Words) -> list[str]:
    measured = timing.measured if timing else None
    cover = timing.cover if timing else None
    if measured is None:
        return ["–"] * 4
    return [
        ms(measured.median, say),
        _middle(measured, say),
        ms(measured.best, say),
        ms(cover.median if cover else None, say),
    ]


def _middle(centre: Centre, say: Words) -> str:
    return f"{say.number(centre.low / 1e3, 2)}–{say.number(centre.high / 1e3, 2)} s" if centre.n > 1 else "–"


def ms(value: float | None, say: Words, digits: int = 2) -> str:
    """Milliseconds as seconds, with the unit."""
    return "–" if value is None else f"{say.number(value / 1e3, digits)} s"


def rep_plots(hits: Sequence[Rep], say: Words) -> Html:
    """The plots of hits on the same terms; none where there are too few."""
    if len(hits) < 3:
        return Html("")
    where = where_it_goes(hits, say)
    half = [figure(spread(hits, say), say("caption.spread"))] + ([figure(where, say("caption.where"))] if where else [])
    return many(
        figure(over_reps(hits, say), say("caption.over-reps")),
        el("div", *half, class_="plots"),
    )


def trust(reps: Sequence[Rep], say: Words) -> Html:
    """How well the times are known: the clock and the body apart."""
    timed = [rep.verdict for rep in reps if rep.is_hit and rep.verdict.uncertainty_ns is not None]
    if not timed:
        return Html("")
    clock, body = (
        median(half_width_ns(parts) for parts in sides)
        for sides in ([v.doubt_clock for v in timed], [v.doubt_body for v in timed])
    )
    return el("p", say("trust", clock=say.seconds(max(clock, 1e6), 3), body=say.seconds(body, 3)), class_="note")


def foot(say: Words) -> Html:
    return el("footer", el("p", say("foot.noise")), el("p", say("foot.made")))
