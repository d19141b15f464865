"""On the phone: how right the times are, what they are taken with, and that nothing is shown before it is kept."""

# ruff: noqa: F811 (fixtures that are imported and asked for)

from chromium import browsing
from panels import Stage
from playwright.sync_api import expect
from test_api_browser import Phone, browser, look_at_anna, phone, stage, start  # noqa: F401 (fixtures)
from test_api_timing import try_it

pytestmark = browsing("timing")


def test_how_right_the_times_are(phone: Phone, stage: Stage):
    page = phone.open()
    page.get_by_role("button", name="Field").click()
    times = page.locator(".timing")
    expect(times).to_contain_text("has not tried itself on this field yet")
    expect(times).to_contain_text("cue-trainer calibrate --station call-right")
    try_it(stage.panel.places)
    page.reload()
    expect(times).to_contain_text("The clock is right to 8.0 ms")
    expect(times).to_contain_text("Not good enough to measure with")
    expect(times.locator("[data-part=waits]")).to_contain_text("passed")
    expect(times.locator("[data-part=loudspeaker]")).to_contain_text("failed")
    expect(times).to_contain_text("Each sound is sent 12 ms early")
    times.get_by_text("Figures, plots and the rule").click()
    plot = times.get_by_alt_text("Waiting for the instant: what share of times was off by so much or more")
    plot.scroll_into_view_if_needed()
    expect(plot).not_to_have_js_property("naturalWidth", 0)
    times.get_by_text("What times are taken with").click()
    expect(times.locator(".facts")).to_contain_text("edges are stamped by the kernel, over lgpio")


def test_a_run_says_what_it_was_timed_with(phone: Phone, stage: Stage):
    page = phone.open()
    start(page, stage)
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Results").first.click()
    page.locator("summary", has_text="What it was timed with").click()
    expect(page.locator(".facts dd").first).to_have_text("Pi, 4 cores")


def test_a_rep_says_how_sure_its_time_is_and_of_what_that_is_made(phone: Phone, stage: Stage):
    page = look_at_anna(phone, stage)
    page.locator("summary", has_text="How sure that is").click()
    doubt = page.locator(".doubt")
    expect(doubt).to_contain_text("In 95 of 100 cases right to 30 ms: the clock to ")
    expect(doubt.locator("dt").first).to_contain_text("light")
    expect(doubt).to_contain_text("standard deviation 15 ms")


def test_while_the_disk_stands_still_the_page_says_saving_from_the_first_rep_on(phone: Phone, stage: Stage):
    page = phone.open()
    start(page, stage)
    last = page.locator(".last")
    stage.do(lambda: stage.engine.change(saving=True, unkept=1))
    expect(last).to_have_text("Saving the new time …")
    stage.do(lambda: stage.engine.change(saving=False, unkept=0))
    expect(last).to_have_text("The first time appears here.")
    stage.do(stage.engine.decide)
    expect(last).to_contain_text("0.412")
    stage.do(lambda: stage.engine.change(saving=True, unkept=1))
    expect(last).to_contain_text("Saving the new time …")
    expect(last).to_contain_text("0.412")
