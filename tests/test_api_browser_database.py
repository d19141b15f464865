"""On the phone: a backup taken away and put back, results taken in after a look, and two changes decided on."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from chromium import browsing
from outings import outing
from panels import Stage, staged
from playwright.sync_api import Browser, Page, expect
from records import empty_store
from test_api_browser import SMALL, Phone, browser, fits, phone_for

from trainer.exports.forms import Wish, pieces
from trainer.exports.names import Names
from trainer.facts import Person
from trainer.store.results import ALL
from trainer.store.roster import change_person, person
from trainer.store.sync.both import sync
from trainer.store.write import add_athlete

__all__ = ["browser"]

pytestmark = browsing("database")

ANN = Person("athlete-ann", "Ann", "10-11", agreed_wall_s=1.0, agreed_by="mother")


@pytest.fixture
def stage(state_dir: Path) -> Iterator[Stage]:
    with staged(state_dir) as stage:
        outing(stage.panel.store, "wall-tap")
        yield stage


@pytest.fixture
def phone(browser: Browser, stage: Stage) -> Iterator[Phone]:
    phone = phone_for(browser, stage, SMALL)
    yield phone
    phone.page.context.close()
    assert [said for said in phone.complaints if "status of 4" not in said] == []  # a refusal is no fault of the page


def two_change_ann(stage: Stage) -> None:
    """Her age, on this unit and on another one, neither knowing of the other."""
    ours = stage.panel.store
    add_athlete(ours, ANN)
    with empty_store() as other, empty_store() as club:
        for store in (ours, other):
            sync(store, club, "unit", 1.0)
        change_person(ours, replace(ANN, band="8-9"))
        change_person(other, replace(person(other, ANN.id), band="12-13"))
        for store in (other, ours):
            sync(store, club, "unit", 1.0)


def exported(path: Path) -> list[str]:
    """The lines of another unit's results."""
    with empty_store() as store:
        outing(store, "line-shuffle", wall_s=1_800_000_000.0)
        lines = "".join(pieces(store, ALL, Wish("jsonl"), Names(wanted=True))).splitlines(keepends=True)
    path.write_text("".join(lines))
    return lines


def _decided(page: Page, stage: Stage) -> None:
    """What two places changed: two taps say which counts."""
    page.get_by_text("Club", exact=True).click()
    expect(page.locator(".conflict")).to_contain_text("Ann: age")
    page.get_by_role("button", name="Ann: 8-9").click()
    page.get_by_role("button", name="Ann: Sure? This one counts").click()
    expect(page.get_by_text("Nothing was changed at two places.")).to_be_visible()
    assert person(stage.panel.store, ANN.id).band == "8-9"


def test_taken_away_taken_in_put_back_and_decided(phone: Phone, stage: Stage, tmp_path: Path):
    two_change_ann(stage)
    results, backup = tmp_path / "monday.jsonl", tmp_path / "backup.db"
    lines = exported(results)
    page = phone.open()
    page.get_by_role("button", name="Results").first.click()
    expect(page.get_by_role("heading", name="Wall tap")).to_be_visible()

    _decided(page, stage)
    page.get_by_text("Back up, take in, restore", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Take a backup away").click()
    download.value.save_as(backup)
    picker = page.get_by_label("Results file")
    number = next(n for n, line in enumerate(lines) if '"kind":"attempt"' in line)
    results.write_text("".join([*lines[:number], lines[number].replace('"go":true', '"go":7'), *lines[number + 1 :]]))
    picker.set_input_files(results)
    expect(page.locator(".seen")).to_contain_text("line 9: attempt.go: expected true or false")
    fits(page)
    results.write_text("".join(lines))
    picker.set_input_files(results)
    page.get_by_role("button", name="Take all of it in").click()
    expect(page.get_by_text("Taken in: 1 session, 6 reps.")).to_be_visible()
    expect(page.locator(".results .line")).to_have_count(2)

    page.get_by_label("Backup file").set_input_files(backup)
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("1 session, 6 reps, 3 athletes")
    expect(asked).to_contain_text("is not in this backup")
    fits(page)
    asked.get_by_role("button", name="Replace with the backup").click()
    expect(page.get_by_role("status").filter(has_text="What was here is kept as trainer.db.replaced-")).to_be_visible()
    expect(page.get_by_role("heading", name="Wall tap")).to_be_visible()
    expect(page.locator(".results .line")).to_have_count(0)
    assert [command["op"] for command in stage.engine.commands] == ["leave"]
