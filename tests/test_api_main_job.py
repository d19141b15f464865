"""The main job as a coach does it: `cue-trainer serve` and its engine, a phone-size Chromium, three athletes, the CSV.

Set SCREENS to a folder to keep pictures of it (docs/screens holds some).
"""

import csv
import os
import re
import tempfile
from pathlib import Path

import pytest
from chromium import ARGUMENTS, CHROMIUM, browsing
from playwright.sync_api import Page, expect, sync_playwright
from test_api_browser import PHONE, set_up
from units import Unit

from trainer.facts import COUNTS

REPS = 2
pytestmark = [*browsing("main job"), pytest.mark.processes]


def picture(page: Page, name: str) -> None:
    folder = os.environ.get("SCREENS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_backpedal_break_with_three_athletes():
    with tempfile.TemporaryDirectory(prefix="cue-") as home, Unit(Path(home)) as unit, sync_playwright() as playwright:
        unit.serve()
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = chromium.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True, accept_downloads=True)
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.goto(f"http://cue:{unit.http.base_url.port}/")
        expect(page.locator(".link")).to_have_text("Live")
        expect(page.get_by_text("Backpedal and break").first).to_be_visible()
        picture(page, "choose")
        rows = play(page)
        kept = unit.cli("export", "--format", "csv", "--names").stdout
        chromium.close()
    assert complaints == []
    assert list(csv.DictReader(kept.splitlines())) == rows
    decided = [(r["athlete"], r["rep"]) for r in rows if r["outcome"] in COUNTS]
    assert sorted(decided) == [(name, str(rep)) for name in ("Ann", "Ben", "Cleo") for rep in range(1, REPS + 1)]


def fewer(page: Page, setting: str, reps: int) -> None:
    """Presses the stepper's less until each athlete has so many reps, or it goes no further."""
    less = page.get_by_role("button", name=f"{setting}: less", exact=True)
    estimate = page.locator(".estimate")
    while less.is_enabled() and f"× {reps} reps" not in estimate.inner_text():
        before = estimate.inner_text()
        less.click()
        expect(estimate).not_to_have_text(before)


def play(page: Page) -> list[dict[str, str]]:
    """Chooses, starts, watches to the end, downloads; the CSV's rows."""
    set_up(page)
    fewer(page, "Sets", REPS)
    fewer(page, "Reps each", REPS)
    picture(page, "set-up")
    page.get_by_role("button", name="Start", exact=True).click()
    hero = page.locator(".stage")
    for phase in ("wait", "go", "time"):
        expect(hero).to_have_attribute("data-phase", phase, timeout=30_000)
        picture(page, f"run-{phase}")
    expect(page.locator(".digits")).to_have_text(re.compile(r"^\d\.\d\d\d s$"), timeout=60_000)
    picture(page, "run-number")
    expect(page.locator(".finished .phase")).to_have_text("Well done!", timeout=180_000)
    picture(page, "done")
    page.get_by_role("button", name="Results").first.click()
    page.get_by_role("switch", name="With names").check()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    picture(page, "results")
    page.get_by_role("button", name="Field").click()
    expect(page.locator("svg").first).to_be_visible()
    picture(page, "field")
    return list(csv.DictReader(download.value.path().read_text(encoding="utf-8-sig").splitlines()))
