"""Programmes: those that come along are right, what comes next follows from what is done, and a wrong file is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from trainer.errors import FileError
from trainer.programme import load_programme, missing, next_item, programme_names

PAGE = (Path(__file__).parent.parent / "docs" / "programmes.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"^```toml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def written(tmp_path: Path, text: str) -> str:
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    return str(tmp_path / "mine.toml")


@pytest.mark.parametrize("name", programme_names())
def test_every_programme_that_comes_along_can_be_done_to_its_end(name: str) -> None:
    programme = load_programme(name)
    assert f"| {name} |" in PAGE
    assert load_programme(name, language="de").title != programme.title
    done: list[str] = []
    while (item := next_item(programme, done)) is not None:
        assert missing(item, done) == ()
        done.append(item.drill)
    assert done == [item.drill for item in programme.items]


def test_the_example_of_the_page(tmp_path: Path) -> None:
    programme = load_programme(written(tmp_path, EXAMPLE), language="de")
    assert (programme.name, programme.title) == ("mine", "Schnelle Füße")
    assert [(item.drill, item.level) for item in programme.items] == [
        ("warm-up", None), ("eyes-up-scan", 2), ("pause-and-drive", None),
    ]  # fmt: skip
    last = programme.items[2]
    assert missing(last, {"warm-up"}) == ("eyes-up-scan",)
    assert next_item(programme, {"eyes-up-scan"}) == programme.items[0]
    assert next_item(programme, {"warm-up", "eyes-up-scan", "pause-and-drive"}) is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (('name = "warm-up"', 'name = "moonwalk"'), 'no drill "moonwalk"'),
        (("level = 2", "level = 9"), r"mine.toml: drill\[2\].level: no level 9"),
        (('after = ["warm-up"]', 'after = ["pause-and-drive"]'), r'drill\[2\].after: "pause-and-drive" does not come'),
        (('name = "eyes-up-scan"', 'name = "warm-up"'), r'drill\[2\].name: "warm-up" stands there already'),
        (('title = "Quick feet"\n', ""), "title"),
        (("level = 2", "levle = 2"), 'unknown key "levle"'),
    ],
)
def test_a_wrong_file_is_one_sentence(tmp_path: Path, change: tuple[str, str], sentence: str) -> None:
    with pytest.raises((FileError, LookupError), match=sentence) as caught:
        load_programme(written(tmp_path, EXAMPLE.replace(*change)))
    assert len(str(caught.value).splitlines()) == 1


def test_a_programme_nobody_has() -> None:
    with pytest.raises(FileError, match='no programme "fist-session"; programmes: first-session'):
        load_programme("fist-session")
