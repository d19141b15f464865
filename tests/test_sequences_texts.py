"""A drill in other languages: what it says in each, what it leaves as it is, and lines that stand nowhere."""

import pytest
from drillfiles import Edit, insert, left_right, step

from sequences.errors import DrillError
from sequences.load import DrillFile, resolve
from sequences.model import Say


def german(lines: dict[str, str], **texts: object) -> Edit:
    def edit(doc: dict) -> None:
        insert(1, say="To the {cue}", sound="low")(doc)
        doc["text"] = {"de": {"title": "Links oder rechts", "lines": lines, **texts}}

    return edit


LINES = {"To the {cue}": "Nach {cue}", "left": "links"}


def bilingual() -> DrillFile:
    return left_right(german(LINES, words=["los"]))


def test_a_drill_speaks_the_language_asked_for_and_its_own_otherwise() -> None:
    file = bilingual()
    for asked, title, words, text in (
        (None, "Left or right", (), "To the {cue}"),
        ("en", "Left or right", (), "To the {cue}"),
        ("fr", "Left or right", (), "To the {cue}"),
        ("de", "Links oder rechts", ("los",), "Nach {cue}"),
    ):
        drill = resolve(file, language=asked)
        assert (drill.title, drill.words, step(drill, Say).text) == (title, words, text)
        assert drill.language == step(drill, Say).language == ("de" if asked == "de" else "en")


def test_what_is_drawn_is_called_by_its_translation_where_there_is_one() -> None:
    assert step(resolve(bilingual(), language="de"), Say).names == (("left", "links"),)
    assert step(resolve(bilingual()), Say).names == ()


def test_a_line_nobody_translated_stays_in_the_language_of_the_file() -> None:
    drill = resolve(left_right(german({"left": "links"})), language="de")
    assert (drill.language, step(drill, Say).language, step(drill, Say).text) == ("de", "en", "To the {cue}")


def test_language_changes_words_and_nothing_else() -> None:
    file = bilingual()
    english, german_ = resolve(file), resolve(file, language="de")
    assert english.steps[1:] == german_.steps[1:]
    assert (english.sha, english.roles, english.settings) == (german_.sha, german_.roles, german_.settings)


def test_a_file_may_be_in_another_language_than_english() -> None:
    file = left_right(lambda d: d.update(language="de", text={"en": {"title": "Left"}}))
    assert (file.language, list(file.texts)) == ("de", ["de", "en"])
    assert (resolve(file).title, resolve(file).language, resolve(file, language="en").title) == (
        "Left or right",
        "de",
        "Left",
    )


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (
            german({"To teh {cue}": "Nach"}),
            'text.de.lines: "To teh {cue}" is no line of this drill; lines: To the {cue}',
        ),
        (lambda d: d.update(text={"en": {"title": "Again"}}), "text.en: the file itself is in en: say so at the top"),
        (lambda d: d.update(language="english"), 'language: "english" is not a language like de'),
        (lambda d: d.update(text={"de": {"lines": {"left": "a\nb"}}}), "text.de.lines.left: "),
    ],
)
def test_texts_that_make_no_sense_are_refused(edit: Edit, said: str) -> None:
    with pytest.raises(DrillError) as caught:
        left_right(edit)
    assert str(caught.value).startswith(said)
