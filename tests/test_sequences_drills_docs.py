"""docs/drills.md: every example is a drill that loads, every key of the schema has an example, every drill is named."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from library import FILES

from sequences.load import drill_file, resolve
from sequences.model import COLOURS, TONES, Format
from sequences.schema import STEPS, drill_schema
from sequences.settings import WELL_KNOWN

PAGE = (Path(__file__).parent.parent / "docs" / "drills.md").read_text()
EXAMPLES = [tomllib.loads(text) for text in re.findall(r"^```toml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)]


def keys_of(shape: Any) -> Iterator[str]:
    if isinstance(shape, dict):
        yield from shape.get("properties", {})
        for inner in shape.values():
            yield from keys_of(inner)
    elif isinstance(shape, list):
        for inner in shape:
            yield from keys_of(inner)


def keys_in(doc: Any) -> Iterator[str]:
    if isinstance(doc, dict):
        yield from doc
        for inner in doc.values():
            yield from keys_in(inner)
    elif isinstance(doc, list):
        for inner in doc:
            yield from keys_in(inner)


@pytest.mark.parametrize("doc", EXAMPLES, ids=lambda doc: doc["title"])
def test_an_example_is_a_drill_that_can_be_played(doc: dict[str, Any]) -> None:
    assert resolve(drill_file("example", doc)).steps


def test_every_key_has_an_example() -> None:
    shown = {*keys_in(EXAMPLES), "extends"}  # of a variant: tests/test_sequences_variant.py
    missing = set(keys_of(drill_schema(raw=True))) - shown
    assert missing == set()


def test_every_step_and_format_has_a_heading_and_an_example() -> None:
    headings = " ".join(re.findall(r"^##+ (.*)$", PAGE, re.MULTILINE)).replace(",", " ").split()
    assert {"repeat", *STEPS} - {*headings} == set()
    steps = [step for doc in EXAMPLES for step in doc["rep"]]
    steps += [inner for step in steps for inner in step.get("repeat", ())]
    assert {word for word in ("repeat", *STEPS) if not any(word in step for step in steps)} == set()
    formats = {doc.get("format", "queue") for doc in EXAMPLES}
    assert set(get_args(Format)) - formats == set()
    assert {name for name in get_args(Format) if name != "queue" and name not in headings} == set()


def test_every_word_of_a_closed_list_is_told() -> None:
    free = {*COLOURS, *TONES}  # named below, without quotes
    words = {word for word in enums_of(drill_schema(raw=True)) if word not in free}
    assert {word for word in words if f'"{word}"' not in PAGE and f"`{word}`" not in PAGE} == set()


def enums_of(shape: Any) -> Iterator[str]:
    if isinstance(shape, dict):
        yield from shape.get("enum", ())
        for inner in shape.values():
            yield from enums_of(inner)
    elif isinstance(shape, list):
        for inner in shape:
            yield from enums_of(inner)


def test_every_drill_colour_tone_and_well_known_setting_is_named() -> None:
    for word in (*FILES, *COLOURS, *TONES, *WELL_KNOWN):
        assert word in PAGE, word
