"""The BIDS dataset passes its validator, names nobody, and says when each answer came."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from outings import GOLDEN, PAIR, WALL_S, empty_store, outing
from records import BEN, fresh_store, record

from trainer.exports.bids import write_bids
from trainer.exports.events import EVENTS, TRIALS
from trainer.facts import ShownCue, Verdict
from trainer.store.open import Store
from trainer.store.pages import result_pages
from trainer.store.results import rows
from trainer.store.write import write_attempt

VALIDATOR = Path(sys.executable).with_name("bids-validator-deno")
HOUR_S = 3600.0
MS = 1_000_000


def issues(folder: Path) -> list[dict[str, Any]]:
    """What the validator finds, but for what it only recommends."""
    command = [VALIDATOR, folder, "--format", "json", "--max-rows", "-1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found: list[dict[str, Any]] = json.loads(done.stdout)["issues"]["issues"]
    return [issue for issue in found if issue["severity"] == "error"]


def events(folder: Path) -> list[dict[str, str]]:
    """Every event, in the order of files."""
    found = []
    for path in sorted(folder.rglob("*_events.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))
    return found


def written(store: Store, folder: Path) -> Path:
    write_bids(folder, store, result_pages(store, piece=3))
    return folder


def test_whole_sessions_pass_the_validator(tmp_path: Path) -> None:
    with empty_store() as store:
        for number, (name, level) in enumerate(GOLDEN):
            outing(store, name, level, wall_s=WALL_S + number * 3 * HOUR_S)
        folder = written(store, tmp_path)
        shown = list(rows(store))
    assert issues(folder) == []
    found = events(folder)
    assert len(found) == len(shown)
    assert {event["trial_type"] for event in found} == {"go", "stay", "own start"} <= set(TRIALS)
    text = "".join(path.read_text() for path in folder.rglob("*") if path.is_file())
    assert not [athlete.name for athlete in PAIR if athlete.name in text]


def test_what_is_not_right_is_seen(tmp_path: Path) -> None:
    with fresh_store() as store:
        write_attempt(store, record(1))
        folder = written(store, tmp_path)
    path = next(folder.rglob("*_events.tsv"))
    path.write_text(path.read_text().replace("onset\t", "begin\t", 1))
    assert [issue["code"] for issue in issues(folder)] == ["TSV_COLUMN_MISSING"]


def only(tmp_path: Path, *attempts: Any) -> list[dict[str, str]]:
    with fresh_store() as store:
        write_attempt(store, *attempts)
        return events(written(store, tmp_path))


def test_an_answer_in_seconds_from_the_first_attempt_of_the_run(tmp_path: Path) -> None:
    first, second = only(tmp_path, record(1), record(2))
    times = {name: first[name] for name in ("onset", "duration", "response_time", "uncertainty", "movement_time")}
    assert times == {
        "onset": "2.500007",
        "duration": "2.1",
        "response_time": "0.412345",
        "uncertainty": "0.0099",
        "movement_time": "1.688",
    }
    assert second["onset"] == "12.500007"


@pytest.mark.parametrize("word", ["false start", "turned early"])
def test_an_answer_before_the_cue_is_negative(tmp_path: Path, word: Any) -> None:
    due_ns = 20_000 * MS
    cue = ShownCue("left", ("left",), (), None, None, True, due_ns, None, None)
    early = record(1, armed_ns=15_000 * MS, cues=(cue,), ended_ns=due_ns - 84 * MS, verdict=Verdict(word, "reaction"))
    [event] = only(tmp_path, early)
    assert (event["onset"], event["response_time"], event["duration"]) == ("5.0", "-0.084", "n/a")


def test_no_answer_and_no_cue(tmp_path: Path) -> None:
    missed = record(1, verdict=Verdict("omission", "reaction"))
    caught = record(2, cues=(), catch=True, go=None, verdict=Verdict("withheld", "reaction"))
    own = record(3, verdict=Verdict("hit", None, total_ns=4_000 * MS))
    told = [
        (event["trial_type"], event["response_time"], event["duration"])
        for event in only(tmp_path, missed, caught, own)
    ]
    assert told == [("go", "n/a", "n/a"), ("catch", "n/a", "n/a"), ("own start", "n/a", "4.0")]


def test_a_text_breaks_no_line(tmp_path: Path) -> None:
    verdict = replace(record(1).verdict, answered="le\tft\n", notes=("=1+1",))
    [event] = only(tmp_path, record(1, verdict=verdict))
    assert (event["answered"], event["notes"]) == ("le ft ", "'=1+1; no sound device")


def test_participants_and_meanings(tmp_path: Path) -> None:
    only(tmp_path, record(1), record(2, athlete=BEN))
    assert (tmp_path / "participants.tsv").read_text().splitlines()[1:] == ["sub-athletea\tn/a", "sub-athleteb\tn/a"]
    told = json.loads((tmp_path / "task-leftright_events.json").read_text())
    assert {column.name for column in EVENTS.columns} <= set(told)
    assert told["response_time"]["Units"] == "s"
    assert (told["TaskName"], told["trial_type"]["Levels"]) == ("left-right", TRIALS)
