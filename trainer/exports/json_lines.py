"""JSON Lines, lossless: everything that was kept, a line a thing, so that ``trainer.imports`` can put it back.

A line says by its ``kind`` what it is, and what it refers to stands above it: drill, field, plan, session, run, then
the run's attempts, each with its cues, onsets, raw edges, verdicts and corrections. The last
line is of kind end: a file that was cut off lacks it. Names and notes leave as ``Names`` says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from itertools import islice
from typing import Any

from trainer.exports.names import Names
from trainer.store.open import Store
from trainer.store.pages import Known
from trainer.store.raw import raw_athletes, raw_attempts, raw_empty_sessions, raw_merges, raw_runs
from trainer.store.results import ALL, Filter

FORMAT = 1
"""Rises when an import of today could not read it."""

PIECE = 100  # lines
Doc = dict[str, Any]

RENAMED = {"set_no": "set", "rep_no": "rep", "attempt_no": "attempt"}


def json_pieces(store: Store, which: Filter, names: Names) -> Iterator[str]:
    """The file in pieces of some lines. UnknownRow, at once, when the filter names what is not there."""
    runs = raw_runs(store, which)
    return _in_pieces(_docs(store, which, runs, names))


def _in_pieces(docs: Iterable[Doc]) -> Iterator[str]:
    lines = (json.dumps(doc, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n" for doc in docs)
    while piece := "".join(islice(lines, PIECE)):
        yield piece


def _docs(store: Store, which: Filter, runs: Iterable[Any], names: Names) -> Iterator[Doc]:
    yield {"kind": "export", "format": FORMAT, "software": f"cue-trainer {version('cue-trainer')}"}
    for row in raw_athletes(store, which):
        yield {"kind": "athlete", **_athlete(row, names)}
    for row in raw_merges(store, which):
        yield {"kind": "merge", **row}
    written: set[str] = set()
    for raw in runs:
        documents = (("drill", raw.drill), ("field", raw.field), ("plan", raw.plan))
        for kind, row in (*documents, ("session", _said(raw.session, names, "note"))):
            key = row.get("sha") or row["id"]
            if key not in written:
                written.add(key)
                yield {"kind": kind, **row}
        yield {"kind": "run", **raw.run}
        for row in raw_attempts(store, raw.run["id"], which):
            yield {"kind": "attempt", **_attempt(row, names)}
    for row in raw_empty_sessions(store) if which == ALL else ():
        yield {"kind": "session", **_said(row, names, "note")}
    yield {"kind": "end"}


def _athlete(row: Doc, names: Names) -> Doc:
    """Without a name it is null. When a name was announced to go is this unit's own affair."""
    called = names(row["id"], Known(row["name"], row["agreed_wall_s"] is not None))
    name = called if row["id"] in names.named else None
    kept = {key: value for key, value in _said(row, names, "note").items() if key != "due_wall_s"}
    return kept | {"name": name}


def _attempt(row: Doc, names: Names) -> Doc:
    corrections = [_said(one, names, "why") for one in row["corrections"]]
    return {RENAMED.get(key, key): value for key, value in row.items()} | {"corrections": corrections}


def _said(row: Doc, names: Names, key: str) -> Doc:
    """What somebody wrote leaves on request only."""
    return row if names.notes else row | {key: ""}
