"""The report of a session: what the team gained, one praise for each child, and every drill's times, in no order of
speed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from trainer.facts import Rig, SessionHeader
from trainer.report.html import Html, document, el, figure, many
from trainer.report.parts import Said, foot, gains_list, head, terms_words, times_table, trust
from trainer.report.plots import HALF, over_reps
from trainer.report.rig import taken_with
from trainer.report.told import praised, told_team
from trainer.results.card import Card
from trainer.results.change import ChangeCost
from trainer.results.reps import Rep
from trainer.results.summary import Summary, alike, summaries
from trainer.words import Words

LEAST = 3  # hits, for a plot


def session_report(
    header: SessionHeader,
    reps: Sequence[Rep],
    card: Card,
    said: Said,
    sprints: frozenset[str] = frozenset(),
    rigs: Sequence[Rig | None] = (),
) -> str:
    """One HTML file. ``reps``: of this session, in its order; ``sprints``: drills whose sets are series of sprints;
    ``rigs``: what each run was timed with."""
    say = said.words
    title = say("session.title", day=say.day(header.opened_wall_s))
    drills = list(dict.fromkeys(said.title(rep.terms.drill, rep.terms.level) for rep in reps))
    people = len({rep.athlete.id for rep in reps})
    where = ", ".join(part for part in (header.field_name, header.underfoot.words) if part)
    lead = say("session.lead", field=where, n=people, drills=" · ".join(drills) or "–")
    if not reps:
        body = el("p", say("session.empty"))
    else:
        found = summaries(reps, sprints)
        worth = many(trust(reps, say), taken_with(rigs, say))
        body = many(_card(card, said), *_drills(found, reps, said), worth, foot(say))
    return document(title, say.language, head(title, lead, simulated=header.simulated, say=say), body)


def _card(card: Card, said: Said) -> Html:
    say = said.words
    team = gains_list([(told_team(gain, say), gain.of_children) for gain in card.team])
    each = [el("li", el("b", said.call(athlete)), " ", praised(gain, say)) for athlete, gain in card.praise]
    return many(el("h2", say("session.team")), team, el("h2", say("session.praise")), el("ul", *each, class_="praise"))


def _drills(found: Sequence[Summary], reps: Sequence[Rep], said: Said) -> list[Html]:
    by_drill: defaultdict[tuple[str, int | None], list[Summary]] = defaultdict(list)
    for one in found:
        by_drill[one.drill, one.level].append(one)
    return [_drill(drill, level, mine, reps, said) for (drill, level), mine in by_drill.items()]


def _drill(drill: str, level: int | None, mine: Sequence[Summary], reps: Sequence[Rep], said: Said) -> Html:
    say = said.words
    plots: list[Html] = []
    for one in mine:
        own = [r for r in reps if (r.athlete.id, r.terms.drill, r.terms.level) == (one.athlete.id, drill, level)]
        hits = [rep for rep in alike(own) if rep.measured_ns]
        if len(hits) >= LEAST:
            apart = terms_words(hits[0].terms, (t.terms for t in one.timings), say) if len(one.timings) > 1 else ""
            name = said.call(one.athlete)
            plots.append(figure(over_reps(hits, say, HALF, f"{name}, {apart}" if apart else name), ""))
    caption = el("p", say("caption.over-reps"), class_="note") if plots else Html("")
    shown = el("div", *plots, class_="plots") if plots else Html("")
    sprints = [el("p", line) for one in mine for line in _own(one, said)]
    ours = [rep for rep in reps if (rep.terms.drill, rep.terms.level) == (drill, level)]
    far = [
        el("p", _far(rep, said)) for rep in ours if rep.verdict.reached is not None and rep.verdict.outcome != "void"
    ]
    return many(el("h2", said.title(drill, level)), times_table(mine, said), *far, *sprints, caption, shown)


def _far(rep: Rep, said: Said) -> str:
    """How far somebody came in a test by signals. That a child stops there is a normal result, that the run was broken
    off is none."""
    reached = rep.verdict.reached
    assert reached is not None
    name = said.call(rep.athlete)
    far = {"name": name, "level": reached.level, "shuttle": reached.shuttle, "metres": reached.metres}
    return said.words("reached.stopped", **far) if rep.verdict.outcome == "stopped" else said.words("reached", **far)


def _own(one: Summary, said: Said) -> Iterator[str]:
    """The figures that some drills have of their own."""
    if one.decrements:
        yield _sprint(one, said)
    if one.change is not None:
        yield _change(one.change, said.call(one.athlete), said.words)
    if one.drop_off is not None:
        falls, say = one.drop_off, said.words
        percents = {name: say.signed(getattr(falls, name), 1) for name in ("percent", "low", "high")}
        yield say("drop-off", name=said.call(one.athlete), ways=falls.ways, **percents)


def _change(cost: ChangeCost, name: str, say: Words) -> str:
    times = {key: say.signed(ms / 1e3, 2) for key, ms in (("cost", cost.ms), ("low", cost.low), ("high", cost.high))}
    wrong = say(
        "change.wrong", n=cost.wrong_changed, of=cost.of_changed, m=cost.wrong_unchanged, of_others=cost.of_unchanged
    )
    said = say("change", name=name, changed=cost.changed, unchanged=cost.unchanged, **times)
    return f"{said} {wrong}" if cost.wrong_changed or cost.wrong_unchanged else said


def _sprint(one: Summary, said: Said) -> str:
    say = said.words
    each = ", ".join(
        f"{say.number(d.percent, 1)} %{' (' + say('paced') + ')' if d.paced else ''}" for d in one.decrements
    )
    return say("decrement", name=said.call(one.athlete), each=each)
