"""Results by column: the same results in the same order as one by one, however they fall on pages."""

from __future__ import annotations

import pytest
from builders import choice_drill
from hypothesis import example, given, settings
from hypothesis import strategies as st
from records import ANNA, BEN, fresh_store, open_run, outcome, record, run, session

from trainer.errors import UnknownRow
from trainer.store.open import Store
from trainer.store.pages import Page, result_pages
from trainer.store.results import ALL, Filter, rows
from trainer.store.write import Correction, add_correction, add_session, write_attempt

WORDS = ("hit", "omission", "withheld")
FILTERS = [
    ALL,
    Filter(session="session-0"),
    Filter(run="run-1"),
    Filter(athlete=BEN.id),
    Filter(drill="wall-tap"),
    Filter(since_s=3.0),
    Filter(until_s=3.0, athlete=ANNA.id),
]


def fill(store: Store, runs: list[int]) -> None:
    """Runs of so many attempts; every second one belongs to an earlier session, every third is another drill's, every
    fourth attempt is Ben's."""
    add_session(store, session("session-0", opened_wall_s=1.0))
    for n, attempts in enumerate(runs, 2):
        drill = choice_drill(name="wall-tap" if n % 3 == 0 else "left-right", level=2)
        header = run(f"run-{n}", session=f"session-{n % 2}", opened_wall_s=float(n))
        open_run(store, header, drill)
        of = [outcome(k, WORDS[k % 3], run=header.id, athlete=(ANNA, BEN)[k % 4 == 0]) for k in range(1, attempts + 1)]
        write_attempt(store, *of)


def keys(pages: list[Page]) -> list[tuple[str, int, str, str]]:
    return [
        (run_, seq, outcome_, page.names[athlete])
        for page in pages
        for run_, seq, outcome_, athlete in zip(
            *map(page.__getitem__, ("run", "seq", "outcome", "athlete")), strict=True
        )
    ]


@settings(max_examples=25)
@given(st.lists(st.integers(0, 9), max_size=6), st.integers(1, 6), st.sampled_from(FILTERS))
@example([0, 0, 3], 3, ALL)
@example([3, 4, 2, 2], 4, Filter(athlete=BEN.id))
def test_every_result_comes_once_and_in_order_whatever_a_page_holds(runs: list[int], piece: int, which: Filter) -> None:
    with fresh_store() as store:
        fill(store, runs)
        try:
            wanted = [(r["run"], r["seq"], r["outcome"], r["athlete"]) for r in rows(store, which)]
        except UnknownRow as exc:
            with pytest.raises(UnknownRow, match=str(exc)):
                result_pages(store, which, piece=piece)
            return
        pages = list(result_pages(store, which, piece=piece))
        assert keys(pages) == wanted
        assert all(len(page.rows) <= piece for page in pages)


def test_the_coachs_word_is_laid_over() -> None:
    with fresh_store() as store:
        write_attempt(store, record(1), record(2))
        add_correction(store, Correction("run-1", 1, "reassign", BEN.id, "coach", 0.0))
        add_correction(store, Correction("run-1", 2, "void", "void", "coach", 0.0))
        assert keys(list(result_pages(store))) == [("run-1", 1, "hit", "Ben"), ("run-1", 2, "void", "Anna")]


def test_somebody_who_is_not_on_the_list_any_more_has_no_name() -> None:
    with fresh_store() as store:
        write_attempt(store, record(1))
        with store.write() as connection:
            connection.exec_driver_sql("DELETE FROM athlete")
        assert keys(list(result_pages(store, Filter(athlete=ANNA.id)))) == [("run-1", 1, "hit", "")]


def test_nothing_is_locked_between_two_pages_and_what_comes_meanwhile_is_read() -> None:
    with fresh_store() as store:
        write_attempt(store, *(record(seq) for seq in range(1, 6)))
        pages = result_pages(store, piece=2)
        first = next(pages)
        write_attempt(store, record(6))
        assert [seq for page in (first, *pages) for seq in page["seq"]] == [1, 2, 3, 4, 5, 6]
