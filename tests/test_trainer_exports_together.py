"""In the file of reps: who was first, a team's time, and what a test by signals is taken to say, with its warning."""

from __future__ import annotations

import csv
import io

import pytest
from outings import FILES, PAIR, SPEC, WALL_S, empty_store, outing

from api.results_table import place_of
from sequences.load import resolve
from sequences.plan import make_plan
from trainer.exports.csv_file import csv_pieces
from trainer.exports.reps import REPS
from trainer.facts import Athlete, Person
from trainer.outing import open_run
from trainer.race import Arrival, Raced, race, team_times_ms
from trainer.results.vo2max import BANGSBO, LEGER, by_metres, by_speed
from trainer.store.open import Store
from trainer.store.pages import result_pages
from trainer.store.results import Filter
from trainer.store.roster import change_person
from trainer.store.write import Correction, add_athlete, add_correction
from trainer.virtual import play

S = 1_000_000_000
FOUR = (*PAIR, Athlete("athlete-c", "Cem"), Athlete("athlete-d", "Dora"))


def cells(store: Store, which: Filter = Filter()) -> list[dict[str, str]]:  # noqa: B008 - frozen
    text = "".join(csv_pieces(REPS, result_pages(store, which, piece=3)))
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


# --- who was first ----------------------------------------------------------------------------------------------


def test_the_place_is_the_one_that_was_shown_whoever_the_file_is_of() -> None:
    with empty_store() as store:
        shown = {row["seq"]: row for row in outing(store, "head-to-head")}
        whole, one = cells(store), cells(store, Filter(athlete="athlete-a"))
        places = {int(row["seq"]): row["place"] for row in whole}
        assert places == {seq: place_of(row, list(shown.values())) for seq, row in shown.items()}
        assert {*places.values()} >= {"1", "2"}
        assert {row["team_ms"] for row in whole} == {""}
        assert one == [row for row in whole if row["athlete_id"] == "athlete-a"]
        run, first = shown[1]["run"], min(seq for seq, place in places.items() if place == "1")
        add_correction(store, Correction(run, first, "void", "void", "coach", 0.0, lane=shown[first]["lane"]))
        beside = [row["place"] for row in cells(store) if row["set"] == "1" and row["rep"] == str(shown[first]["rep"])]
        assert sorted(beside) == ["", "1"]


def test_a_teams_time_stands_with_each_of_its_legs() -> None:
    plan = make_plan(resolve(FILES["team-relay"], settings={"sets": "1", "reps": "1"}), seed=7, athletes=4)
    shown: list[dict] = []
    with empty_store() as store:
        for athlete in FOUR:
            add_athlete(store, athlete)
        header = open_run(store, plan, file=FILES["team-relay"], field=SPEC, athletes=FOUR, bind={}, wall_s=WALL_S)
        play(plan, header, SPEC, store, shown.append)
        found = [row for row in cells(store) if row["outcome"] == "hit"]
    [teams] = team_times_ms(shown).values()
    times = {int(row["lane"]): float(row["team_ms"]) for row in found}
    assert times == pytest.approx(
        {n: ms for n, ms in teams.items() if ms}, abs=0.002
    )  # they are sums of what is rounded
    assert len(times) == 2
    assert {(int(row["lane"]), row["place"]) for row in found} == {
        (n, str(1 + (ms > min(times.values())))) for n, ms in times.items()
    }


def test_who_runs_again_alone_is_beside_nobody() -> None:
    heat = [Arrival(1, 1, 1, 1, 1, 10, 5 * S), Arrival(2, 2, 1, 1, 1, 10, 5 * S + S // 50)]
    alone = [Arrival(3, 2, 1, 1, 2, 20, 6 * S), Arrival(4, 1, 1, 1, 2, 30, None)]
    assert race([*heat, *alone], teams=False) == {
        (1, 1): Raced(1, None), (2, 2): Raced(1, None), (3, 2): Raced(1, None), (4, 1): Raced(None, None)
    }  # fmt: skip


def test_a_team_of_fewer_has_a_time_and_no_place_and_one_that_did_not_arrive_has_none() -> None:
    legs = [Arrival(1, 1, 1, 1, 1, 0, 5 * S), Arrival(2, 2, 1, 1, 1, 0, 6 * S), Arrival(3, 1, 1, 1, 1, 5 * S, 4 * S)]
    assert race(legs, teams=True) == {
        (1, 1): Raced(None, 9 * S), (3, 1): Raced(None, 9 * S), (2, 2): Raced(None, 6 * S)
    }  # fmt: skip
    late = race([*legs, Arrival(4, 2, 1, 1, 1, 6 * S, None)], teams=True)
    assert (late[1, 1], late[2, 2]) == (Raced(1, 9 * S), Raced(None, None))


# --- what a test by signals is taken to say ---------------------------------------------------------------------


def test_the_equations_worked() -> None:
    """Léger: 31.025 + 40.475 - 58.464 + 34.56 at 12.5 km/h and 18; 31.025 + 32.38 - 40.6 + 19.2 at 10 and 12.5."""
    grown, child = by_speed(12.5, "18 and over"), by_speed(10.0, "12-13")
    assert grown is not None
    assert child is not None
    assert (grown.ml, child.ml) == (pytest.approx(47.596), pytest.approx(42.005))
    assert by_metres(1600).ml == pytest.approx(49.84)
    assert by_speed(12.5, "") is by_speed(12.5, "under 8") is None


@pytest.mark.parametrize(("name", "warning"), [("beep-test", LEGER), ("yoyo-ir1", BANGSBO)])
def test_it_comes_with_its_equation_and_what_it_is_worth(name: str, warning: str) -> None:
    with empty_store() as store:
        shown = outing(store, name)
        change_person(store, Person("athlete-a", "Anna", band="14-15"))
        anna, ben = sorted(cells(store), key=lambda row: row["athlete_id"])
    far = next(row for row in shown if row["athlete_id"] == "athlete-a")
    of_age = by_speed(8.0 + far["reached_level"] / 2, "14-15") if name == "beep-test" else by_metres(far["reached_m"])
    assert of_age is not None
    assert (anna["vo2max"], anna["vo2max_by"]) == (str(round(of_age.ml, 1)), warning)
    assert (ben["vo2max"] == "") == (name == "beep-test")


def test_of_no_other_drill_and_of_no_test_that_was_struck_out() -> None:
    with empty_store() as store:
        [row, *_] = outing(store, "yoyo-ir1")
        outing(store, "line-shuffle", wall_s=WALL_S + 60)
        add_correction(store, Correction(row["run"], row["seq"], "void", "void", "coach", 0.0, lane=row["lane"]))
        found = cells(store)
    assert [r["vo2max"] != "" for r in found if r["drill"] == "yoyo-ir1"].count(True) == 1
    assert {r["vo2max"] for r in found if r["drill"] != "yoyo-ir1"} == {""}
