"""On the phone: a drill file up, told what is wrong with it, replaced, down, and away; what is run on and in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import browsing
from drillfiles import TEXT
from panels import Stage, staged
from playwright.sync_api import Browser, expect
from test_api_browser import SMALL, Phone, browser, fits, phone_for, set_up

from api.library import Library
from trainer.fields import load_field

__all__ = ["browser"]

pytestmark = browsing("own")


@pytest.fixture
def stage(state_dir: Path) -> Iterator[Stage]:
    with staged(state_dir) as stage:
        stage.panel.library = Library((state_dir / "drills",))
        yield stage


@pytest.fixture
def phone(browser: Browser, stage: Stage) -> Iterator[Phone]:
    phone = phone_for(browser, stage, SMALL)
    yield phone
    phone.page.context.close()
    assert [said for said in phone.complaints if "status of 4" not in said] == []  # a refusal is no fault of the page


def test_a_file_goes_up_and_down_and_away(phone: Phone, tmp_path: Path):
    page = phone.open()
    page.get_by_text("Your own drills").click()
    picker = page.get_by_label("Take a file in")
    file = tmp_path / "My Drill.toml"

    file.write_text(TEXT.replace("light", "lihgt"))
    picker.set_input_files(file)
    expect(page.get_by_role("alert").filter(has_text="unknown key")).to_contain_text("my-drill.toml: rep[3].cue")

    file.write_text(TEXT)
    picker.set_input_files(file)
    expect(page.locator(".message")).to_have_text("Saved: Left or right")
    expect(page.locator(".here")).to_contain_text("Left or right my-drill")
    expect(page.locator(".card-title").get_by_text("Left or right", exact=True)).to_be_visible()

    file.write_text(TEXT.replace("Left or right", "Other sides"))
    picker.set_input_files(file)
    page.get_by_role("button", name="Replace the one that is here").click()
    expect(page.locator(".here")).to_contain_text("Other sides")
    fits(page)

    with page.expect_download() as download:
        page.get_by_role("link", name="my-drill: Take away").click()
    assert download.value.suggested_filename == "my-drill.toml"
    assert download.value.path().read_text() == file.read_text()

    page.get_by_role("button", name="my-drill: Remove").click()
    page.get_by_role("button", name="my-drill: Sure? Remove").click()
    expect(page.locator(".here")).to_have_count(0)


def test_ground_shoes_and_weather_are_said_at_the_start_and_shown_with_the_session(phone: Phone):
    page = phone.open()
    set_up(page)
    page.get_by_text("Ground, shoes, weather").click()
    page.get_by_label("Surface").select_option("grass")
    page.get_by_label("It is").select_option("wet")
    fits(page)
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator(".stage")).to_have_attribute("data-phase", "ready")
    page.get_by_role("button", name="Results").first.click()
    expect(page.locator(".lead")).to_contain_text("grass · wet")


def test_who_should_not_run_is_said_before_the_start_and_the_coach_decides(phone: Phone, stage: Stage):
    stage.panel.spec = load_field("agility-line")
    page = phone.open()
    set_up(page, "Pro agility")
    page.get_by_role("button", name="Start", exact=True).click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("warm up first (it holds for 20 minutes): Ann, Ben, Cleo")
    expect(asked).to_contain_text("a first day holds no test at full speed")
    assert stage.engine.commands == []
    page.get_by_role("button", name="Start all the same").click()
    expect(page.locator(".stage")).to_have_attribute("data-phase", "ready")
