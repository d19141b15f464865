"""The results that count: as judged, with the coach's word laid over, and equal to what was shown live."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, get_args

import pytest
from builders import choice_drill
from hypothesis import given, settings
from hypothesis import strategies as st
from records import ANNA, BEN, fresh_store, open_run, outcome, record, records, run, session
from stores import new_store

from trainer.engine.rows import verdict_row
from trainer.errors import UnknownRow
from trainer.facts import AttemptRecord
from trainer.store.open import Store
from trainer.store.results import PIECE, Filter, read_attempts, rows
from trainer.store.write import Correction, CorrectionKind, add_correction, add_session, write_attempt

VALUES = {
    "void": ("void", None),
    "reassign": (BEN.id, ANNA.id, None),
    "form": ("clean", "not yet", None),
    "edge": ("[]", None),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path) as opened:
        open_run(opened)
        yield opened


def word(seq: int, kind: CorrectionKind, value: str | None, detail: str = "") -> Correction:
    return Correction("run-1", seq, kind, value, "coach", 0.0, detail=detail)


words = st.sampled_from(get_args(CorrectionKind)).flatmap(
    lambda kind: st.builds(word, st.integers(1, 2), st.just(kind), st.sampled_from(VALUES[kind]), st.text("abc"))
)


@settings(max_examples=25)
@given(st.lists(words, max_size=8))
def test_the_newest_word_of_each_kind_counts_and_none_takes_it_back(said: list[Correction]) -> None:
    with fresh_store() as store:
        write_attempt(store, record(1), record(2))
        newest: dict[tuple[int, str], Correction] = {}
        for correction in said:
            add_correction(store, correction)
            newest[correction.seq, correction.kind] = correction
        for row in rows(store):
            void, reassign, form = (newest.get((row["seq"], kind)) for kind in ("void", "reassign", "form"))
            struck = void is not None and void.value is not None
            assert (row["void"], row["outcome"], row["judged"]) == (struck, "void" if struck else "hit", "hit")
            assert row["athlete_id"] == ((reassign and reassign.value) or ANNA.id)
            assert row["athlete"] == (BEN.name if row["athlete_id"] == BEN.id else ANNA.name)
            assert row["form"] == (form and form.value)
            assert row["form_what"] == (form.detail if form and form.value else None)


@settings(max_examples=25)
@given(records)
def test_the_row_is_the_one_shown_live(shown: AttemptRecord) -> None:
    with fresh_store() as store:
        write_attempt(store, shown)
        played = choice_drill(name="left-right", level=2)
        live = verdict_row(
            shown, played, session="session-1", seed=2**53 - 1, simulated=True, notes=("no sound device",)
        )
        [row] = rows(store)
        assert {key: row[key] for key in live} == live
        assert set(row) - set(live) == {
            "judged", "void", "form", "form_what", "opened", "field", "drill_sha", "plan_sha", "scoring",
            "scoring_version", "surface", "footwear", "condition",
        }  # fmt: skip


def test_where_a_row_comes_from(store: Store) -> None:
    write_attempt(store, record(1))
    [row] = rows(store)
    assert row["opened"] == "2023-11-14T22:14:20Z"
    assert (row["field"], row["drill_sha"], row["plan_sha"]) == ("simulated", "drill-left-right", "plan-left-right")
    assert (row["scoring"], row["scoring_version"]) == ("standard", 1)
    [(_, context)] = read_attempts(store)
    assert context.session == session()
    assert context.run.header == run()


@pytest.mark.parametrize("attempts", [0, 1, 500, PIECE + 1, 2 * PIECE])
def test_every_attempt_once_and_in_order(store: Store, attempts: int) -> None:
    written = [record((n // 2) + 1, lane=(n % 2) + 1) for n in range(attempts)]
    write_attempt(store, *reversed(written))
    assert [found for found, _ in read_attempts(store)] == written


def test_results_are_read_in_pieces(store: Store) -> None:
    write_attempt(store, *(record(seq) for seq in range(1, PIECE + 1)))
    reading = read_attempts(store)
    assert [found.seq for found, _ in islice(reading, 3)] == [1, 2, 3]
    write_attempt(store, record(PIECE + 1))  # later than the first piece, and nobody keeps the database locked
    assert [found.seq for found, _ in reading][-1] == PIECE + 1


def test_without_raw_edges(store: Store) -> None:
    write_attempt(store, record(1))
    [(found, _)] = read_attempts(store, raw=False)
    assert found == replace(record(1), onsets=(), edges=())


def fill(store: Store) -> None:
    """Two sessions, three runs: the second session was opened before the first."""
    add_session(store, session("session-0", opened_wall_s=1.0))
    open_run(store, run("run-2", opened_wall_s=0.0), choice_drill(name="wall-tap"))
    open_run(store, run("run-0", session="session-0"))
    for id_ in ("run-2", "run-1", "run-0"):
        write_attempt(store, record(1, run=id_), outcome(2, "omission", run=id_, athlete=BEN))


@pytest.mark.parametrize(
    ("which", "found"),
    [
        ({}, "01 02 11 12 21 22"),
        ({"session": "session-1"}, "11 12 21 22"),
        ({"run": "run-2"}, "21 22"),
        ({"drill": "wall-tap"}, "21 22"),
        ({"drill": "left-right", "athlete": BEN.id}, "02 12"),
        ({"session": "session-0", "drill": "wall-tap"}, ""),
        ({"since_s": 1_700_000_060.5}, "01 02 11 12"),
        ({"until_s": 1_700_000_060.5}, "21 22"),
        ({"since_s": 0.0, "until_s": 0.5}, "21 22"),
    ],
)
def test_filters_and_order(store: Store, which: dict[str, Any], found: str) -> None:
    fill(store)
    assert " ".join(f"{row['run'][-1]}{row['seq']}" for row in rows(store, Filter(**which))) == found


def test_a_reassigned_result_is_found_at_its_new_athlete(store: Store) -> None:
    write_attempt(store, record(1), record(2))
    add_correction(store, word(1, "reassign", BEN.id))
    assert [row["seq"] for row in rows(store, Filter(athlete=BEN.id))] == [1]
    assert [row["seq"] for row in rows(store, Filter(athlete=ANNA.id))] == [2]


@pytest.mark.parametrize("which", ["session", "run", "athlete", "drill"])
def test_what_is_not_there_is_said_before_the_first_row(store: Store, which: str) -> None:
    with pytest.raises(UnknownRow, match=f"no {which} 17 in the database"):
        rows(store, Filter(**{which: "17"}))
