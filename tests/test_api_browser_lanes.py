"""On the phone: those who are on together, lane beside lane, and the coach's tap."""

# ruff: noqa: F811 (fixtures that are imported and asked for)

from chromium import browsing
from panels import Stage
from playwright.sync_api import expect
from test_api_browser import Phone, browser, phone, stage, start  # noqa: F401 (fixtures)

from trainer.engine.messages import LaneView

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
