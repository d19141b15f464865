"""The library: each rep of the ten core drills step by step, where the stations stand, and that every level can be
planned."""

from functools import cache

import pytest
from drillpages import home
from library import FILES

from sequences.load import DrillFile, resolve
from sequences.model import Cue, Drill, Expect, Hold, OwnStart, Pace, Ready, Rest, Say, Step, Wait
from sequences.plan import make_plan
from sequences.shuttles import signals_in
from sequences.texts import lines_of
from trainer.engine.bind import bind_drill
from trainer.fields import load_field
from trainer.files import list_drills

S = 1_000_000_000

REPS = {
    ("go-or-flag", 3): [
        "ready start pad 1",
        "wait exponential 1..4 repeat start",
        "cue reaction: lamp call-left+call-right>deep, tone beep>deep, voice 'go'>deep; else hold start 2",
        "leave start 1.5 [off the pad], pass deep 4 [4 m back]",
    ],
    ("backpedal-go", 3): [
        "ready front beam 1",
        "say Drop drop",
        "leave front 3 [off the line], pass mid 8 [5 m back]",
        "wait list 0.15..0.45 repeat mid",
        "cue transition: go call-left+call-right go>front; else pass deep 4",
        "pass mid 4 [forward again], pass front 4 [5 m], pass ten 4 [10 m]",
    ],
    ("backpedal-break", 2): [
        "ready start pad 1",
        "wait exponential 1..4 repeat start",
        "cue reaction: left left go>left, right right go>right; else hold start 2",
        "leave start 1.5 [off the pad], arrive cued 4 [gate]",
    ],
    ("backpedal-break", 3): [
        "ready front beam 1",
        "say Drop drop",
        "leave front 3 [off the line], pass mid 8 [5 m back]",
        "wait list 0.15..0.45 repeat mid",
        "cue transition: left left go>left, right right go>right; else pass deep 4",
        "pass mid 4 [forward again], arrive cued 4 [gate]",
    ],
    ("line-shuffle", 3): [
        "ready start pad 1",
        "wait exponential 1..4 repeat start",
        "cue reaction: side-left call-left>side-left, side-right call-right>side-right; else hold start 2",
        "leave start 1.5 [off the pad], arrive cued 3 [out], arrive start 3 [back]",
    ],
    ("diagonal-shuffle", 1): [
        "ready start pad 1",
        "wait fixed 1.5..1.5 repeat start",
        "cue reaction: front-left call-left>front-left, front-right call-right>front-right; else hold start 2",
        "leave start 1.5 [off the pad], arrive cued 3 [out], arrive start 3 [back]",
    ],
    ("diagonal-shuffle", 3): [
        "ready start pad 1",
        "wait exponential 1..4 repeat start",
        "cue reaction: front-left call-left>front-left, front-right call-right>front-right, "
        "back-left call-left-low>back-left, back-right call-right-low>back-right; else hold start 2",
        "leave start 1.5 [off the pad], arrive cued 3 [out], arrive start 3 [back]",
    ],
    ("eyes-up-scan", 2): [
        "pace 110 low None",
        "ready start pad 1",
        "wait exponential 1..4 repeat start",
        "cue reaction: both call-left+call-right>near, only-left call-left stay, only-right call-right stay; "
        "else hold start 2",
        "leave start 1.5 [off the pad], pass near 4 [2 m]",
    ],
    ("eyes-up-scan", 3): [
        "ready start pad 1",
        "say Quick feet, eyes up high",
        "pace 110 low start",
        "wait exponential 1..4 count None",
        "cue None: both call-left+call-right>near, only-left call-left stay, only-right call-right stay; "
        "else avoid near 2",
        "pass near 4 [2 m]",
    ],
    ("pause-and-drive", 2): [
        "ready start pad 1",
        "wait exponential 1..4 repeat start",
        "cue reaction: go call-left+call-right go>front; else hold start 2",
        "leave start 1.5 [off the pad], pass near 4 [2 m], pass front 4 [5 m]",
    ],
    ("pause-and-drive", 3): [
        "ready near beam 0.5",
        "say Slowly back onto the pad low",
        "ready start pad 1",
        "wait exponential 1..4 repeat start",
        "cue reaction: go call-left+call-right go>front; else hold start 2",
        "leave start 1.5 [off the pad], pass near 4 [2 m], pass front 4 [5 m]",
    ],
    ("wall-tap", 1): [
        "ready start pad 1",
        "wait fixed 1.5..1.5 repeat start",
        "cue reaction: go call-left go>stop; else hold start 2",
        "leave start 1.5 [off the pad], arrive stop 4 [3 m back]",
        "hold stop beam 1 note [balance]",
        "say Step, step step-step",
        "arrive start 4 [return]",
    ],
    ("backpedal-sprint-shuttle", 3): [
        "ready front beam 1",
        "wait exponential 1..4 repeat front",
        "cue start: go go>mid; else hold front 2",
        "leave front 1.5 [off the line], pass mid 4 [5 m back], pass mid 4 [turn], pass front 4 [5 m]",
        "pass mid 6 [front turn and 5 m back], pass mid 4 [second turn], pass front 4 [last 5 m]",
    ],
    ("pro-agility", 2): [
        "say First to the {cue}, a hand on each line None",
        "ready start pad 1",
        "own leave start pad>centre right,left",
        "pass centre 8 [10 yd] after 1, pass centre 8 [20 yd]",
    ],
}


@cache
def library() -> dict[str, DrillFile]:
    drills, wrong = list_drills()
    assert wrong == []
    return {d.name: d for d in drills}


def every_level() -> list[Drill]:
    return [resolve(d, level=level) for d in library().values() for level in (None, *d.levels)]


def brief(step: Step) -> str:
    match step:
        case Ready():
            return f"ready {step.role} {step.sensor} {step.hold_ns / S:g}"
        case Wait():
            return f"wait {step.law.kind} {step.law.min_ns / S:g}..{step.law.max_ns / S:g} {step.early} {step.guard}"
        case Cue():
            return f"cue {step.measure}: {alternatives(step)}; else {still(step)}"
        case Expect():
            return ", ".join(
                f"{a.kind} {'+'.join(a.roles) or 'cued'} {a.within_ns / S:g} [{a.name}]"
                + (f" after {a.ignore_ns / S:g}" if a.ignore_ns else "")
                for a in step.answers
            )
        case OwnStart():
            return f"own {step.kind} {step.role} {step.sensor}>{'+'.join(step.target)} {','.join(step.sides)}"
        case Hold():
            return f"hold {step.role} {step.sensor} {step.time_ns / S:g} {step.breaks} [{step.name}]"
        case Say():
            return f"say {step.text} {step.sound}"
        case Pace():
            return f"pace {step.rate / 1000:g} {','.join(step.sounds)} {step.role}"
        case Rest():
            return f"rest {step.time_ns / S:g}"


def alternatives(cue: Cue) -> str:
    return ", ".join(
        " ".join(filter(None, [a.name, "+".join(a.show), a.sound, a.word and f"'{a.word}'"]))
        + (f">{'+'.join(a.target)}" if a.go else " stay")
        for a in cue.alternatives
    )


def still(cue: Cue) -> str:
    assert cue.still is not None
    return f"{cue.still.kind} {cue.still.role} {cue.still.for_ns / S:g}"


@pytest.mark.parametrize(("name", "level"), REPS)
def test_one_rep_step_by_step(name: str, level: int) -> None:
    assert [brief(s) for s in resolve(library()[name], level=level).steps] == REPS[name, level]


def test_the_ten_core_drills_are_there() -> None:
    assert {name for name, _ in REPS} <= set(library())


def test_the_catch_and_stay_shares_of_the_levels() -> None:
    def shares(name: str) -> list[tuple[float, float]]:
        return [(d.catch, d.stay) for d in every_level() if d.name == name and d.level]

    assert shares("go-or-flag") == [(0, 0), (0, 0), (0, 0), (0.1, 0), (0.2, 0)]
    assert shares("backpedal-go") == [(0, 0), (0, 0), (0, 0), (0.15, 0), (0.2, 0)]
    assert shares("eyes-up-scan")[1] == (0, 0.3)


def test_the_waits_in_motion_and_standing_still() -> None:
    waits = {(d.name, d.level): s.law for d in every_level() for s in d.steps if isinstance(s, Wait)}
    assert waits["backpedal-go", 3].values_ns == (S * 15 // 100, S * 30 // 100, S * 45 // 100)
    still = waits["go-or-flag", None]
    assert (still.kind, still.min_ns, still.tau_ns, still.max_ns) == ("exponential", S, S, 4 * S)


def test_pads_in_the_path_are_lifted() -> None:
    lifted = {(d.name, d.level) for d in every_level() if d.lifted == ("start",)}
    assert {level for name, level in lifted if name == "backpedal-break"} == {3, 4, 5}
    assert {FILES[name].doc.get("extends", name) for name, _ in lifted} == {
        "backpedal-break",
        "backpedal-go",
        "backpedal-sprint-shuttle",
    }


@pytest.mark.parametrize("name", sorted(filter(home, FILES)))
def test_stations_and_spots_stand_where_the_field_has_them(name: str) -> None:
    field = load_field(home(name))
    marks = {mark.name: mark.at for mark in field.ground.marks}
    for level in (None, *FILES[name].levels):
        drill = resolve(FILES[name], level=level)
        for role in drill.roles:
            station = field.station(role.name if drill.lanes == 1 else f"{role.name}-1")
            assert role.at == (station.at if station else None) or role.optional, role.name
        spots = {spot.name if drill.format == "queue" else f"{spot.name}-1": spot.at for spot in drill.spots}
        assert spots.items() <= marks.items()


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_drill_speaks_english_and_german_and_says_how_to_be_safe(name: str) -> None:
    file = library()[name]
    german = file.doc["text"]["de"]
    assert len(file.own.words) == len(german["words"]) == 3
    assert file.own.about
    assert "frei" in german["about"]
    assert " m free" in file.own.about or "8 m back" in file.own.about
    assert file.levels or file.doc.get("published") or not file.doc["roles"]


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_line_of_a_drill_has_its_german(name: str) -> None:
    file = library()[name]
    assert set(lines_of(file.doc)) == set(file.texts["de"].lines)


def test_the_wall_is_beside() -> None:
    assert "never behind" in library()["wall-tap"].own.about


def test_every_level_can_be_planned_and_played_on_the_simulated_field() -> None:
    field = load_field("simulated")
    carries = {s.name: s.carries for s in field.stations}
    for drill in every_level():
        plan = make_plan(drill, seed=1, athletes=2)
        assert len(plan.reps) == 2 * drill.sets * drill.reps
        assert bind_drill(drill, carries, {}).lost == () or signals_in(drill.steps) is not None  # there the coach taps


def test_a_bench_kit_plays_three_drills_without_the_optional_beams() -> None:
    bench = {s.name: s.carries for s in load_field("bench").stations}
    for name in ("go-or-flag", "line-shuffle", "pause-and-drive"):
        bound = bind_drill(resolve(library()[name], level=2), bench, {})
        assert bound.lost
        assert [s.step for s in bound.steps][:2] in (["ready", "wait"], ["say", "ready"])
