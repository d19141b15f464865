"""The panel over HTTP: every route against the stand-in engine behind a real socket, and a store of its own."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from panels import Desk, desk_in, is_problem

from api.library import Library
from api.security import BODY_LIMIT
from sequences.codec import plan_from_doc
from trainer.time_of_day import TimeOfDay


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    with desk_in(state_dir) as desk:
        yield desk


def test_a_role_is_played_in_every_lane(desk: Desk):
    roles = {role["name"]: role for role in desk.get("drills/head-to-head").json()["roles"]}
    assert (roles["start"]["station"], roles["start"]["stations"]) == ("start-1", ["start-1", "start-2"])
    assert desk.get("drills/line-shuffle").json()["roles"][0]["stations"] == ["start"]


def test_every_drill_is_listed_and_can_be_read(desk: Desk):
    doc = desk.get("drills").json()
    names = [drill["name"] for drill in doc["drills"]]
    assert "backpedal-break" in names
    assert doc["broken"] == []
    for name in names:
        drill = desk.get(f"drills/{name}").json()
        assert drill["rep_s"] > 6 or name in ("head-to-head", "mirror", "team-relay")  # two at once
        assert {"reps", "sets", "rest"} <= {setting["name"] for setting in drill["settings"]}
        assert drill["refused"] is None, drill["refused"]


def test_a_drills_settings_are_a_form_with_bounds(desk: Desk):
    drill = desk.get("drills/backpedal-break").json()
    reps = next(s for s in drill["settings"] if s["name"] == "reps")
    rest = next(s for s in drill["settings"] if s["name"] == "rest")
    assert (reps["kind"], reps["step"]) == ("whole number", 1)
    assert reps["min"] <= reps["default"] <= reps["max"]
    assert (rest["kind"], rest["default"]) == ("duration", 60.0)
    assert [level["level"] for level in drill["levels"]] == [1, 2, 3, 4, 5]
    start = next(role for role in drill["roles"] if role["name"] == "start")
    assert (start["station"], start["needs"]) == ("start", ["pad"])
    assert 1 in start["levels"]


def test_a_broken_drill_of_the_coach_is_said_and_hides_no_other(desk: Desk, state_dir: Path):
    desk.panel.library = Library((state_dir / "drills",))
    assert desk.get("drills").json()["broken"] == []
    (state_dir / "drills").mkdir()
    (state_dir / "drills" / "mine.toml").write_text('title = "Mine"\nnonsense = 1\n')
    doc = desk.get("drills").json()
    assert len(doc["drills"]) >= 10
    assert doc["broken"][0].startswith("mine.toml:")
    assert is_problem(desk.get("drills/mine"), 422, "invalid", "mine.toml:")


def test_an_unknown_drill_is_not_found_and_a_name_is_never_a_path(desk: Desk):
    assert is_problem(desk.get("drills/moonwalk"), 404, "not-found", "no drill")
    wish = {"drill": "/etc/passwd", "athletes": desk.athletes("Ann")}
    assert is_problem(desk.post("runs", wish), 404, "not-found", "no drill")


def test_the_field(desk: Desk):
    doc = desk.get("field").json()
    left = next(station for station in doc["stations"] if station["name"] == "left")
    assert doc["simulated"] is True
    assert left["carries"] == ["gate", "beam"]
    assert len(left["ends"]) == 2


def test_athletes_are_added_once(desk: Desk):
    assert desk.post("athletes", {"name": "  Ann "}).json()["name"] == "Ann"
    assert is_problem(desk.post("athletes", {"name": "ann"}), 409, "refused", "ann is taken")
    assert [a["name"] for a in desk.get("athletes").json()["athletes"]] == ["Ann"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "a\nb", 7, None])
def test_a_name_has_one_to_forty_characters(desk: Desk, name: Any):
    assert is_problem(desk.post("athletes", {"name": name}), 422, "invalid", "name")


def test_an_unknown_key_is_refused_by_name(desk: Desk):
    assert is_problem(desk.post("athletes", {"name": "Ann", "weight": 40}), 422, "invalid", "weight")


def test_start_stores_the_plan_and_hands_the_same_to_the_engine(desk: Desk):
    answer = desk.start(settings={"reps": 3, "sets": 1, "rest": "40 s"})
    assert answer.status_code == 201, answer.json()
    sent = desk.engine.commands[0]
    plan = plan_from_doc(sent["plan"])
    assert (plan.seed, plan.athletes, plan.drill.level, plan.drill.reps) == (7, 2, 1, 3)
    told = answer.json()
    assert told.pop("minds") == ["warm up first (it holds for 20 minutes): Ann, Ben"]
    assert told == {"run": sent["run"]["id"], "session": sent["run"]["session"], "seed": 7, "reps": 6}
    assert [athlete["name"] for athlete in sent["run"]["athletes"]] == ["Ann", "Ben"]
    session = desk.get("sessions").json()["sessions"][0]
    run = session["runs"][0]
    assert (session["id"], run["id"], run["seed"]) == (answer.json()["session"], answer.json()["run"], 7)
    assert run["title"] == "Backpedal and break"


def test_a_second_run_of_the_same_outing_is_in_the_same_session(desk: Desk):
    first = desk.start()
    desk.post("run/stop")
    desk.settle()
    ids = [athlete["id"] for athlete in first.json() and desk.get("athletes").json()["athletes"]]
    second = desk.post("runs", {"drill": "line-shuffle", "level": 1, "athletes": ids})
    assert second.json()["session"] == first.json()["session"]
    assert second.json()["run"] != first.json()["run"]


def test_a_retry_with_the_same_key_starts_nothing_twice(desk: Desk):
    wish = {"drill": "backpedal-break", "athletes": desk.athletes("Ann")}
    key = {"idempotency-key": "k1"}
    first = desk.post("runs", wish, headers=key)
    again = desk.post("runs", wish, headers=key)
    assert again.json() == first.json()
    desk.panel.started.clear()  # as after a restart of the panel
    assert desk.post("runs", wish, headers=key).json()["run"] == first.json()["run"]
    assert [command["op"] for command in desk.engine.commands] == ["start"]


def test_a_run_that_never_reached_the_engine_is_handed_over_by_the_retry(desk: Desk):
    wish = {"drill": "backpedal-break", "athletes": desk.athletes("Ann")}
    key = {"idempotency-key": "k1"}
    desk.engine.refuse["start"] = "not now"
    assert is_problem(desk.post("runs", wish, headers=key), 409, "refused", "not now")
    desk.engine.refuse.clear()
    assert desk.post("runs", wish, headers=key).status_code == 201
    first, second = desk.engine.commands
    assert (first["plan"], first["run"]) == (second["plan"], second["run"])


def test_a_key_serves_one_wish_only(desk: Desk):
    wish = {"drill": "backpedal-break", "athletes": desk.athletes("Ann")}
    desk.post("runs", wish, headers={"idempotency-key": "k1"})
    other = desk.post("runs", {**wish, "level": 2}, headers={"idempotency-key": "k1"})
    assert is_problem(other, 422, "invalid", "Idempotency-Key")


def test_a_start_while_a_run_is_on_is_refused_and_stores_nothing(desk: Desk):
    desk.start()
    wish = {"drill": "line-shuffle", "athletes": desk.athletes("Cleo")}
    assert is_problem(desk.post("runs", wish), 409, "refused", "A run is on")
    assert len(desk.get("sessions").json()["sessions"][0]["runs"]) == 1


@pytest.mark.parametrize(
    ("wish", "status", "kind", "words"),
    [
        ({"level": 9}, 422, "invalid", "no level 9"),
        ({"settings": {"reps": 1000}}, 422, "invalid", "reps: 1000 is above max"),
        ({"settings": {"gravity": 1}}, 422, "invalid", "no setting"),
        ({"settings": {"rest": "5 parsecs"}}, 422, "invalid", "is not a duration"),
        ({"bind": {"left": "start"}}, 422, "invalid", "cannot play the role 'left'"),
        ({"bind": {"moon": "start"}}, 422, "invalid", "no role 'moon'"),
        ({"athletes": ["nobody"]}, 404, "not-found", "no athlete nobody"),
        ({"athletes": []}, 422, "invalid", "athletes"),
        ({"athletes": ["a"] * 41}, 422, "invalid", "athletes"),
        ({"rotate": "never"}, 422, "invalid", "rotate"),
    ],
)
def test_what_cannot_be_played_is_refused_in_a_sentence_before_anything_is_stored(
    desk: Desk, wish: dict[str, Any], status: int, kind: str, words: str
):
    assert is_problem(desk.start(**wish), status, kind, words)
    assert desk.engine.commands == []
    assert desk.get("sessions").json() == {"sessions": [], "next": None}


def test_somebody_twice_is_refused(desk: Desk):
    (ann,) = desk.athletes("Ann")
    wish = {"drill": "backpedal-break", "athletes": [ann, ann]}
    assert is_problem(desk.post("runs", wish), 422, "invalid", "twice")


def test_without_an_engine_a_start_says_so(desk: Desk):
    ids = desk.athletes("Ann")
    desk.lose_engine()
    answer = desk.post("runs", {"drill": "backpedal-break", "athletes": ids})
    assert is_problem(answer, 503, "engine-gone")
    desk.run(desk.engine.serve())


def test_stop_is_taken_at_any_time_and_twice(desk: Desk):
    assert desk.post("run/stop").status_code == 200
    desk.start()
    assert desk.post("run/stop", {}).status_code == 200
    assert desk.ask("POST", "/api/v1/run/stop").status_code == 200
    assert [c["op"] for c in desk.engine.commands] == ["stop", "start", "stop", "stop"]


@pytest.mark.parametrize("op", ["pause", "resume", "skip"])
def test_commands_reach_the_engine(desk: Desk, op: str):
    desk.start()
    assert desk.post(f"run/{op}", {"version": desk.version}).status_code == 200
    assert desk.engine.commands[-1]["op"] == op


def test_a_tap_reaches_the_engine_and_a_second_one_is_stale(desk: Desk):
    desk.start()
    desk.do(lambda: desk.engine.change(calls=("left", "right")))
    seen = desk.version
    assert desk.post("run/call", {"version": seen, "call": "left", "travel_ms": 14}).status_code == 200
    assert desk.engine.commands[-1] == {
        "id": desk.engine.commands[-1]["id"],
        "op": "call",
        "call": "left",
        "travel_ms": 14,
    }
    desk.do(lambda: desk.engine.change(calls=()))
    assert is_problem(desk.post("run/call", {"version": seen, "call": "right"}), 409, "stale", "moved on")
    assert is_problem(desk.post("run/call", {"version": desk.version, "call": "up", "travel_ms": -1}), 422, "invalid")


def test_a_command_for_an_earlier_turn_is_stale_and_shows_the_state(desk: Desk):
    desk.start()
    seen = desk.version
    desk.do(desk.engine.decide)
    desk.do(desk.engine.ready)
    answer = desk.post("run/skip", {"version": seen})
    assert is_problem(answer, 409, "stale", "moved on")
    assert answer.json()["state"] == desk.panel.live.state
    assert desk.post("run/pause", {"version": seen}).status_code == 200  # the same run, whoever is on


def test_a_command_without_a_version_is_refused(desk: Desk):
    assert is_problem(desk.post("run/skip", {}), 422, "invalid", "version")


def test_a_correction_needs_an_attempt(desk: Desk):
    desk.start()
    assert is_problem(desk.post("run/void", {"version": desk.version}), 409, "refused", "No rep has been run yet")
    desk.do(desk.engine.decide)
    answer = desk.post("run/form", {"version": desk.version, "seq": 99, "mark": "clean"})
    assert is_problem(answer, 404, "not-found", "no attempt 99")
    assert [c["op"] for c in desk.engine.commands] == ["start"]  # what was not written the engine does not hear


def test_nothing_of_a_stopped_run_comes_again(desk: Desk):
    desk.start()
    desk.do(desk.engine.decide)
    desk.post("run/stop")
    desk.settle()
    answer = desk.post("run/void", {"version": desk.version, "again": True})
    assert is_problem(answer, 409, "refused", "nothing of it comes again")
    assert desk.engine.commands[-1]["op"] == "stop"


def test_a_station_is_pressed_and_tested(desk: Desk):
    press = {"version": desk.version, "station": "left", "sensor": "beam", "active": True}
    assert desk.post("field/press", press).status_code == 200
    desk.settle()
    assert desk.get("state").json()["stations"]["left"]["beam"] is True
    assert desk.post("field/test", {"version": desk.version, "station": "left"}).status_code == 200
    desk.engine.refuse["test"] = "A run is on: stations are tried between runs"
    answer = desk.post("field/test", {"version": desk.version, "station": "left"})
    assert is_problem(answer, 409, "refused", "tried between runs")


def test_sessions_come_in_pages(desk: Desk):
    walls = iter(range(0, 10**6, 10**5))
    ids = desk.athletes("Ann")
    desk.panel.time_of_day = TimeOfDay(lambda: float(next(walls)))
    for _ in range(5):
        desk.post("runs", {"drill": "backpedal-break", "athletes": ids})
        desk.post("run/stop")
        desk.settle()
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = desk.get(f"sessions?limit=2{f'&cursor={cursor}' if cursor else ''}").json()
        assert len(page["sessions"]) <= 2
        seen += [session["opened_wall_s"] for session in page["sessions"]]
        cursor = page["next"]
    assert seen == [400_000.0, 300_000.0, 200_000.0, 100_000.0, 0.0]


def test_an_unknown_session_is_not_found_everywhere(desk: Desk):
    for path in ("sessions/x", "sessions/x/results", "sessions/x/export", "sessions?cursor=x"):
        assert is_problem(desk.get(path), 404, "not-found", "no session x")


async def pieces(body: bytes) -> AsyncIterator[bytes]:
    """A body without a length."""
    for at in range(0, len(body), 10_000):
        yield body[at : at + 10_000]


def test_too_large_a_body_is_refused_however_it_comes(desk: Desk):
    body = json.dumps({"name": "x" * BODY_LIMIT}).encode()
    headers = {"content-type": "application/json"}
    whole = desk.ask("POST", "/api/v1/athletes", content=body, headers=headers)
    streamed = desk.ask("POST", "/api/v1/athletes", content=pieces(body), headers=headers)
    assert is_problem(whole, 413, "too-large")
    assert is_problem(streamed, 413, "too-large")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b'{"name": "a", "name": {}}'])
def test_nonsense_is_a_problem_and_never_a_traceback(desk: Desk, body: bytes):
    answer = desk.ask("POST", "/api/v1/athletes", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_unknown_paths_and_methods_are_problems(desk: Desk):
    assert is_problem(desk.get("nothing"), 404, "not-found")
    assert is_problem(desk.ask("DELETE", "/api/v1/athletes"), 405, "not-allowed")


def test_another_host_or_origin_is_a_problem(desk: Desk):
    assert is_problem(desk.get("drills", headers={"host": "evil.example"}), 421, "unknown-host")
    assert is_problem(desk.post("run/stop", headers={"origin": "http://evil.example"}), 403, "foreign-origin")


def test_health_and_readiness(desk: Desk):
    assert desk.ask("GET", "/healthz").json() == {"status": "ok"}
    assert desk.ask("GET", "/readyz").status_code == 200
    desk.lose_engine()
    assert desk.ask("GET", "/readyz").status_code == 503
    assert desk.ask("GET", "/healthz").status_code == 200
    desk.run(desk.engine.serve())


def test_every_problem_type_says_what_it_is(desk: Desk):
    assert desk.ask("GET", "/problems/stale").json()["title"] == "That was for an earlier state"
    assert desk.ask("GET", "/problems/unheard-of").status_code == 404
