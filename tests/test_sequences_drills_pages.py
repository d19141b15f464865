"""docs/drills: a page of every drill of the library and its map; what follows from the drill's file cannot go stale."""

from __future__ import annotations

import os
from pathlib import Path

import drillpages
import golden
import pytest
from drillpages import ANYWHERE, DOCS, END, HOME, LIST, PAGES, START
from library import FILES

SECTIONS = ("## What to look for", "## Safety", "## How it is scored")


def _held(page: Path, start: str, end: str, made: str) -> None:
    """What stands between the two marks is what is made; GOLDEN=renew writes it there."""
    text = page.read_text(encoding="utf-8")
    head, rest = text.split(start)
    wanted = f"{head}{start}{made}{end}{rest.split(end, 1)[1]}"
    if os.environ.get("GOLDEN") == "renew":
        page.write_text(wanted, encoding="utf-8")
        return
    assert text == wanted, f"{page.name} differs from the drill's file: run `make golden` and read the diff"


@pytest.mark.parametrize("name", FILES)
def test_golden_page(name: str) -> None:
    _held(PAGES / f"{name}.md", START, END, drillpages.made(name))


@pytest.mark.parametrize("name", sorted({*FILES} - {*ANYWHERE}))
def test_golden_map(name: str) -> None:
    golden.check(f"../../docs/drills/{name}.svg", drillpages.map_of(name))


def test_golden_index() -> None:
    _held(DOCS / "drills.md", *LIST, drillpages.index())


@pytest.mark.parametrize("name", FILES)
def test_a_page_says_what_to_look_for_how_to_be_safe_and_what_is_scored(name: str) -> None:
    text = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line in SECTIONS] == list(SECTIONS)
    assert text.startswith(f"# {FILES[name].title}\n\n")
    assert 20 <= len(drillpages.practice(name)) <= 120


def test_every_drill_has_a_field_and_a_page_and_no_page_is_left_over() -> None:
    assert sorted(name for drills in (*HOME.values(), ANYWHERE) for name in drills) == sorted(FILES)
    assert sorted(page.stem for page in PAGES.glob("*.md")) == sorted(FILES)
    assert sorted(page.stem for page in PAGES.glob("*.svg")) == sorted({*FILES} - {*ANYWHERE})
