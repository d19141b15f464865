"""Reports: whole HTML that fetches nothing, names only when wanted, plots with axes and units, on A4 as PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from random import Random

import pytest
from kept import store_in
from library import FILES
from outings import SPEC, plan_of
from records import KEPT
from replist import outing, rep
from stands import ATHLETES
from test_trainer_results_own import possession, shifted

from trainer.errors import FileError, UnknownRow
from trainer.exports.names import Names
from trainer.facts import Athlete, Reached, Rig, SessionHeader
from trainer.outing import open_run
from trainer.report.athlete import athlete_report
from trainer.report.gather import athlete_page, before, lines_of, session_card, session_page
from trainer.report.html import Html, el, many
from trainer.report.parts import Said
from trainer.report.pdf import find_browser, print_pdf
from trainer.report.plots import over_reps, spread, weeks, where_it_goes
from trainer.report.session import session_report
from trainer.results.card import card
from trainer.results.gains import follow
from trainer.results.progress import lines
from trainer.results.reps import Rep
from trainer.results.summary import summaries
from trainer.store.open import Store
from trainer.store.read import session_info, sessions
from trainer.store.write import Correction, add_correction
from trainer.virtual import play
from trainer.words import LANGUAGES, words

EN = words("en")
SAID = Said(EN, {"line-shuffle": "Line shuffle"}, lambda athlete: athlete.name)
RIG = KEPT.rig or Rig("", "", "", ())
HEADER = SessionHeader("session-7", 1.7e9, "system", "boot", "unit", "test", "hall", False, "parquet")
VOID = {"meta", "hr", "rect", "path", "circle"}


class Whole(HTMLParser):
    """Counts what is open; everything that is opened must be closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert all(key not in ("src", "href") for key, _ in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)


def whole(page: str) -> str:
    """The words of a page that is well formed, fetches nothing and has no script."""
    parser = Whole()
    parser.feed(page)
    assert parser.open == []
    assert "<script" not in page
    assert re.findall(r"(?:https?:)?//(?!www\.w3\.org/2000/svg)\w", page) == []
    assert "url(" not in page
    return " ".join(" ".join(parser.words).split())


def season(n: int = 8) -> list[Rep]:
    """Anna and another child, once a week: left and right, waits, form, splits."""
    rng, reps = Random(1), list[Rep]()
    for week in range(n):
        for athlete in ATHLETES[:2]:
            for k in range(16):
                reps.append(
                    rep(
                        420 - 5 * week + rng.gauss(0, 25),
                        day=7 * week,
                        seq=k,
                        athlete=athlete,
                        side=("left", "right")[k % 2],
                        form=("clean", "not yet")[rng.random() < 0.3],
                        foreperiod_ns=round(rng.uniform(1e9, 4e9)),
                        splits=[("off the pad", 400), ("out", 1100), ("back", 1200)],
                    )
                )
    return reps


# --- parts ----------------------------------------------------------------------------------------------------


def test_words_are_escaped_and_html_is_not():
    assert el("p", "a < b", Html("<b>c</b>"), class_='"x"') == '<p class="&quot;x&quot;">a &lt; b<b>c</b></p>'
    assert many("&", el("hr")) == "&amp;<hr>"


def drawn(picture: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)<", picture)


def test_every_plot_names_its_axes_and_units():
    hits = season(3)[-16:]
    assert {"rep", "reaction (ms)", "Each rep: reaction"} <= set(drawn(over_reps(hits, EN)))
    assert {"reps", "reaction (ms)"} <= set(drawn(spread(hits, EN)))
    where = where_it_goes(hits, EN)
    assert where is not None
    assert {"seconds", "left", "right", "off the pad", "out", "back", "1.10"} <= set(drawn(where))
    [line, _] = lines(season(8))
    shown = drawn(weeks(line, EN, "Line shuffle"))
    assert any(text.startswith("days since ") for text in shown)
    assert "reaction, median (s)" in shown


def test_marks_tell_side_wait_and_form():
    hits = [rep(400, side="left"), rep(410, side="right", form="not yet"), rep(405, foreperiod_ns=3_900_000_000)]
    picture = over_reps(hits, EN)
    marks = re.findall(r'<path d="(M-?\d[^"]*)" transform="translate\([^)]*\)" fill="([^"]*)"', picture)
    assert [path[:4] for path, _ in marks] == ["M-6 ", "M6 0", "M-5 "]
    assert marks[1][1] == "#fff"
    assert marks[2][1] != marks[0][1]
    assert "3.9 s" in drawn(picture)


def test_no_plot_of_parts_where_there_are_none():
    assert where_it_goes([rep(splits=[("gate", 900)])] * 3, EN) is None


def test_the_band_is_there_once_the_noise_is_known():
    known = [line for line in lines(season(8)) if line.noise is not None]
    assert known
    assert "#e3e8ec" in weeks(known[0], EN, "x")
    unknown = lines(season(3))[0]
    assert "#e3e8ec" not in weeks(unknown, EN, "x")
    assert "noise not known yet" in drawn(weeks(unknown, EN, "x"))


# --- whole reports --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_athletes_report(language: str):
    reps = season()
    said = Said(words(language), {}, lambda athlete: athlete.name)
    mine = [r for r in reps if r.athlete == ATHLETES[0]]
    told = whole(athlete_report(ATHLETES[0], mine, follow(reps), said))
    for key in ("athlete.parents", "athlete.weeks", "athlete.coach", "foot.made", "tile.clean"):
        assert words(language)(key) in told
    assert "Ben" not in told
    assert "{" not in told


def test_a_sessions_report_ranks_nobody():
    reps = season(2)
    today = [r for r in reps if r.session == "session-7"]
    told = whole(session_report(HEADER, today, card(reps, "session-7"), SAID))
    assert "What the team gained" in told
    assert "hall, parquet · 2 athletes · Line shuffle, level 2" in told
    assert told.index("Anna") < told.index("Ben")
    assert not re.search(r"\brank\b|\b1st\b|\bfirst place\b", told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_times_were_taken_with_stands_below_once(language: str):
    say = words(language)
    said = Said(say, {}, lambda athlete: athlete.name)
    reps = outing(0, 400, 410, 420)
    silent = replace(RIG, loudspeakers=(replace(RIG.loudspeakers[0], driver=""),), notes=())
    told = whole(session_report(HEADER, reps, card(reps, "session-0"), said, rigs=[RIG, None, RIG, silent]))
    assert told.count("Pi, 4 cores") == 2
    for text in (say("rig"), *RIG.real_time, *RIG.notes, RIG.edges, say("rig.silent", station="right")):
        assert text in told
    assert f"mixer {'auf' if language == 'de' else 'on'} default" in told
    assert say.number(41.5, 1) in told
    assert say("rig") not in whole(session_report(HEADER, reps, card(reps, "session-0"), said, rigs=[None]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_test_by_signals_says_how_far_somebody_came(language: str):
    say = words(language)
    said = Said(say, {}, lambda athlete: athlete.name)
    ran = [replace(one, verdict=replace(one.verdict, reached=Reached(5, 9, 820))) for one in outing(0, 400)]
    told = whole(session_report(HEADER, ran, card(ran, "session-0"), said))
    assert say("reached", name=ran[0].athlete.name, level=5, shuttle=9, metres=820) in told
    off = [replace(one, verdict=replace(one.verdict, outcome="stopped")) for one in ran]
    assert say("reached.stopped", name=ran[0].athlete.name, level=5, shuttle=9, metres=820) in whole(
        session_report(HEADER, off, card(off, "session-0"), said)
    )
    assert "820 m" in told


def test_a_name_is_only_a_name():
    bad = Athlete("x", "<script>alert(1)</script>")
    page = athlete_report(bad, outing(0, 400, 410, 420, athlete=bad), follow([]), SAID)
    assert "<script>alert(1)</script>" in whole(page)
    assert "<script" not in page


def test_the_first_outing_and_no_outing():
    reps = outing(0, 400, 410, 420)
    told = whole(athlete_report(reps[0].athlete, reps, follow(reps), SAID))
    assert "no form was marked" in told
    assert "Over the weeks" not in told
    assert "No rep yet." in whole(athlete_report(reps[0].athlete, [], follow([]), SAID))
    assert "No rep was run." in whole(session_report(HEADER, [], card([], "session-7"), SAID))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_change_costs_and_what_falls_off_is_told_with_its_interval(language: str):
    say = words(language)
    reps = [shifted(ms, "left", ms > 2500) for ms in (2000, 2050, 2100, 2900, 3000, 3100)]
    reps += [shifted(2000, "left", True, outcome="wrong gate"), possession(1000, 20, terms={"drill": "long"})]
    said = Said(say, {}, lambda athlete: athlete.name)
    told = whole(session_report(HEADER, reps, card(reps, "session-0"), said))
    lines = summaries(reps)
    change, falls = lines[0].change, lines[1].drop_off
    assert change is not None
    assert falls is not None
    low, high = say.signed(change.low / 1e3, 2), say.signed(change.high / 1e3, 2)
    assert say("change", name="Anna", cost=say.signed(0.95, 2), low=low, high=high, changed=3, unchanged=3) in told
    assert say("change.wrong", n=1, of=4, m=0, of_others=3) in told
    low, high = say.signed(falls.low, 1), say.signed(falls.high, 1)
    assert say("drop-off", name="Anna", percent=say.signed(12.2, 1), low=low, high=high, ways=8) in told


def test_sprints_are_told_by_their_decrement():
    reps = [rep(300, day=7, cover_ms=ms, rep=n, of=3) for n, ms in enumerate((4300, 4000, 4100), 1)]
    told = whole(session_report(HEADER, reps, card(reps, "session-7"), SAID, frozenset({"line-shuffle"})))
    assert "Anna: sprint decrement 3.3 % (held back at first)" in told


def test_a_side_is_named_only_when_it_may_be():
    def two(day: int, left: float) -> list[Rep]:
        spread_ms = range(0, 32, 4)
        return [
            *outing(day, *(left + x for x in spread_ms), side="left"),
            *outing(day, *(400 + x for x in spread_ms), side="right"),
        ]

    once, twice = two(0, 440), [*two(0, 440), *two(7, 450)]
    for reps, said in ((once, False), (twice, True)):
        told = whole(athlete_report(reps[0].athlete, reps, follow(reps), SAID))
        assert ("to the left it takes" in told) == said
        assert "injur" not in told


# --- from the store -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Three weeks of two drills, virtual athletes, some reps marked."""
    with store_in(tmp_path_factory.mktemp("report")) as opened:
        for week in range(3):
            for name, level in (("line-shuffle", 2), ("backpedal-go", 2)):
                plan = plan_of(name, level, seed=week)
                header = open_run(
                    opened, plan, file=FILES[name], field=SPEC, athletes=ATHLETES[: plan.athletes], bind={},
                    wall_s=1.7e9 + 7 * 86400 * week,
                )  # fmt: skip
                play(plan, header, SPEC, opened, lambda row: None)
                add_correction(opened, Correction(header.id, 1, "form", "clean", "coach", 1.0))
        yield opened


def test_a_sessions_page_names_nobody_unless_wanted(store: Store):
    ids = [info.header.id for info in sessions(store)]
    bare, named = (session_page(store, ids[0], Names(wanted=wanted)) for wanted in (False, True))
    assert "Anna" in whole(named)
    assert not re.search(r"\bAnna\b", whole(bare).replace(ATHLETES[0].id[:8], ""))
    assert ATHLETES[0].id[:8] in bare
    assert "Virtual athletes" in named
    assert "Line shuffle, level 2" in whole(named)


def test_an_old_session_knows_nothing_of_what_came_later(store: Store):
    newest, middle, _ = (info.header.id for info in sessions(store))
    reps = before(store, session_info(store, middle))
    assert newest not in {rep.session for rep in reps}
    assert len({rep.session for rep in reps}) == 2
    assert session_card(store, middle).session == middle


def test_an_athletes_page_and_lines(store: Store):
    page = athlete_page(store, ATHLETES[0].id, Names(wanted=True), "de")
    assert "Über die Wochen" in whole(page)
    found = lines_of(store, ATHLETES[0].id)
    assert {line.athlete.id for line in found} == {ATHLETES[0].id}
    assert {line.terms.measure for line in found} == {"reaction", "transition"}


def test_nobody_and_no_session(store: Store):
    with pytest.raises(UnknownRow, match="no athlete nobody in the database"):
        athlete_page(store, "nobody", Names(wanted=True))
    with pytest.raises(UnknownRow, match="no session nowhere in the database"):
        session_page(store, "nowhere", Names(wanted=True))


# --- on paper -------------------------------------------------------------------------------------------------


def test_without_a_browser_one_sentence():
    with pytest.raises(FileError, match="--pdf: there is no Chromium here to print with; install chromium, or"):
        find_browser(("no-such-browser",))


def test_a_browser_that_does_not_print(tmp_path: Path):
    with pytest.raises(FileError, match="--pdf: /bin/false did not print: exit code 1"):
        print_pdf("<p>", "/bin/false")


@pytest.mark.browser
@pytest.mark.skipif(not Path("/usr/bin/chromium").exists(), reason="no Chromium at /usr/bin/chromium")
def test_a_report_prints_on_a4(store: Store):
    pdf = print_pdf(session_page(store, sessions(store)[0].header.id, Names(wanted=True)), find_browser())
    assert pdf.startswith(b"%PDF")
    boxes = {tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox ?\[([^\]]*)\]", pdf)}
    assert boxes
    assert all(abs(box[2] - 595) < 2 and abs(box[3] - 842) < 2 for box in boxes)
