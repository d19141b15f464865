"""Lists of sessions and runs, and which session a new run belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import choice_drill
from records import ANNA, BEN, open_run, record, run, session
from stores import new_store

from trainer.errors import UnknownRow
from trainer.facts import Athlete
from trainer.store.open import Store
from trainer.store.read import (
    RunInfo,
    SessionInfo,
    athletes,
    lane_of,
    last_run,
    plan_doc,
    run_info,
    session_for,
    session_info,
    sessions,
)
from trainer.store.write import add_athlete, add_session, write_attempt

HOUR_S = 3600


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path) as opened:
        yield opened


def test_an_empty_store(store: Store) -> None:
    assert athletes(store) == ()
    assert sessions(store) == ()
    assert last_run(store) is None
    assert session_for(store, 0.0, "simulated", simulated=True) is None


def test_athletes_by_name(store: Store) -> None:
    twin = Athlete("twin", "Anna")
    for one in (BEN, twin, ANNA):
        add_athlete(store, one)
    assert athletes(store) == (ANNA, twin, BEN)


def test_a_session_with_its_runs(store: Store) -> None:
    open_run(store)
    open_run(store, run("run-2", athletes=(BEN,), bind=(), notes=()), choice_drill(name="wall-tap"))
    write_attempt(store, record(1), record(2))
    shas = {"drill_sha": "drill-left-right", "plan_sha": "plan-left-right", "field_sha": "field-1"}
    first = RunInfo(run(), 1, "left-right", "left-right", 2, 2**53 - 1, attempts=2, **shas)
    found = session_info(store, "session-1")
    assert found.header == session()
    assert found.runs[0] == first == run_info(store, "run-1")
    assert found.runs[1].header == run("run-2", athletes=(BEN,), bind=(), notes=())
    assert (found.runs[1].n, found.runs[1].drill, found.runs[1].level, found.runs[1].attempts) == (
        2,
        "wall-tap",
        None,
        0,
    )
    assert sessions(store) == (found,)


def test_the_lane_of_an_attempt(store: Store) -> None:
    open_run(store)
    write_attempt(store, record(1), record(2, lane=2))
    assert [lane_of(store, "run-1", seq) for seq in (1, 2)] == [1, 2]
    with pytest.raises(UnknownRow, match="run run-1 has no attempt 3"):
        lane_of(store, "run-1", 3)


def test_the_run_keeps_the_order_of_its_athletes_and_names_of_today(store: Store) -> None:
    gone = Athlete("gone", "")
    open_run(store, run(athletes=(BEN, ANNA)))
    with store.write() as connection:
        connection.exec_driver_sql('UPDATE run SET athletes = \'["athlete-b", "gone"]\'')
    assert run_info(store, "run-1").header.athletes == (BEN, gone)


def test_pages_of_sessions_newest_first(store: Store) -> None:
    opened = [("e", 5.0), ("a", 5.0), ("d", 1.0), ("c", 9.0), ("b", 5.0)]
    for id_, at in opened:
        add_session(store, session(id_, opened_wall_s=at))
    newest_first = ["c", "e", "b", "a", "d"]
    for limit in range(1, 7):
        found: list[SessionInfo] = []
        while page := sessions(store, limit=limit, before=found[-1].header.id if found else None):
            assert len(page) <= limit
            found.extend(page)
        assert [info.header.id for info in found] == newest_first


def test_the_last_run_and_its_plan(store: Store) -> None:
    open_run(store, run("run-1", opened_wall_s=10.0))
    open_run(store, run("run-3", opened_wall_s=30.0), choice_drill(name="wall-tap"))
    open_run(store, run("run-2", opened_wall_s=20.0))
    last = last_run(store)
    assert last is not None
    assert last.header.id == "run-3"
    assert plan_doc(store, last.plan_sha) == {"seed": 2**53 - 1}


def test_what_is_not_there_is_named(store: Store) -> None:
    for ask in (session_info, run_info, plan_doc):
        with pytest.raises(UnknownRow, match=r"no (session|run|plan) 17 in the database"):
            ask(store, "17")
    with pytest.raises(UnknownRow, match="no session 17 in the database"):
        sessions(store, before="17")


@pytest.mark.parametrize(
    ("later_s", "again"),
    [(0, True), (4 * HOUR_S, True), (4 * HOUR_S + 1, False), (-2, True), (-5 * HOUR_S, False)],
)
def test_a_session_stays_open_for_four_idle_hours(store: Store, later_s: int, again: bool) -> None:
    header = session(opened_wall_s=100_000.0)
    add_session(store, header)
    found = session_for(store, 100_000.0 + later_s, "simulated", simulated=True)
    assert found == (header if again else None)


def test_a_run_keeps_its_session_open(store: Store) -> None:
    add_session(store, session(opened_wall_s=0.0))
    for hours in (3, 6, 9):
        open_run(store, run(f"run-{hours}", opened_wall_s=hours * HOUR_S))
    assert session_for(store, 13 * HOUR_S, "simulated", simulated=True) == session(opened_wall_s=0.0)
    assert session_for(store, 13 * HOUR_S + 1, "simulated", simulated=True) is None


def test_another_field_is_another_session(store: Store) -> None:
    real = session("real", simulated=False, field_name="club", opened_wall_s=0.0)
    for header in (real, session("simulated", field_name="club", opened_wall_s=10.0)):
        add_session(store, header)
    assert session_for(store, 20.0, "club", simulated=False) == real
    assert session_for(store, 20.0, "garden", simulated=False) is None
