"""Figures, ranks, weeks, the end card and reports over HTTP."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from library import FILES
from outings import SPEC, plan_of
from panels import Desk, desk_in, is_problem
from stands import ATHLETES

from trainer.outing import open_run
from trainer.store.read import sessions
from trainer.store.write import Correction, add_athlete, add_correction
from trainer.virtual import play


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk whose store has two weeks of a drill, two virtual athletes each."""
    with desk_in(tmp_path_factory.mktemp("results")) as desk:
        store = desk.panel.store
        for athlete in ATHLETES:
            add_athlete(store, athlete)
        for week in range(2):
            plan = plan_of("line-shuffle", 2, seed=week)
            header = open_run(
                store, plan, file=FILES["line-shuffle"], field=SPEC, athletes=ATHLETES[: plan.athletes], bind={},
                wall_s=1.7e9 + 7 * 86400 * week,
            )  # fmt: skip
            play(plan, header, SPEC, store, lambda row: None)
            add_correction(store, Correction(header.id, 1, "form", "clean", "coach", 1.0))
        yield desk


@pytest.fixture
def newest(desk: Desk) -> str:
    return sessions(desk.panel.store)[0].header.id


def test_a_summary_begins_with_counts(desk: Desk, newest: str):
    found = desk.get(f"sessions/{newest}/summary").json()["summaries"]
    assert [one["athlete"]["name"] for one in found] == ["Anna", "Ben"]
    for one in found:
        assert (one["drill"], one["level"], one["simulated"]) == ("line-shuffle", 2, True)
        assert one["counts"]["done"] >= 3
        assert one["timings"][0]["measured"]["n"] == one["counts"]["hits"]
        assert 100 < one["timings"][0]["measured"]["median"] < 1000


def test_ranks_of_a_session_and_of_a_drill(desk: Desk, newest: str):
    [board] = desk.get(f"sessions/{newest}/ranks").json()["boards"]
    assert {place["athlete"]["name"] for place in board["places"]} == {"Anna", "Ben"}
    assert board["places"][0]["rank"] == 1
    assert board["terms"]["measure"] == "reaction"
    [ever] = desk.get("drills/line-shuffle/ranks").json()["boards"]
    assert ever["places"][0]["ns"] <= board["places"][0]["ns"]


def test_progress_says_what_is_not_known_yet(desk: Desk):
    [line] = desk.get(f"athletes/{ATHLETES[0].id}/progress").json()["lines"]
    assert [point["first"] for point in line["points"]] == [True, False]
    assert (line["noise"], line["change"]) == (None, None)
    [cover] = desk.get(f"athletes/{ATHLETES[0].id}/progress?of=cover").json()["lines"]
    assert cover["points"][0]["median"] > line["points"][0]["median"]
    assert desk.get(f"athletes/{ATHLETES[0].id}/progress?of=turn").json()["lines"] == []


def test_the_end_card_in_words(desk: Desk, newest: str):
    card = desk.get(f"sessions/{newest}/card").json()
    assert 1 <= len(card["team"]) <= 3
    assert [one["athlete"] for one in card["praise"]] == ["Anna", "Ben"]
    german = desk.get(f"sessions/{newest}/card?language=de").json()
    assert german["team"][0]["kind"] == card["team"][0]["kind"]
    assert german["team"][0]["text"] != card["team"][0]["text"]


def test_reports_bring_their_own_policy_and_name_nobody_unless_asked(desk: Desk, newest: str):
    answer = desk.get(f"sessions/{newest}/report")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert answer.headers["x-frame-options"] == "DENY"
    assert "<b>Anna</b>" not in answer.text
    assert "<b>Anna</b>" in desk.get(f"sessions/{newest}/report?names=true").text
    assert "<h1>Anna</h1>" in desk.get(f"athletes/{ATHLETES[0].id}/report?names=true&language=de").text


@pytest.mark.parametrize(
    "path",
    ["sessions/none/summary", "sessions/none/ranks", "sessions/none/card", "sessions/none/report",
     "athletes/none/progress", "athletes/none/report", "drills/none/ranks"],
)  # fmt: skip
def test_what_is_not_there(desk: Desk, path: str):
    answer = desk.get(path)
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


def test_a_language_that_there_is_not(desk: Desk, newest: str):
    assert desk.get(f"sessions/{newest}/card?language=fr").status_code == 422


PRINTER = """#!/bin/sh
for word; do case $word in --print-to-pdf=*) printf "%%PDF of a page" > "${word#*=}";; esac; done
"""


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Path]:
    """The only folder in which programs are found."""
    before = os.environ["PATH"]
    os.environ["PATH"] = str(tmp_path)
    yield tmp_path
    os.environ["PATH"] = before


def test_a_report_as_pdf_where_there_is_a_browser(desk: Desk, newest: str, programs: Path):
    path = f"sessions/{newest}/report?format=pdf"
    assert is_problem(desk.get(path), 409, "refused", "there is no Chromium here to print with")
    browser = programs / "chromium"
    browser.write_text(PRINTER)
    browser.chmod(0o755)
    for one in (path, f"athletes/{ATHLETES[0].id}/report?format=pdf"):
        answer = desk.get(one)
        assert (answer.headers["content-type"], answer.content) == ("application/pdf", b"%PDF of a page")


def test_no_pdf_is_made_beside_a_run(desk: Desk, newest: str):
    assert desk.post("runs", {"drill": "wall-tap", "athletes": [ATHLETES[0].id]}).status_code == 201
    desk.settle()
    assert is_problem(desk.get(f"sessions/{newest}/report?format=pdf"), 409, "refused", "A run is on")
    assert desk.post("run/stop").status_code == 200
