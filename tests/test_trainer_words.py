"""The catalogues: the same keys and places in every language, every key asked for, no word that shames a child."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from guards import ROOT

from trainer.report.told import Audience
from trainer.results.card import BETTER
from trainer.results.gains import Kind, Status
from trainer.results.noise import Word
from trainer.words import LANGUAGES, words

SOURCES = [*(ROOT / "trainer" / "report").glob("*.py"), ROOT / "trainer" / "words.py"]
THREE = ("clean", "right", "cover", "turn", "even")


def test_the_languages_say_the_same_things():
    english = words("en").texts
    for language in LANGUAGES:
        other = words(language).texts
        assert list(other) == list(english), language
        for key, text in english.items():
            assert re.findall(r"\{\w+\}", text) == re.findall(r"\{\w+\}", text), key
            assert set(re.findall(r"\{\w+\}", other[key])) == set(re.findall(r"\{\w+\}", text)), key


def test_every_text_is_asked_for():
    source = "\n".join(file.read_text(encoding="utf-8") for file in SOURCES)
    asked = set(re.findall(r"""(?:say|words|texts)[(\[]\s*["']([\w.-]+)["']""", source))
    stems = set(re.findall(r'f"([\w.-]+\.)\{', source))
    idle = [key for key in words("en").texts if key not in asked and not key.startswith(tuple(stems))]
    assert idle == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_can_be_asked_for_is_there(language: str):
    say = words(language)
    statuses = {"child": ("better", "plain"), "parent": ("better", "same", "less", "plain")}
    wanted = [f"gain.{kind}.{who}.{status}" for kind in THREE for who, all_ in statuses.items() for status in all_]
    wanted += [f"gain.{kind}.parent.unknown" for kind in ("cover", "turn")]
    wanted += [f"gain.coach.{status}" for status in ("against", "alone", "unknown")]
    wanted += [f"what.{kind}" for kind in get_args(Kind)] + [f"word.{word}" for word in get_args(Word)]
    wanted += [f"word.{status}" for status in get_args(Status)]
    wanted += [f"team.children.{kind}" for kind in BETTER] + [
        f"team.reps.{k}" for k in ("clean", "right", "calm", "done")
    ]
    wanted += [f"praise.{kind}.better" for kind in get_args(Kind) if kind != "done"]
    wanted += [f"praise.{kind}.plain" for kind in ("clean", "still", "right", "done")]
    senses = ("light", "sound", "voice", "light and sound", "light and voice")
    wanted += [f"sense.{sense}" for sense in senses]
    wanted += [f"measure.{m}" for m in ("reaction", "start", "transition", "total")]
    assert [key for key in wanted if key not in say.texts] == []


HARSH = r"\b(wrong|fail|bad|slow|miss|lazy|poor|worse|falsch|schlecht|versagt|langsam|Fehler)\w*"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_shames_a_child(language: str):
    texts = words(language).texts
    kind = [key for key in texts if key.startswith(("gain.", "praise.", "team.")) and ".coach." not in key]
    assert [key for key in kind if re.search(HARSH, texts[key], re.I)] == []


def test_numbers_in_the_language():
    assert words("en").number(-1234.56, 1) == "−1234.6"
    assert words("de").number(0.25, 2) == "0,25"
    assert [words("en").signed(x, 1) for x in (1.25, -3.0, 0.01)] == ["+1.2", "−3.0", "0.0"]
    assert words("de").seconds(412_345_678, 3) == "0,412 s"
    assert {words("en").day(1.7e9), words("de").day(1.7e9)} <= {"2023-11-14", "2023-11-15", "14.11.2023", "15.11.2023"}
    with pytest.raises(KeyError):
        words("fr")


def test_an_audience_is_one_of_three():
    assert get_args(Audience) == ("child", "parent", "coach")
