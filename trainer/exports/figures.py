"""The file of figures: a row for each athlete on each set of terms, with all that his reps come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from trainer.exports.columns import Column, Kind, Sheet, Values
from trainer.exports.names import Names
from trainer.reps import read_reps
from trainer.results.centre import Centre
from trainer.results.change import ChangeCost
from trainer.results.dropoff import DropOff
from trainer.results.exgauss import ExGaussian
from trainer.results.figures import Figures, figures
from trainer.results.sides import SideDifference
from trainer.store.open import Store
from trainer.store.pages import NOBODY
from trainer.store.results import Filter
from trainer.store.roster import known_people

DIGITS = 3

Get = Callable[[Figures], Any]
Filled = tuple[Column, Get]


def figure_batches(store: Store, which: Filter, names: Names) -> Iterator[list[Values]]:
    """All of it at once: every rep of the filter is read before the first row is known."""
    known = known_people(store)
    found = figures(read_reps(store, which))
    called = [names(f.athlete.id, known.get(f.athlete.id, NOBODY)) for f in found]
    yield [called, *([_rounded(get(f)) for f in found] for _, get in OWN)]


def _rounded(value: Any) -> Any:
    return round(value, DIGITS) if isinstance(value, float) else value


def _terms(name: str, kind: Kind, unit: str, meaning: str) -> Filled:
    return Column(name, kind, unit, meaning), lambda f: getattr(f.terms, name)


def _count(name: str, meaning: str) -> Filled:
    return Column(name, "whole", "", meaning), lambda f: getattr(f.counts, name)


def _part(
    name: str, unit: str, meaning: str, of: Callable[[Figures], object | None], part: str, kind: Kind = "number"
) -> Filled:
    """A part of something that may not be there."""

    def get(f: Figures) -> Any:
        whole = of(f)
        return None if whole is None else getattr(whole, part)

    return Column(name, kind, unit, meaning), get


def _measured(f: Figures) -> Centre:
    return f.measured


def _cover(f: Figures) -> Centre | None:
    return f.cover


def _sides(f: Figures) -> SideDifference | None:
    return f.sides


def _shape(f: Figures) -> ExGaussian | None:
    return f.shape


def _change(f: Figures) -> ChangeCost | None:
    return f.change


def _drop_off(f: Figures) -> DropOff | None:
    return f.drop_off


OWN: Sequence[Filled] = (
    (Column("athlete_id", "text", "", "id of the athlete"), lambda f: f.athlete.id),
    _terms("drill", "text", "", "name of the drill"),
    _terms("level", "whole", "", "level of the drill"),
    _terms("measure", "text", "", "which time: reaction, start, transition, or total where there is no cue"),
    _terms("sense", "text", "", "what the cue was seen or heard by"),
    _terms("start", "text", "", "what time zero is"),
    _terms("stop", "text", "", "rule by which the measured time ends"),
    _terms("height_m", "number", "m", "height of the beam that ends it; empty for a pad"),
    _terms("wait", "text", "", "law of the wait; of a cue in motion the wait itself"),
    (Column("surface", "text", "", "surface, footwear and condition of the session"), lambda f: f.surface),
    _terms("simulated", "truth", "", "true: virtual athletes, or a field without hardware"),
    _terms("rules", "text", "", "sha256 of what a rep of the drill was: a drill that was changed is another"),
    (Column("sessions", "whole", "", "in how many sessions"), lambda f: f.sessions),
    _count("done", "reps of the drill and level that came to an end, whatever the terms"),
    _count("right", "of them hits, and rightly still"),
    _count("clean", "of them right and in clean form by the coach's mark"),
    _count("marked", "of them with a form mark"),
    _count("early", "false starts, turned early, anticipations"),
    _count("omissions", "reps without an answer"),
    _count("wrong", "reps to another gate"),
    _count("false_alarms", "answers to a stay or a catch"),
    (Column("hits", "whole", "", "hits on these terms: what the times are of"), lambda f: f.measured.n),
    _part("median_ms", "ms", "median of the measured time", _measured, "median"),
    _part("q1_ms", "ms", "first quartile", _measured, "low"),
    _part("q3_ms", "ms", "third quartile", _measured, "high"),
    _part("mean_ms", "ms", "mean", _measured, "mean"),
    _part("sd_ms", "ms", "standard deviation", _measured, "sd"),
    _part("cv_percent", "%", "coefficient of variation", _measured, "cv"),
    _part("best_ms", "ms", "fastest hit, of any form", _measured, "best"),
    (
        Column(
            "best_uncertainty_ms",
            "number",
            "ms",
            'half-width of the 95 % interval of the fastest hit that is no "not yet"',
        ),
        lambda f: f.best_uncertainty_ms,
    ),
    (
        Column(
            "rank",
            "whole",
            "",
            "of that hit among all in this file on the same terms and surface; shared where none can be told faster",
        ),
        lambda f: f.rank,
    ),
    _part("cover_median_ms", "ms", "median of the whole way", _cover, "median"),
    _part("cover_best_ms", "ms", "fastest whole way", _cover, "best"),
    (Column("even_percent", "number", "%", "coefficient of variation of the whole way"), lambda f: f.even),
    _part("side_percent", "%", "left minus right over their mean, from 8 hits a side", _sides, "percent"),
    _part("side_low_percent", "%", "lower end of its 95 % interval", _sides, "low"),
    _part("side_high_percent", "%", "upper end", _sides, "high"),
    (Column("lapses", "whole", "", "hits of more than 1.5 times the median"), lambda f: f.lapses),
    (
        Column(
            "right_per_s", "number", "1/s", "rate-correct score: hits a second of reaction, of right and wrong answers"
        ),
        lambda f: f.right_per_s,
    ),
    _part("mu_ms", "ms", "ex-Gaussian by maximum likelihood, from 100 hits: mean of its normal part", _shape, "mu"),
    _part("sigma_ms", "ms", "its standard deviation", _shape, "sigma"),
    _part("tau_ms", "ms", "mean of its exponential part", _shape, "tau"),
    _part(
        "change_cost_ms",
        "ms",
        "whole way of hits whose call was overridden minus those whose call stood, to the same gates; of the drill and "
        "level, whatever the terms",
        _change,
        "ms",
    ),
    _part("change_low_ms", "ms", "lower end of its 95 % interval", _change, "low"),
    _part("change_high_ms", "ms", "upper end", _change, "high"),
    _part("changed", "", "so many hits with a change", _change, "changed", "whole"),
    _part("unchanged", "", "and without", _change, "unchanged", "whole"),
    _part("changed_done", "", "reps with a change that came to an end", _change, "of_changed", "whole"),
    _part("changed_wrong", "", "of them to another gate", _change, "wrong_changed", "whole"),
    _part("unchanged_done", "", "reps without one that came to an end", _change, "of_unchanged", "whole"),
    _part("unchanged_wrong", "", "of them to another gate", _change, "wrong_unchanged", "whole"),
    _part(
        "drop_off_percent",
        "%",
        "rise of the ways of a long possession from the first to the last, per cent of the first; for the coach",
        _drop_off,
        "percent",
    ),
    _part("drop_off_low_percent", "%", "lower end of its 95 % interval", _drop_off, "low"),
    _part("drop_off_high_percent", "%", "upper end", _drop_off, "high"),
    _part("drop_off_ways", "", "ways it is of", _drop_off, "ways", "whole"),
)

FIGURES = Sheet(
    "figures",
    "what one athlete's reps at one drill and level come to, on the same terms and surface",
    (Column("athlete", "text", "", "nickname or bib"), *(column for column, _ in OWN)),
)
