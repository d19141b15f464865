"""On the phone: those who are on together, lane beside lane, the coach's tap, and the names in a test by signals."""

# ruff: noqa: F811 (fixtures that are imported and asked for)

from typing import Any

from chromium import browsing
from panels import Stage
from playwright.sync_api import Locator, expect
from test_api_browser import Phone, browser, phone, stage, start  # noqa: F401 (fixtures)

from trainer.engine.messages import LaneView, RunnerState
from trainer.engine.messages import TestState as Signals

pytestmark = browsing("lanes")


def test_each_lane_has_a_card_with_time_and_place(phone: Phone, stage: Stage):
    page = phone.open()
    start(page, stage)
    ann, ben = LaneView(1, 1, "Ann", "a", "go", "10 m"), LaneView(2, 2, "Ben", "b", "wait")
    stage.do(lambda: stage.engine.change(lanes=(ann, ben), phase="go"))
    cards = page.locator(".lane")
    expect(page.locator(".stage h1")).to_have_text("Ann · Ben")
    expect(cards).to_have_count(2)
    expect(cards.nth(0)).to_contain_text("GO")
    expect(cards.nth(1)).to_contain_text("Wait …")
    ann.outcome = ben.outcome = "hit"
    (ann.total_ms, ann.place), (ben.total_ms, ben.place) = (2400.0, 1), (2600.0, 2)
    stage.do(lambda: stage.engine.change(lanes=(ann, ben)))
    expect(cards.nth(0)).to_contain_text("2.40 s")
    expect(cards.nth(0)).to_contain_text("First!")
    expect(cards.nth(1)).to_contain_text("Second")
    ben.place = 1
    stage.do(lambda: stage.engine.change(lanes=(ann, ben)))
    expect(page.locator(".lane-place", has_text="Level, both first!")).to_have_count(2)


def test_one_tap_calls_the_cue(phone: Phone, stage: Stage):
    page = phone.open()
    start(page, stage)
    expect(page.locator(".calls")).to_have_count(0)
    stage.do(lambda: stage.engine.change(calls=("left", "right", "deep")))
    expect(page.locator(".call")).to_have_count(3)
    with page.expect_response("**/run/call") as answer:
        page.get_by_role("button", name="Right", exact=True).tap()
    assert answer.value.status == 200
    told = stage.engine.commands[-1]
    assert (told["op"], told["call"]) == ("call", "right")
    assert 0 <= told["travel_ms"] <= 10_000
    stage.do(lambda: stage.engine.change(calls=()))
    expect(page.locator(".calls")).to_have_count(0)


def test_in_a_test_by_signals_a_tap_warns_another_takes_it_back_and_nobody_runs_at_the_end(phone: Phone, stage: Stage):
    page = phone.open()
    start(page, stage)
    ann, ben = RunnerState("Ann", "a", 1, "running"), RunnerState("Ben", "b", 2, "waiting")
    test = Signals(1, 3, 7, {"a": ann, "b": ben})
    stage.do(lambda: stage.engine.change(test=test, phase="go"))
    cells = page.locator(".runner")
    names = page.locator(".runner-tap")
    expect(page.get_by_role("heading", name="Level 1, shuttle 3 of 7")).to_be_visible()
    expect(names.nth(1)).to_be_disabled()
    for missed in (True, False):
        assert told_by(phone, names.nth(0), stage) == {"op": "line", "athlete": "a", "what": "missed", "on": missed}
        ann.missed = missed
        stage.do(lambda: stage.engine.change(test=test))
        expect(names.nth(0)).to_have_attribute("aria-pressed", "true" if missed else "false")
        expect(cells.nth(0)).to_have_attribute("data-status", "missed" if missed else "running")
    stop = cells.nth(0).get_by_role("button").nth(1)
    assert told_by(phone, stop, stage) == {"op": "line", "athlete": "a", "what": "stopped", "on": True}
    ann.level, ann.shuttle, ann.metres = 1, 2, 40
    stage.do(lambda: stage.engine.change(test=test))
    stage.do(stage.engine.finish)
    expect(cells.nth(0)).to_contain_text("done, well run")
    expect(cells.nth(0)).to_contain_text("1.2 · 40 m")
    expect(cells.locator("button:enabled")).to_have_count(0)


def told_by(phone: Phone, button: Locator, stage: Stage) -> dict[str, Any]:
    """What the engine is told by a tap on this."""
    with phone.page.expect_response("**/run/line"):
        button.tap()
    told = stage.engine.commands[-1]
    return {key: told[key] for key in ("op", "athlete", "what", "on")}
