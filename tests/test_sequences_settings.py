"""Settings: their kinds, their bounds, and their words on a command line."""

from typing import Any

import pytest
from drillfiles import MS, left_right
from hypothesis import given
from hypothesis import strategies as st

from sequences.errors import SettingError
from sequences.load import resolve
from sequences.settings import parse_setting
from sequences.units import duration, in_words, law_table, law_text, wait_law


def refused(**settings: object) -> str:
    with pytest.raises(SettingError) as caught:
        resolve(left_right(), settings=settings)
    return str(caught.value)


def test_settings_as_text_of_a_command_line_and_as_in_a_file_are_the_same() -> None:
    text = {"reps": "3", "wait": "list 150 ms 300 ms", "catch": "0.25", "ways": "right", "split": "false"}
    value = {
        "reps": 3,
        "wait": {"kind": "list", "values": ["150 ms", "300 ms"]},
        "catch": 0.25,
        "ways": ["right"],
        "split": False,
    }
    drill = resolve(left_right(), settings=text)
    assert drill == resolve(left_right(), settings=value)
    assert dict(drill.settings) == {**text, "reps": 3, "catch": 0.25, "split": False} | {
        "colour": "white",
        "hold": "1 s",
        "sets": 1,
        "rest": "60 s",
        "longest_run": 4,
    }
    assert resolve(left_right(), settings=dict(drill.settings)) == drill


def test_given_settings_win_over_the_level() -> None:
    assert resolve(left_right(), level=2, settings={"catch": 0.1}).catch == 0.1


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"rpes": 1}, 'left-right has no setting "rpes"; settings: rest, reps, '),
        ({"reps": 31}, "reps: 31 is above max 30"),
        ({"reps": "many"}, 'reps: "many" is not a whole number'),
        ({"reps": 5.0}, "reps: 5.0 is not a whole number"),
        ({"reps": True}, "reps: true is not a whole number"),
        ({"catch": "0.6"}, "catch: 0.6 is above max 0.5"),
        ({"catch": float("nan")}, "catch: NaN is not a number to count with"),
        ({"hold": "400 ms"}, "hold: 400 ms is below min 500 ms"),
        ({"hold": "5"}, 'hold: "5" is not a duration like "1.5 s", "300 ms" or "10 min"'),
        ({"hold": "0.6000001 s"}, 'hold: "0.6000001 s" is not a duration'),
        ({"hold": "600.0005 ms"}, "hold: 600.0005 ms is finer than a microsecond"),
        ({"ways": "left,up"}, 'ways: "up" is not allowed; allowed: left, right'),
        ({"ways": []}, "ways: a list is not a list of some of left, right"),
        ({"ways": ["left", "left"]}, "ways: says the same thing twice"),
        ({"colour": "wihte"}, 'colour: "wihte" is not allowed; allowed: white, red'),
        ({"split": "maybe"}, 'split: "maybe" is not true or false'),
        ({"wait": "soon"}, 'wait: "soon" is no wait law; write "fixed 1.5 s"'),
        ({"wait": "exponential 1 s 4 s"}, "wait: exponential takes these times and no other: min, tau, max"),
        ({"wait": "uniform 2 s 1 s"}, "wait.max: 1 s is below min 2 s"),
        ({"wait": "fixed 70 s"}, "wait.at: 70 s is above 60 s"),
        ({"wait": "list 1 s 1000 ms"}, "wait.values: the same wait stands there twice"),
        ({"wait": {"kind": "fixed"}}, 'wait: the key "at" is missing'),
        ({"wait": {"kind": "gauss"}}, 'wait.kind: "gauss" is not allowed; allowed: fixed, exponential, uniform, list'),
    ],
)
def test_a_setting_that_is_not_allowed_is_one_sentence(settings: dict[str, object], said: str) -> None:
    assert refused(**settings).startswith(said)


def test_a_level_that_is_not_there() -> None:
    with pytest.raises(SettingError, match=r"^no level 3: left-right has levels 1 to 2$"):
        resolve(left_right(), level=3)
    with pytest.raises(SettingError, match=r"has no levels$"):
        resolve(left_right(lambda d: d.pop("levels")), level=1)


@given(st.integers(0, 10**11).map(lambda us: us * 1000))
def test_durations_come_back_from_their_words(ns: int) -> None:
    assert duration("", in_words(ns), high="999999 min") == ns


LAWS = st.one_of(
    st.builds(lambda a: f"fixed {in_words(a * MS)}", st.integers(100, 30_000)),
    st.builds(lambda a, b: f"uniform {in_words(a * MS)} {in_words((a + b) * MS)}", *[st.integers(100, 15_000)] * 2),
    st.lists(st.integers(100, 30_000), min_size=1, max_size=20, unique=True).map(
        lambda values: " ".join(["list", *(in_words(v * MS) for v in values)])
    ),
)


@given(LAWS)
def test_wait_laws_come_back_from_their_words(text: str) -> None:
    law = law_table("", text)
    assert law_text(law) == text
    assert wait_law("", law).min_ns <= wait_law("", law).max_ns


@given(st.text(max_size=40), st.sampled_from(left_right().settings))
def test_any_text_for_a_setting_is_a_value_or_one_sentence(text: str, setting: Any) -> None:
    try:
        value = parse_setting(setting, text)
    except SettingError as exc:
        said = str(exc)
        assert said.startswith(setting.name)
        assert said.isprintable()
    else:
        assert resolve(left_right(), settings={setting.name: value})
