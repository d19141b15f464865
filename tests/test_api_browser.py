"""The page in a real Chromium at phone size: no console error, no policy violation, no request that leaves the unit.

The host name is `cue`, as on the field: plain http, and not a secure context.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import ARGUMENTS, CHROMIUM, browsing
from kept import double_break
from panels import Stage, staged
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright
from stands import ATHLETES

from trainer.store.corrections import words_on
from trainer.store.write import add_athlete

PHONE = {"width": 390, "height": 844}
SMALL = {"width": 320, "height": 568}
LISTEN = "addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective))"

pytestmark = browsing("page")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def stage(state_dir: Path) -> Iterator[Stage]:
    with staged(state_dir) as stage:
        yield stage


class Phone:
    """A page on a phone; ``complaints`` must be empty at the end."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page = context.new_page()
        self.url = url
        self.complaints: list[str] = []
        self.page.add_init_script(LISTEN)
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._request)

    def _request(self, request: Any) -> None:
        if not request.url.startswith(self.url):
            self.complaints.append(f"outside: {request.url}")

    def open(self) -> Page:
        self.page.goto(self.url)
        return self.page


def phone_for(browser: Browser, stage: Stage, size: Any = PHONE, locale: str = "en-GB") -> Phone:
    context = browser.new_context(
        viewport=size, device_scale_factor=2, is_mobile=True, has_touch=True, locale=locale, accept_downloads=True
    )
    return Phone(context, f"http://cue:{stage.port}/")


@pytest.fixture
def phone(browser: Browser, stage: Stage) -> Iterator[Phone]:
    phone = phone_for(browser, stage)
    yield phone
    phone.page.context.close()
    assert phone.complaints == []


def set_up(page: Page, title: str = "Backpedal and break", names: str = "Ann, Ben, Cleo") -> None:
    """Choose a drill and add athletes."""
    page.locator(".card", has_text=title).click()
    page.get_by_role("textbox", name="Names to add").fill(names)
    page.get_by_role("button", name="Add").click()
    expect(page.locator(".person[aria-pressed=true]")).to_have_count(names.count(",") + 1)


def start(page: Page, stage: Stage) -> None:
    set_up(page)
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator(".stage")).to_have_attribute("data-phase", "ready")


def test_the_page_is_live_on_a_host_that_is_not_secure(phone: Phone):
    page = phone.open()
    expect(page.locator(".link")).to_have_text("Live")
    assert page.evaluate("isSecureContext") is False
    expect(page.get_by_role("heading", name="What shall we train?")).to_be_visible()


def test_choose_set_start_watch_stop(phone: Phone, stage: Stage):
    page = phone.open()
    set_up(page)
    page.get_by_role("button", name="2", exact=True).click()
    page.get_by_role("button", name="Reps each: less").click()
    expect(page.locator(".estimate")).to_contain_text("3 athletes × 14 reps")
    page.get_by_role("button", name="Start", exact=True).click()
    hero = page.locator(".stage")
    expect(hero).to_contain_text("Ann")
    expect(hero).to_contain_text("Rep 1 of 7")
    expect(hero).to_contain_text("Ready?")
    stage.do(stage.engine.wait)
    expect(hero).to_contain_text("Wait …")
    expect(page.locator("[data-station=start] .sensor")).to_have_attribute("data-on", "true")
    stage.do(stage.engine.cue)
    expect(hero).to_contain_text("GO")
    expect(page.locator("[data-station=left] .lamp")).to_have_text("white")
    stage.do(stage.engine.decide)
    expect(page.locator(".digits")).to_have_text("0.412 s")
    expect(page.locator(".last")).to_contain_text("± 0.010 s")
    expect(page.locator(".reps li")).to_have_count(1)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".finished .phase")).to_have_text("Stopped")
    plan = next(c for c in stage.engine.commands if c["op"] == "start")["plan"]
    assert (plan["drill"]["level"], plan["drill"]["reps"], plan["athletes"]) == (2, 7, 3)
    assert stage.engine.commands[-1]["op"] == "stop"


def test_a_reload_in_the_middle_shows_the_truth_at_once(phone: Phone, stage: Stage):
    page = phone.open()
    start(page, stage)
    stage.do(stage.engine.decide)
    stage.do(stage.engine.ready)
    stage.do(stage.engine.wait)
    page.reload()
    expect(page.locator(".stage")).to_contain_text("Ben")
    expect(page.locator(".stage")).to_have_attribute("data-phase", "wait")
    expect(page.locator(".digits")).to_have_text("0.412 s")


def test_kind_words_for_an_early_start(phone: Phone, stage: Stage):
    page = phone.open()
    start(page, stage)
    nothing = dict.fromkeys(("reaction_ms", "movement_ms", "total_ms", "uncertainty_ms"))
    stage.do(lambda: stage.engine.decide(outcome="false start", **nothing))
    expect(page.locator(".stage")).to_contain_text("Again!")
    expect(page.locator(".last-kind")).to_contain_text("early")


def test_a_simulated_pad_is_pressed_by_finger_and_by_key(phone: Phone, stage: Stage):
    page = phone.open()
    start(page, stage)
    pad = page.locator("[data-station=start] .sensor")
    pad.dispatch_event("pointerdown", {"pointerId": 1})
    expect(pad).to_have_attribute("data-on", "true")
    pad.dispatch_event("pointerup", {"pointerId": 1})
    expect(pad).to_have_attribute("data-on", "false")
    pad.focus()
    page.keyboard.down("Enter")
    expect(pad).to_have_attribute("data-on", "true")
    page.keyboard.up("Enter")
    expect(pad).to_have_attribute("data-on", "false")


def test_pause_and_next_athlete_reach_the_engine(phone: Phone, stage: Stage):
    page = phone.open()
    start(page, stage)
    page.get_by_role("button", name="Pause after this rep").click()
    expect(page.get_by_role("button", name="No pause, go on")).to_be_visible()
    with page.expect_response("**/run/skip"):
        page.get_by_role("button", name="Next athlete").click()
    stage.do(lambda: stage.engine.change(phase="paused"))
    with page.expect_response("**/run/resume"):
        page.get_by_role("button", name="Go on").click()
    assert [c["op"] for c in stage.engine.commands] == ["start", "pause", "skip", "resume"]


def test_what_is_asked_is_followed_or_waved_through_by_one_tap(phone: Phone, stage: Stage):
    page = phone.open()
    start(page, stage)
    ann = stage.engine.state.run.athletes[0]
    asked = {"athlete": "Ann", "athlete_id": ann["id"], "kind": "rest", "why": "legs", "then": "rest"}
    stage.engine.answers["care"] = {"then": "rest"}
    stage.do(lambda: stage.engine.change(care=(asked,)))
    card = page.locator(".care")
    expect(card).to_contain_text("Does Ann need rest?")
    card.get_by_role("button", name="A longer rest").click()
    expect(page.locator(".message")).to_have_text("Ann rests. The others go first.")
    told = stage.engine.commands[-1]
    assert (told["op"], told["athlete"], told["follow"]) == ("care", ann["id"], True)
    with page.expect_response("**/run/care"):
        card.get_by_role("button", name="Go on").click()
    stage.do(lambda: stage.engine.change(care=()))
    expect(card).to_have_count(0)
    assert stage.engine.commands[-1]["follow"] is False


def test_tired_and_sits_out_are_two_taps_away(phone: Phone, stage: Stage):
    page = phone.open()
    start(page, stage)
    stage.engine.answers["tired"] = {"then": "rest"}
    page.get_by_role("button", name="Who is here?").click()
    with page.expect_response("**/run/sit"):
        page.get_by_role("button", name="Ben: Sits out").click()
    expect(page.locator(".here")).to_have_count(3)
    ben = stage.engine.state.run.athletes[1]["id"]
    stage.do(lambda: stage.engine.change(out=(ben,)))
    with page.expect_response("**/run/sit"):
        page.get_by_role("button", name="Ben: Is back").click()
    page.get_by_role("button", name="Ann: Tired").click()
    expect(page.locator(".message")).to_have_text("Ann rests. The others go first.")
    asked = [(c["op"], c.get("out")) for c in stage.engine.commands[-3:]]
    assert asked == [("sit", True), ("sit", False), ("tired", None)]


def test_void_asks_before_it_strikes_out(phone: Phone, stage: Stage):
    page = phone.open()
    start(page, stage)
    stage.do(stage.engine.decide)
    page.get_by_role("button", name="Void last").click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("Strike out Ann, 0.412 s?")
    sheet.get_by_role("button", name="Leave it as it is").click()
    expect(sheet).to_be_hidden()
    assert [c["op"] for c in stage.engine.commands] == ["start"]


def test_without_the_engine_the_page_says_so_and_comes_back(phone: Phone, stage: Stage):
    page = phone.open()
    start(page, stage)
    stage.do(stage.engine.leave)
    expect(page.locator(".link")).to_have_text("Engine away")
    expect(page.locator("main")).to_have_class("old")
    expect(page.locator(".stage")).to_contain_text("Ann")
    stage.do(stage.engine.serve)
    expect(page.locator(".link")).to_have_text("Live")


def test_a_stop_that_does_not_arrive_is_sent_again(phone: Phone, stage: Stage):
    page = phone.open()
    start(page, stage)
    lost: list[str] = []

    def lose_one(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.abort()

    page.route("**/run/stop", lose_one)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".finished")).to_be_visible()
    assert [complaint for complaint in phone.complaints if "ERR_FAILED" not in complaint] == []
    phone.complaints.clear()


def test_results_and_download(phone: Phone, stage: Stage):
    page = phone.open()
    start(page, stage)
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Results").first.click()
    expect(page.locator(".run-card")).to_contain_text("Backpedal and break")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    assert re.fullmatch(r"session-[0-9a-f]{8}-reps\.csv", download.value.suggested_filename)


def look_at_anna(phone: Phone, stage: Stage) -> Page:
    """The page with the sheet of Anna's one rep, a double break."""
    for athlete in ATHLETES:
        add_athlete(stage.panel.store, athlete)
    double_break(stage.panel.store)
    page = phone.open()
    page.get_by_role("button", name="Results").first.click()
    page.locator(".run-card summary", has_text="rep").click()
    page.get_by_role("button", name="Look at Anna, rep 1").click()
    return page


def test_a_rep_is_decided_anew_and_put_back(phone: Phone, stage: Stage):
    """A double break, 700 and 760 ms after the cue: the longest counts, the coach says the first."""
    page = look_at_anna(phone, stage)
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("Anna, rep 1: 0.760 s")
    expect(sheet.locator("svg.edges rect").first).to_be_visible()
    sheet.locator("summary", has_text="Another edge counts").click()
    sheet.get_by_role("button", name="forward again").click()
    sheet.get_by_role("button", name="mid 0.700").click()
    sheet.get_by_role("button", name="an arm or a leg").click()
    sheet.get_by_role("button", name="This one counts").click()
    expect(sheet).to_contain_text("Anna, rep 1: 0.700 s")
    expect(sheet).to_contain_text("forward again: another edge chosen")
    expect(sheet).to_contain_text("Another edge chosen. an arm or a leg")
    sheet.get_by_role("button", name="Undo").click()
    expect(sheet).to_contain_text("Anna, rep 1: 0.760 s")
    sheet.get_by_role("button", name="Strike out").click()
    expect(sheet).to_contain_text("Struck out.")
    sheet.get_by_role("button", name="Leave it as it is").click()
    expect(page.locator(".reps .void")).to_have_count(1)
    assert [said.word.kind for said in words_on(stage.panel.store, "run-1", 1)] == ["edge", "edge", "void"]


def test_the_leaderboard_and_the_end_card(phone: Phone, stage: Stage):
    for athlete in ATHLETES:
        add_athlete(stage.panel.store, athlete)
    double_break(stage.panel.store)
    page = phone.open()
    page.get_by_role("button", name="Results").first.click()
    expect(page.locator(".gain").first).to_have_text("1 of 1 answers were right.")
    page.get_by_role("button", name="Delete this run").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete this run").click()
    expect(page.locator(".keep")).to_contain_text("Deleted: none of its reps counts.")
    expect(page.locator(".sums li")).to_have_count(0)
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator(".sums li")).to_have_count(1)
    page.locator("summary", has_text="Who was fastest").click()
    expect(page.locator(".board tbody tr")).to_have_text(re.compile("1Anna0.760 s ± 0.029"))
    page.get_by_role("switch", name="With names").check()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Report").click()
    report = opened.value
    expect(report.locator("h1")).to_contain_text("Session of")
    expect(report.locator("body")).to_contain_text("Anna")
    report.close()
    page.locator("summary", has_text="A child typed in twice?").click()
    fold = page.locator("details", has_text="A child typed in twice?")
    fold.get_by_label("Stays on the list").select_option("Ben")
    fold.get_by_label("Is the same child").select_option("Anna")
    fold.get_by_role("button", name="One child").click()
    expect(page.locator(".sums b")).to_have_text("Ben")
    fold.get_by_role("button", name="Two children").click()
    expect(page.locator(".sums b")).to_have_text("Anna")


def test_the_map_and_the_test_of_a_station(phone: Phone, stage: Stage):
    page = phone.open()
    page.get_by_role("button", name="Field").click()
    expect(page.locator(".map .spot")).to_have_count(len(stage.engine.state.stations))
    stage.do(lambda: stage.engine.cue("left"))
    expect(page.locator(".map .spot[data-station=left]")).to_have_attribute("data-lit", "white")
    stage.do(lambda: stage.engine.change(phase="idle"))
    page.locator(".map .spot[data-station=left] .gate").click()
    with page.expect_response("**/field/test"):
        page.get_by_role("button", name="Can you see it, hear it?").click()
    assert stage.engine.commands[-1]["station"] == "left"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_small_phone_in_german_needs_no_sideways_scrolling_and_has_room_for_a_thumb(
    browser: Browser, stage: Stage, theme: str
):
    phone = phone_for(browser, stage, SMALL, "de-DE")
    phone.page.add_init_script(f"localStorage.setItem('theme', '\"{theme}\"')")
    page = phone.open()
    page.locator(".card").first.click()
    page.locator("input[name=names]").fill("Maximiliane-Charlotte, Ben")
    page.locator(".add button").click()
    expect(page.locator(".person")).to_have_count(2)
    fits(page)
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator(".stage")).to_contain_text("Bereit?")
    stage.do(stage.engine.decide)
    expect(page.locator(".digits")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Feld").click()
    expect(page.locator(".map")).to_be_visible()
    fits(page)
    page.context.close()
    assert phone.complaints == []


def fits(page: Page) -> None:
    """Nothing wider than the screen, every target at least 56 px high; what ends or begins a run at least 88."""
    assert page.evaluate("document.documentElement.scrollWidth") == SMALL["width"]
    page.wait_for_function(
        "[...document.querySelectorAll('button, a.button')].every("
        "e => !e.checkVisibility() || e.getBoundingClientRect().height >= 55.9)"
    )
    assert all(box.bounding_box()["height"] >= 88 for box in page.locator(".button.big").all())  # type: ignore[index]


def test_a_name_added_while_the_list_is_still_on_its_way_is_kept(phone: Phone):
    page = phone.open()
    held: list[Route] = []
    page.route("**/api/v1/athletes", lambda route: held.append(route) if not held else route.continue_())
    page.locator(".card").first.click()
    page.get_by_role("textbox", name="Names to add").fill("Ann")
    page.get_by_role("button", name="Add").click()
    held[0].continue_()
    expect(page.locator(".person[aria-pressed=true]")).to_have_text("1Ann")
