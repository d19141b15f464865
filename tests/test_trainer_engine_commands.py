"""What clients may ask: each command does it or says in one sentence why not; nothing they send breaks the engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from builders import MS, S
from hypothesis import given, settings
from hypothesis import strategies as st
from reps import plan_for, planned, still_drill
from stands import ATHLETES, ScriptedField, Shelf

from hardware.clock import Inbox, SimulatedClock
from hardware.simulated import SimulatedField
from sequences.codec import plan_to_doc, to_doc
from sequences.model import Draw
from trainer.engine.commands import Command, Commands
from trainer.engine.runner import Runner
from trainer.facts import RunHeader
from trainer.fields import load_field

SPEC = load_field("simulated")
PLAN = plan_for(still_drill(reps=2), *(planned(0, athlete=a, rep=r) for r in (1, 2) for a in (1, 2)))
HEADER = RunHeader("run-1", "session-1", 0.0, ATHLETES[:2])


class Desk:
    """Commands on a simulated field that only fingers press; ``ask`` gives the reply."""

    def __init__(self, field: Any = None) -> None:
        self.clock, self.inbox = SimulatedClock(), Inbox()
        self.field = field or SimulatedField(SPEC, inbox=self.inbox, clock=self.clock, profile=None)
        self.journal = Shelf(self.inbox)
        self.runner = Runner(
            field=self.field, clock=self.clock, inbox=self.inbox, journal=self.journal, tell=lambda _: None
        )
        self.commands = Commands(self.runner)
        self.replies: list[dict[str, Any]] = []

    def ask(self, op: Any, client: int = 1, **fields: Any) -> dict[str, Any]:
        self.replies.clear()
        self.commands.carry_out(Command({"id": 5, "op": op, **fields}, client, self.replies.append))
        (reply,) = self.replies
        assert reply["re"] == 5
        return reply

    def refused(self, op: Any, **fields: Any) -> str:
        reply = self.ask(op, **fields)
        assert "ok" not in reply
        assert len(reply["error"]["detail"].splitlines()) == 1
        return reply["error"]["detail"]

    def begin(self, **more: Any) -> dict[str, Any]:
        return self.ask("start", **({"plan": plan_to_doc(PLAN), "run": to_doc(HEADER)} | more))

    def run_for(self, ns: int) -> None:
        end_ns = self.clock.now_ns() + ns
        self.runner.agenda.put(end_ns, "the test's own", lambda: None)
        while self.clock.now_ns() < end_ns or not self.inbox.empty():
            self.runner.step()

    def press(self, station: str, sensor: str, active: bool) -> dict[str, Any]:
        return self.ask("press", station=station, sensor=sensor, active=active)

    def false_start(self) -> None:
        """The one whose turn it is gets onto the pad and leaves before the cue."""
        self.run_for(4 * S)
        self.press("start", "pad", True)
        self.run_for(1500 * MS)
        self.press("start", "pad", False)
        self.run_for(100 * MS)

    @property
    def phase(self) -> str:
        return self.runner.board.state.phase


def test_hello_speaks_one_protocol():
    assert Desk().ask("hello", protocol=1) == {"re": 5, "ok": True}
    assert Desk().refused("hello", protocol=2) == "protocol: 2 is not spoken here; allowed: 1"


def test_what_is_not_known_is_refused_with_what_is():
    assert Desk().refused("fly").startswith("op: 'fly' is not known; allowed: hello, start, stop")
    assert Desk().refused(None) == "op: None is not text"
    assert Desk().ask("fly")["error"]["type"] == "refused"


def test_a_run_is_started_paused_resumed_and_stopped():
    desk = Desk()
    assert desk.begin() == {"re": 5, "ok": True}
    assert desk.phase == "ready"
    assert desk.refused("start", plan=plan_to_doc(PLAN), run=to_doc(HEADER)) == "a run is on: stop it first"
    for op, phase in (("pause", "paused"), ("resume", "ready"), ("skip", "ready"), ("stop", "stopped")):
        assert "ok" in desk.ask(op)
        assert desk.phase == phase


def test_a_broken_plan_is_bad_input_that_names_the_place():
    doc = plan_to_doc(PLAN)
    for plan in (None, {}, doc | {"seed": "seven"}, doc | {"more": 1}):
        reply = Desk().begin(plan=plan)
        assert reply["error"]["type"] == "bad-input"
        assert "Plan" in reply["error"]["detail"] or "$" in reply["error"]["detail"]


def whole(rep) -> dict[str, Any]:
    return plan_to_doc(replace(PLAN, reps=(rep, *PLAN.reps[1:])))


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (whole(replace(PLAN.reps[0], athlete=3)), "athlete 3"),
        (whole(replace(PLAN.reps[0], athlete=0)), "athlete 0"),
        (whole(replace(PLAN.reps[0], draws=())), "draws"),
        (whole(replace(PLAN.reps[0], draws=(Draw(1, 9),) * 8)), "alternative 9"),
        (whole(replace(PLAN.reps[0], draws=(Draw(1, -1),) * 8)), "alternative -1"),
    ],
)
def test_a_plan_that_could_not_be_played_to_its_end_is_refused_before_it_begins(plan, words):
    desk = Desk()
    assert words in desk.refused("start", plan=plan, run=to_doc(HEADER))
    assert (desk.phase, desk.runner.run) == ("idle", None)


def test_as_many_athletes_as_the_plan_has():
    sentence = Desk().refused("start", plan=plan_to_doc(PLAN), run=to_doc(replace(HEADER, athletes=ATHLETES[:1])))
    assert sentence == "run: 1 athletes for a plan of 2"


def test_a_plan_that_this_field_cannot_play_is_refused():
    bound = replace(HEADER, bind=(("left", "nowhere"),))
    assert "no station 'nowhere'" in Desk().refused("start", plan=plan_to_doc(PLAN), run=to_doc(bound))


def test_a_finger_presses_a_simulated_pad():
    desk = Desk()
    assert "ok" in desk.press("start", "pad", True)
    desk.run_for(100 * MS)
    assert desk.runner.board.state.stations["start"].pad is True
    assert desk.refused("press", station="start", sensor="beam", active=True) == "no beam at station 'start'"
    assert desk.refused("press", station="nowhere", sensor="pad", active=True) == "no pad at station 'nowhere'"
    assert desk.refused("press", station="start", sensor="pad", active=1) == "active: 1 is neither true nor false"


def test_a_real_field_is_not_pressed_from_a_phone():
    clock, inbox = SimulatedClock(), Inbox()
    desk = Desk(ScriptedField(clock=clock, inbox=inbox))
    assert desk.refused("press", station="start", sensor="pad", active=True) == (
        "only a simulated field can be pressed from here"
    )


def test_a_rep_is_struck_out_given_to_another_and_marked():
    desk = Desk()
    desk.begin()
    assert desk.refused("void") == "no attempt in this run yet"
    desk.false_start()
    assert desk.ask("void", seq=0, again=False) == {"re": 5, "ok": True, "seq": 1}
    assert desk.runner.board.state.last["outcome"] == "void"
    assert desk.ask("reassign", seq=1, athlete=ATHLETES[1].id)["seq"] == 1
    assert desk.runner.board.state.last["athlete"] == "Ben"
    assert desk.ask("form", seq=1, mark="not yet", what="feet")["seq"] == 1
    last = desk.runner.board.state.last
    assert (last["form"], last["form_what"]) == ("not yet", "feet")


@pytest.mark.parametrize(
    ("op", "fields", "sentence"),
    [
        ("void", {"seq": -1}, "seq: -1 is not a whole number from 0 up"),
        ("void", {"seq": True}, "seq: True is not a whole number from 0 up"),
        ("void", {"seq": 99}, "no attempt 99 in this run"),
        ("void", {"seq": 0, "again": "yes"}, "again: 'yes' is neither true nor false"),
        ("reassign", {"seq": 0}, "athlete: None is not text"),
        ("reassign", {"seq": 0, "athlete": "nobody"}, "that athlete is not in this run"),
        ("form", {"seq": 0, "mark": "super"}, "mark: 'super' is not allowed; allowed: clean, not yet"),
        (
            "form",
            {"seq": 0, "mark": "clean", "what": "nose"},
            "what: 'nose' is not allowed; allowed: feet, hips, eyes, arms",
        ),
    ],
)
def test_wrong_corrections_are_refused(op, fields, sentence):
    desk = Desk()
    desk.begin()
    desk.false_start()
    assert desk.refused(op, **fields) == sentence


def test_a_station_is_tried_for_one_second_and_not_during_a_run():
    desk = Desk()
    assert "ok" in desk.ask("test", station="left")
    assert desk.runner.board.state.stations["left"].lit == "white"
    desk.run_for(1 * S)
    assert desk.runner.board.state.stations["left"].lit is None
    assert desk.refused("test", station="nowhere").startswith("no station 'nowhere'; stations: start")
    desk.begin()
    assert desk.refused("test", station="left") == "a run is on: stations are tried between runs"


def test_a_lamp_being_tried_goes_dark_when_a_run_begins():
    desk = Desk()
    desk.ask("test", station="left")
    desk.begin()
    assert desk.runner.board.state.stations["left"].lit is None
    assert not desk.runner.agenda.has("test off")


def test_dark_puts_every_lamp_out():
    desk = Desk()
    desk.ask("test", station="left")
    desk.ask("dark")
    assert not desk.runner.player.stage.any_lit
    assert desk.runner.board.state.stations["left"].lit is None


def test_when_the_client_that_runs_it_leaves_the_run_pauses_after_the_rep():
    desk = Desk()
    desk.begin(client=1)
    desk.commands.gone(2)
    assert desk.phase == "ready"
    desk.commands.gone(1)
    assert desk.phase == "paused"
    desk.ask("resume", client=2)
    desk.commands.gone(1)
    assert desk.phase == "ready"
    desk.commands.gone(2)
    assert desk.phase == "paused"


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 3) | st.text(max_size=4) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
ops = st.sampled_from(
    ["hello", "start", "stop", "pause", "resume", "skip", "void", "reassign", "form", "press", "test", "dark", "fly"]
)
keys = st.sampled_from(
    ["protocol", "plan", "run", "seq", "again", "athlete", "mark", "what", "station", "sensor", "active"]
)
messages = st.tuples(ops | plain, st.dictionaries(keys, plain | st.sampled_from(["start", "pad", "left"]), max_size=5))


@settings(max_examples=60)
@given(st.booleans(), st.lists(messages, max_size=6))
def test_whatever_a_client_sends_it_gets_one_answer(running, given_messages):
    desk = Desk()
    if running:
        desk.begin()
        desk.run_for(2 * S)
    for op, fields in given_messages:
        reply = desk.ask(op, **fields)
        assert ("ok" in reply) != ("error" in reply)
    desk.run_for(1 * S)


def test_it_leaves_when_asked_unless_a_run_is_on():
    desk = Desk()
    desk.begin()
    assert desk.refused("leave") == "a run is on: stop it first"
    desk.ask("stop")
    assert not desk.commands.leaving
    assert desk.ask("leave")["ok"]
    assert desk.commands.leaving
