"""What is called a gain, what three things a page names, what a child is praised for, and the end card."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from replist import ANNA, BEN, outing, rep

from trainer.facts import Athlete, Outcome
from trainer.report.told import listed, praised, told, told_team
from trainer.results.beat import Beaten, beaten
from trainer.results.card import card
from trainer.results.gains import Gain, follow, gains, praise, three
from trainer.results.reps import Rep
from trainer.words import words

EN = words("en")


def found(reps: list[Rep], day: int) -> dict[str, Gain]:
    return {gain.kind: gain for gain in gains(reps, f"session-{day}", follow(reps))}


def marked(day: int, clean: int, not_yet: int) -> list[Rep]:
    return [rep(day=day, form="clean") for _ in range(clean)] + [rep(day=day, form="not yet") for _ in range(not_yet)]


def test_clean_reps_against_the_share_before():
    reps = [*marked(0, 2, 6), *marked(7, 5, 3)]
    gain = found(reps, 7)["clean"]
    assert (gain.status, gain.now, gain.of, gain.before) == ("better", 5, 8, 2)
    assert found(reps, 0)["clean"].status == "alone"
    assert found([*marked(0, 2, 6), *marked(7, 2, 6)], 7)["clean"].status == "same"
    assert found([*marked(0, 6, 2), *marked(7, 2, 6)], 7)["clean"].status == "less"
    assert "clean" not in found([rep(), rep()], 0)


def weeks(steps: list[float], *, others: int = 6, seed: int = 1) -> list[Rep]:
    """Anna's medians, one a week; and others', by whom the noise is known to be about 10 ms."""
    rng = Random(seed)
    reps: list[Rep] = []
    for week, middle in enumerate(steps):
        reps += outing(7 * week, middle - 5, middle, middle + 5)
        for n in range(others):
            other = 400 + rng.gauss(0, 10)
            reps += outing(7 * week, other - 5, other, other + 5, athlete=Athlete(f"id-{n}", f"A{n}"))
    return reps


@pytest.mark.parametrize(("last", "status"), [(340, "better"), (398, "same"), (470, "less")])
def test_a_time_is_better_only_beyond_the_noise(last: float, status: str):
    reps = weeks([450, 400, 402, 398, last])
    gain = {g.kind: g for g in gains([r for r in reps if r.athlete == ANNA], "session-28", follow(reps))}["cover"]
    assert (gain.status, gain.now) == (status, (last + 1500) / 1e3)
    assert gain.before == pytest.approx(1.9)


def test_while_the_noise_is_not_known_nothing_is_called_a_gain():
    reps = weeks([450, 400, 300], others=1)
    gain = {g.kind: g for g in gains([r for r in reps if r.athlete == ANNA], "session-14", follow(reps))}["cover"]
    assert (gain.status, gain.word) == ("unknown", None)


def test_evenness_is_better_when_it_is_no_chance():
    even, uneven = [400, 402, 398, 401, 399, 400, 400, 402], [400, 500, 300, 450, 350, 420, 380, 400]
    better = [*outing(0, *uneven), *outing(7, *even)]
    assert found(better, 7)["even"].status == "better"
    assert found([*outing(0, *even), *outing(7, *uneven)], 7)["even"].status == "less"
    assert found([*outing(0, *even), *outing(7, *even)], 7)["even"].status == "same"
    assert "even" not in found([*outing(0, *even), *outing(7, 400, 401)], 7)


@settings(max_examples=5)
@given(st.integers(0, 1000))
def test_evenness_that_does_not_change_is_seldom_called_better(seed: int):
    """In about 10 of 100 cases, as said: 80 % on both sides."""
    rng, better = Random(seed), 0
    for _ in range(60):
        drawn = [[2000 + rng.gauss(0, 60) for _ in range(8)] for _ in range(3)]
        reps = [r for day, ms in enumerate(drawn) for r in outing(day, *ms)]
        better += found(reps, 2)["even"].status == "better"
    assert better <= 15


def test_a_turn_stands_in_for_evenness():
    reps = [rep(400, day=day, splits=[("turn", 900 - 10 * day)]) for day in (0, 7) for _ in range(8)]
    kinds = [gain.kind for gain in three(tuple(gains(reps, "session-7", follow(reps))))]
    assert kinds == ["right", "cover", "turn"]


def test_three_of_the_drill_that_can_be_compared():
    old = [*marked(0, 2, 6), *marked(7, 5, 3)]
    fresh = [rep(day=7, terms={"drill": "wall-tap"}) for _ in range(20)]
    reps = [*old, *fresh]
    assert {gain.drill for gain in three(tuple(gains(reps, "session-7", follow(reps))))} == {("line-shuffle", 2)}
    assert three(()) == ()


def one(kind: str, status: str, **more: object) -> Gain:
    return Gain(kind, status, ("x", 1), **({"now": 6, "of": 8} | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("some", "kind"),
    [
        ([one("clean", "better"), one("best", "better")], "best"),
        ([one("cover", "better"), one("clean", "better")], "cover"),
        ([one("cover", "less"), one("clean", "better")], "clean"),
        ([one("cover", "less"), one("clean", "alone"), one("done", "alone")], "clean"),
        ([one("clean", "less", now=3), one("right", "same"), one("done", "alone")], "right"),
        ([one("right", "less", now=1), one("done", "alone")], "done"),
    ],
)
def test_praise_is_for_what_got_better_else_for_what_was_well_done(some: list[Gain], kind: str):
    gain = praise(some)
    assert gain is not None
    assert gain.kind == kind


def test_nothing_done_nothing_said():
    assert praise(()) is None
    assert found([rep(None, outcome="unsettled")], 0) == {}


def against(*ms: float, day: int = 7) -> list[Rep]:
    """After five runs of 1900 to 1940 ms in the session before."""
    return [*outing(0, 400, 410, 420, 430, 440, against_own=True), *outing(day, *ms, against_own=True)]


def test_reps_quicker_than_the_own_middle_of_those_before():
    gain = found(against(390, 395, 398, 399, 450), 7)["own"]
    assert (gain.now, gain.of, gain.before, gain.status) == (4, 5, None, "better")
    assert found(against(390, 395, 450, 460, 470), 7)["own"].status == "same"
    assert "own" not in found(against(390), 0), "there is nothing before the first five"
    assert "own" not in found([rep(day=0), *outing(7, 390, 395)], 7), "only where the drill says so"
    assert told(gain, "child", EN) == "You were quicker than your own middle in 4 of 5 runs!"
    assert told(gain, "coach", EN) == "Own middle beaten: 4 of 5; better."


def test_the_own_middle_moves_on_and_other_terms_are_none_of_it():
    level = {"level": 5}
    reps = [*against(390, 380), *outing(7, 100, 100, terms=level, against_own=True)]
    assert beaten(reps, "session-7") == Beaten(2, 2)
    assert [round(Beaten(n, 8).chance, 3) for n in (8, 6, 4, 0)] == [0.004, 0.145, 0.637, 1.0]
    assert [Beaten(n, 8).is_gain for n in (5, 6)] == [False, True]


def test_still_when_it_was_a_trap():
    reps = [rep(None, outcome="withheld"), rep(None, outcome="withheld"), rep(None, outcome="false alarm")]
    gain = found(reps, 0)["still"]
    assert (gain.status, gain.now, gain.of) == ("same", 2, 3)


# --- in words -------------------------------------------------------------------------------------------------


def test_the_same_gain_for_three_readers():
    gain = Gain("cover", "better", ("x", 1), 2.41, 2.554, word="beyond noise")
    assert told(gain, "child", EN) == "You covered the way in 2.41 s. Before it was 2.55 s!"
    assert told(gain, "parent", EN).startswith(
        "The way took 2.41 s (the middle of all runs), 2.55 s in the sessions before"
    )
    assert told(gain, "coach", EN) == "Time to cover: 2.41 s, before 2.55 s: beyond noise."
    assert told(gain, "child", words("de")) == "Du hast für den Weg 2,41 s gebraucht. Zuvor waren es 2,55 s!"


def test_a_child_never_reads_that_something_got_less():
    less = Gain("clean", "less", ("x", 1), 3, 6.0, 8)
    assert told(less, "child", EN) == "3 of 8 marked reps were clean."
    assert told(less, "coach", EN) == "Clean reps: 3 of 8, before 6: less."
    assert listed([less], "child", EN) == [("3 of 8 marked reps were clean.", False)]


# --- the card -------------------------------------------------------------------------------------------------

outcomes = st.sampled_from(("hit", "hit", "omission", "withheld", "false alarm", "void", "wrong gate"))
forms = st.sampled_from(("clean", "not yet", None))
acts = st.lists(st.tuples(st.sampled_from((0, 7)), st.sampled_from((ANNA, BEN)), outcomes, forms), max_size=40)


@settings(max_examples=60)
@given(acts)
def test_a_card_is_whole_whatever_was_done(acts: list[tuple[int, Athlete, Outcome, str | None]]):
    reps = [rep(400 if o == "hit" else None, outcome=o, day=day, athlete=a, form=f) for day, a, o, f in acts]
    reps.sort(key=lambda r: r.wall_s)
    made = card(reps, "session-7")
    done = {r.athlete.id for r in reps if r.session == "session-7" and r.verdict.outcome != "void"}
    assert {athlete.id for athlete, _ in made.praise} == done
    assert len(made.team) <= 3
    assert bool(made.team) == bool(done)
    for gain in made.team:
        assert told_team(gain, EN)
        assert gain.of is None or gain.now <= gain.of
    for _, gain in made.praise:
        assert praised(gain, EN)


def test_a_card_worked():
    reps = [
        *(rep(day=0, form=form) for form in ("clean", "not yet", "not yet", "not yet")),
        *(rep(day=7, form=form) for form in ("clean", "clean", "clean", "not yet")),
        *(rep(day=7, form="clean", athlete=BEN) for _ in range(4)),
    ]
    made = card(reps, "session-7")
    assert [told_team(gain, EN) for gain in made.team] == [
        "1 of 1 had more clean reps than before.",
        "7 of 8 reps were clean.",
        "8 of 8 answers were right.",
    ]
    assert [(athlete.name, praised(gain, EN)) for athlete, gain in made.praise] == [
        ("Anna", "3 clean reps, more than before!"),
        ("Ben", "4 of 4 reps clean!"),
    ]
