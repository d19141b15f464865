"""The published JSON Schema of a drill file: the one in docs/, and in agreement with what is loaded and refused."""

import copy
import json
import os
import tomllib
from typing import Any

import pytest
from drillfiles import tables
from guards import ROOT
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator, meta
from test_sequences_drills_docs import EXAMPLES
from test_sequences_load_refused import JUNK, places

from sequences.errors import DrillError
from sequences.load import drill_file
from sequences.published import KEYS, STEPS, published_schema
from sequences.schema import DIALECT, drill_schema, variant_schema
from sequences.schema import STEPS as WORDS
from trainer.files import LIBRARY, library_names, written_out

FILE = ROOT / "docs" / "drill.schema.json"
PUBLISHED = Draft202012Validator(published_schema())
SHIPPED = {name: tomllib.loads((LIBRARY / f"{name}.toml").read_text()) for name in sorted(library_names())}


def test_golden_schema_is_the_one_in_docs() -> None:
    text = json.dumps(published_schema(), indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("GOLDEN") == "renew":
        FILE.write_text(text, encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == text, "docs/drill.schema.json differs: run `make golden`"


def test_it_is_a_schema_of_its_dialect_and_small_enough_to_read() -> None:
    schema = published_schema()
    assert schema["$schema"] == DIALECT == "https://json-schema.org/draft/2020-12/schema"
    assert meta.is_valid(schema)
    assert len(json.dumps(schema)) < 60_000


def test_words_are_of_keys_and_steps_that_there_are() -> None:
    assert set(KEYS) <= set(drill_schema(raw=True)["properties"])
    assert set(STEPS) <= {"repeat", *WORDS}


@pytest.mark.parametrize("doc", [*SHIPPED.values(), *EXAMPLES, tables()], ids=lambda doc: doc["title"])
def test_what_is_loaded_it_allows(doc: dict[str, Any]) -> None:
    assert PUBLISHED.is_valid(doc)


def changed(data: st.DataObject, doc: dict[str, Any]) -> dict[str, Any]:
    """The drill with something of it gone, or something else in its place."""
    *path, last = data.draw(st.sampled_from(places(doc)))
    inner: Any = doc
    for key in path:
        inner = inner[key]
    junk = data.draw(st.none() | JUNK | st.just({"lihgt": 1}))
    if junk is None:
        del inner[last]
    else:
        inner[last] = copy.deepcopy(junk)
    return doc


@settings(max_examples=100)
@given(st.sampled_from(sorted(SHIPPED)), st.data())
def test_what_it_does_not_allow_the_loader_refuses_and_what_is_loaded_it_allows(name: str, data: st.DataObject) -> None:
    doc = changed(data, copy.deepcopy(SHIPPED[name]))
    try:
        allowed = PUBLISHED.is_valid(doc)
    except ValueError:  # a number that JSON does not have
        assume(False)
    try:
        drill_file("x", written_out(doc))
    except DrillError:
        return
    assert allowed


@settings(max_examples=100)
@given(st.sampled_from(sorted(SHIPPED)), st.data())
def test_the_published_form_says_what_the_loader_goes_by(name: str, data: st.DataObject) -> None:
    """In parts or in one piece: the same schema."""
    doc = changed(data, copy.deepcopy(SHIPPED[name]))
    try:
        shape = variant_schema() if "extends" in doc and "rep" not in doc else drill_schema(raw=True)
        assert PUBLISHED.is_valid(doc) == Draft202012Validator(shape).is_valid(doc)
    except ValueError:
        assume(False)
