"""The page's files: whole, small, ours, and every word of them in the catalogues. And the description of the API."""

import gzip
import hashlib
import json
import os
import re
from pathlib import Path
from typing import get_args

import pytest
from guards import ROOT
from panels import make_panel

from api.app import create_api
from api.front import STATIC
from trainer.facts import Outcome

OPENAPI = ROOT / "docs" / "openapi.json"
FIRST = sorted((STATIC / "js").glob("*.js"))  # with the page; those of late/ when they are needed
SCRIPTS = [*FIRST, *sorted((STATIC / "js" / "late").glob("*.js"))]
PAGE = (STATIC / "index.html").read_text(encoding="utf-8")
FIRST_VIEW_BYTES = 40_000


def catalogue(language: str) -> dict[str, str | list[str]]:
    first, late = (
        json.loads((STATIC / "text" / f"{name}.json").read_text(encoding="utf-8"))
        for name in (language, f"late/{language}")
    )
    assert not set(first) & set(late)
    return {**first, **late}


def test_vendored_files_are_those_of_the_manifest():
    manifest = json.loads((STATIC / "vendor" / "MANIFEST.json").read_text())
    files = {file.name: file for file in (STATIC / "vendor").glob("*.js")}
    assert set(files) == set(manifest)
    for name, file in files.items():
        assert hashlib.sha256(file.read_bytes()).hexdigest() == manifest[name]["sha256"], name


def test_the_first_view_is_small():
    styles = re.findall(r'rel="stylesheet" href="/static/([^"]+)"', PAGE)
    files = [STATIC / name for name in ("index.html", "text/en.json", *styles)]
    files += [*STATIC.glob("*.svg"), *STATIC.glob("vendor/*.js"), *FIRST]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= FIRST_VIEW_BYTES


def test_nothing_points_elsewhere():
    for file in (*STATIC.glob("*.*"), *SCRIPTS):
        addresses = re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"']*", file.read_text(encoding="utf-8"))
        assert [a for a in addresses if a != "http://www.w3.org/2000/svg"] == [], file.name


def test_every_script_is_loaded_ahead_and_is_there():
    ahead = set(re.findall(r'rel="modulepreload" href="/static/([^"]+)"', PAGE)) | {"js/main.js"}
    here = {str(file.relative_to(STATIC)) for file in (*FIRST, *STATIC.glob("vendor/*.js"))}
    assert ahead == here


def test_the_languages_say_the_same_things():
    english, german = catalogue("en"), catalogue("de")
    assert set(english) == set(german)
    for key, text in english.items():
        assert places(text) == places(german[key]), key


def places(text: str | list[str]) -> set[str]:
    return set(re.findall(r"\{\w+\}", " ".join([text] if isinstance(text, str) else text)))


def test_every_text_that_is_asked_for_is_there_and_every_text_is_asked_for():
    source = "\n".join(file.read_text(encoding="utf-8") for file in SCRIPTS)
    keys = set(catalogue("en"))
    asked = set(re.findall(r'\bt\(\s*"([^"]+)"', source)) | set(re.findall(r'\? "([a-z.-]+)" : "', source))
    asked |= {f"{key}.{n}" for key in re.findall(r'\bcount\("([^"]+)"', source) for n in ("one", "many")}
    stems = set(re.findall(r"\bt\((?:[^`()]+\? )?`([\w-]+\.)", source))
    stems |= set(re.findall(r": `(sensor\.)", source))
    missing = {key for key in re.findall(r'\bt\(\s*"([^"]+)"', source) if key not in keys}
    assert missing == set()
    idle = {key for key in keys if key not in asked and not key.startswith(tuple(stems)) and f'"{key}"' not in source}
    assert idle == set()


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_outcome_has_kind_words(language: str):
    texts = catalogue(language)
    for outcome in get_args(Outcome):
        assert texts[f"kind.{outcome}"]
        assert texts[f"outcome.{outcome}"]


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_word_shames_a_child(language: str):
    harsh = r"\b(wrong|fail\w*|bad|slow\w*|missed it|lazy|falsch\w*|schlecht\w*|versagt|langsam\w*|Fehler\w*)\b"
    kind = " ".join(str(text) for key, text in catalogue(language).items() if key.startswith(("kind.", "outcome.")))
    assert re.findall(harsh, kind, re.I) == []


def test_golden_openapi_is_the_one_in_docs(state_dir: Path):
    panel = make_panel(state_dir)
    text = json.dumps(create_api(panel).openapi(), indent=1, ensure_ascii=False) + "\n"
    panel.store.close()
    if os.environ.get("GOLDEN") == "renew":
        OPENAPI.write_text(text, encoding="utf-8")
    assert OPENAPI.read_text(encoding="utf-8") == text, "the API has changed: `make golden`, read the diff, commit"


def test_a_stranger_can_use_the_description():
    doc = json.loads(OPENAPI.read_text(encoding="utf-8"))
    assert doc["openapi"].startswith("3.1")
    operations = [operation for path in doc["paths"].values() for operation in path.values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids)) >= 24
    known = {tag["name"] for tag in doc["tags"]}
    for operation in operations:
        assert operation["summary"], operation["operationId"]
        assert operation["description"], operation["operationId"]
        assert set(operation["tags"]) <= known
        assert operation["tags"], operation["operationId"]


def test_the_docs_name_no_route_that_is_not_there():
    paths = json.loads(OPENAPI.read_text(encoding="utf-8"))["paths"]
    there = {(method.upper(), re.sub(r"\{\w+\}", "*", path)) for path, found in paths.items() for method in found}
    named = {
        (method, re.sub(r"\{\w+\}|\b(?:ID|NAME|SEQ|RUN)\b", "*", path))
        for page in (ROOT / "docs").glob("*.md")
        for method, path in re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`? ]+)", page.read_text(encoding="utf-8"))
    }
    assert len(named) > 30
    assert named - there == set()
