"""Variants: the steps of another drill of the library, with other words, places and times."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from drillfiles import left_right, tables

from sequences.errors import DrillError
from sequences.load import drill_file, resolve
from sequences.variant import whole
from trainer.errors import FileError
from trainer.files import load_drill_file, written_out

VARIANT: dict[str, Any] = {
    "extends": "left-right",
    "title": "Short",
    "words": ["cut"],
    "roles": {"start": {"at": [0.0, 1.0]}},
    "settings": {"reps": {"default": 4}, "hold": {"max": "2 s", "about": "still"}},
    "text": {"de": {"title": "Kurz", "words": ["schneiden"], "lines": {"still": "ruhig"}}},
}


def base() -> dict[str, Any]:
    doc = tables()
    doc["about"] = "Of the base."
    doc["text"] = {"de": {"title": "Links oder rechts", "about": "Vom Grund.", "lines": {"left": "links"}}}
    return doc


def test_a_variant_has_the_steps_of_its_base_and_what_it_says_itself() -> None:
    file = drill_file("short", whole(VARIANT, lambda _: base()))
    drill = resolve(file)
    assert drill.steps == resolve(left_right()).steps
    assert (drill.title, drill.about, drill.words, drill.reps) == ("Short", "Of the base.", ("cut",), 4)
    assert [role.at for role in drill.roles] == [(0.0, 1.0), None, None, None]
    assert (file.setting("hold").low, file.setting("hold").high) == ("500 ms", "2 s")
    assert list(file.levels) == [1, 2]


def test_it_has_its_own_words_in_other_languages_and_the_lines_of_its_base() -> None:
    german = drill_file("short", whole(VARIANT, lambda _: base())).texts["de"]
    assert (german.title, german.words) == ("Kurz", ("schneiden",))
    assert german.lines == {"left": "links", "still": "ruhig"}
    assert german.about == "Of the base.", "the German of the base would say something of the base"
    untold = whole({"extends": "left-right", "title": "Short"}, lambda _: base())
    assert drill_file("short", untold).texts["de"].title == "Short"


def test_levels_are_all_its_own_where_it_has_any() -> None:
    one = drill_file("short", whole(VARIANT | {"levels": {"1": {"reps": 2}}}, lambda _: base()))
    assert (list(one.levels), resolve(one, level=1).reps) == ([1], 2)


def test_it_is_known_by_all_that_it_says_and_that_its_base_says() -> None:
    one, other = base(), base()
    other["settings"]["longest_run"] = {"default": 3}
    shas = {drill_file("short", whole(VARIANT, {"left-right": doc}.__getitem__)).sha for doc in (one, other, one)}
    assert len(shas) == 2


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ({"rep": []}, 'unknown key "rep"; allowed: '),
        ({"title": 3}, "title: 3 is not text"),
        ({"roles": {"up": {"at": [0, 0]}}}, 'roles.up: the drill it extends has no role "up"; it has start, '),
        ({"roles": {"left": {"needs": ["pad"]}}}, 'roles.left: unknown key "needs"; allowed: at'),
        ({"spots": {"line": [0, 0]}}, 'spots.line: the drill it extends has no spot "line"; it has none'),
        ({"settings": {"pace": {"default": 1}}}, 'settings.pace: the drill it extends has no setting "pace"; it has '),
        ({"settings": {"ways": {"one_of": ["left"]}}}, 'settings.ways: unknown key "one_of"; allowed: '),
    ],
)
def test_what_a_variant_may_not_say_is_refused_with_place_and_reason(edit: dict[str, Any], said: str) -> None:
    with pytest.raises(DrillError) as caught:
        whole(VARIANT | edit, lambda _: base())
    assert str(caught.value).startswith(said)


def test_a_variant_of_a_variant_is_refused() -> None:
    with pytest.raises(DrillError, match="extends: left-right is a variant itself: extend wall-tap"):
        whole(VARIANT, lambda _: base() | {"extends": "wall-tap"})


def test_a_variant_extends_a_drill_of_the_library(tmp_path: Path) -> None:
    file = tmp_path / "short.toml"
    file.write_text('extends = "line-shufle"\ntitle = "Short"\n')
    with pytest.raises(
        FileError, match=r'short\.toml: extends: the library has no drill "line-shufle"; drills: line-sh'
    ):
        load_drill_file(str(file))
    file.write_text('extends = "line-shuffle"\ntitle = "Short"\n[settings]\nreps = { default = 3 }\n')
    assert resolve(load_drill_file(str(file))).reps == 3


def test_the_example_of_the_docs_is_a_variant_that_can_be_played() -> None:
    page = (Path(__file__).parent.parent / "docs" / "drills.md").read_text(encoding="utf-8")
    text = page.split("## Variants")[1].split("```\n")[1]
    assert resolve(drill_file("short", written_out(tomllib.loads(text)))).reps == 10
