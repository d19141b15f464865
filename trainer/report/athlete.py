"""The report of an athlete: three gains in words for a child, then for a parent, then the coach's figures and plots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trainer.facts import Athlete
from trainer.report.html import Html, document, el, figure, table
from trainer.report.parts import Said, foot, gains_list, head, ms, rep_plots, terms_words, tiles, trust
from trainer.report.plots import weeks
from trainer.report.told import listed, praised, told
from trainer.results.gains import Followed, Gain, gains, praise, three
from trainer.results.progress import Line
from trainer.results.reps import Rep, count
from trainer.results.summary import alike
from trainer.words import Words

MOST_LINES = 6  # that are plotted: the fullest


def athlete_report(athlete: Athlete, reps: Sequence[Rep], followed: Followed, said: Said) -> str:
    """One HTML file. ``reps``: the athlete's, in the order of their sessions; ``followed``: everybody's lines, by which
    the noise is known."""
    say = said.words
    name = said.call(athlete)
    if not reps:
        return document(name, say.language, head(name, say("athlete.empty"), simulated=False, say=say))
    session = reps[-1].session
    today = [rep for rep in reps if rep.session == session]
    found = gains(reps, session, followed)
    named, best = three(found), praise(found)
    lead = say(
        "athlete.lead", n=len({rep.session for rep in reps}), day=say.day(reps[-1].wall_s), reps=count(reps).done
    )
    mine = [line for line in followed.measured if line.athlete.id == athlete.id and line.points]
    return document(
        name,
        say.language,
        head(name, lead, simulated=reps[-1].terms.simulated, say=say),
        el("h2", say("athlete.today", day=say.day(reps[-1].wall_s))),
        tiles(count(today), say),
        el("p", el("b", praised(best, say))) if best is not None else Html(""),
        el("h3", said.title(*named[0].drill)) if named else Html(""),
        gains_list(listed(named, "child", say)),
        el("h2", say("athlete.parents")),
        *(el("p", told(gain, "parent", say)) for gain in named),
        el("h2", say("athlete.plots")),
        rep_plots([rep for rep in alike(today) if rep.measured_ns], say),
        *_weeks(mine, said),
        *_coach(mine, named, said),
        trust(today, say),
        foot(say),
    )


def _weeks(mine: Sequence[Line], said: Said) -> Iterator[Html]:
    """The lines that have a past."""
    say = said.words
    fullest = sorted((line for line in mine if len(line.points) > 1), key=lambda line: -len(line.points))[:MOST_LINES]
    if not fullest:
        return
    plots: list[Html] = []
    for line in fullest:
        apart, title = _apart(line, mine, say), said.title(line.terms.drill, line.terms.level)
        plots.append(figure(weeks(line, say, title), apart))
    yield el("h2", say("athlete.weeks"))
    yield el("div", *plots, class_="plots")
    yield el("p", say("caption.weeks"), class_="note")


def _coach(mine: Sequence[Line], named: Sequence[Gain], said: Said) -> Iterator[Html]:
    say = said.words
    if not mine:
        return
    keys = ("drill", "sessions", "newest", "change", "least", "worthwhile", "best")
    yield el("h2", say("athlete.coach"))
    yield from (el("p", told(gain, "coach", say)) for gain in named)
    yield table([say(f"column.{key}") for key in keys], [_row(line, mine, said) for line in mine], wide=True)
    for line in mine:
        side = line.sides[-1] if line.sides else None
        if line.side_said and side is not None:
            slower = "left" if side.percent > 0 else "right"
            yield el(
                "p",
                say(
                    f"side.said.{slower}",
                    drill=said.title(line.terms.drill, line.terms.level),
                    percent=say.number(abs(side.percent), 1),
                    low=say.number(min(abs(side.low), abs(side.high)), 1),
                    high=say.number(max(abs(side.low), abs(side.high)), 1),
                ),
            )


def _apart(line: Line, mine: Sequence[Line], say: Words) -> str:
    """What tells this line from the athlete's others."""
    surface = line.surface if len({other.surface for other in mine}) > 1 else ""
    return ", ".join(part for part in (terms_words(line.terms, (other.terms for other in mine), say), surface) if part)


def _row(line: Line, mine: Sequence[Line], said: Said) -> list[str]:
    say, terms, change = said.words, line.terms, line.change
    apart = ", ".join(part for part in (say(f"measure.{terms.measure}"), _apart(line, mine, say)) if part)
    changed = "–"
    if change is not None:
        word = say(f"word.{change.word}") if change.word else say("word.unknown")
        changed = f"{say.signed(change.ms)} ms: {word}"
    return [
        f"{said.title(terms.drill, terms.level)} ({apart})",
        str(len(line.points)),
        ms(line.points[-1].median, say, 3),
        changed,
        say("word.unknown") if line.noise is None else f"{say.number(line.noise.least_change(_k(line)))} ms",
        "–" if line.worthwhile is None else f"{say.number(line.worthwhile)} ms",
        "–" if line.best is None else say.seconds(line.best.ns, 3),
    ]


def _k(line: Line) -> int:
    return line.change.k if line.change is not None else 1
