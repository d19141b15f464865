"""The board: a phone that gets the snapshot and then every change knows what the engine knows."""

from __future__ import annotations

import json
from dataclasses import asdict

from builders import S
from hypothesis import given
from hypothesis import strategies as st
from reps import moving_drill, plan_for, planned
from stands import Stand, pair, play_on

from trainer.engine.board import Board
from trainer.engine.messages import StationState

values = st.one_of(
    st.tuples(st.just("phase"), st.sampled_from(["idle", "ready", "go"])),
    st.tuples(st.just("said"), st.none() | st.text(max_size=5)),
    st.tuples(st.just("unkept"), st.integers(0, 5)),
    st.tuples(st.just("queue"), st.lists(st.text(max_size=3), max_size=3).map(tuple)),
)


@given(st.lists(values | st.none(), max_size=20))
def test_snapshot_and_changes_give_the_whole_state(moves):
    told = []
    board = Board(told.append)
    phone = board.snapshot()
    for move in moves:
        if move is None:
            board.flush()
        else:
            board.set(**{move[0]: move[1]})
    board.flush()
    for message in told:
        phone |= message["change"]
    assert phone == board.snapshot()
    versions = [m["change"]["version"] for m in told]
    assert versions == sorted(set(versions))


def test_nothing_changed_nothing_told():
    told = []
    board = Board(told.append)
    assert not board.is_dirty
    board.flush()
    assert told == []


def test_changes_between_two_flushes_are_one_message_with_what_holds_now():
    told = []
    board = Board(told.append)
    board.set(phase="ready")
    board.set(phase="go", said="Go")
    board.flush()
    assert told == [{"change": {"phase": "go", "said": "Go", "version": 1}}]


def test_a_verdict_is_told_before_the_change_that_shows_it():
    told = []
    board = Board(told.append)
    board.set(last={"seq": 1})
    board.verdict({"seq": 1})
    assert board.is_dirty
    board.flush()
    assert [next(iter(m)) for m in told] == ["verdict", "change"]


def test_what_was_told_does_not_change_afterwards():
    told = []
    board = Board(told.append)
    station = StationState((0.0, 0.0), ("pad",))
    board.set(stations={"start": station})
    board.flush()
    station.pad = True
    assert told[0]["change"]["stations"]["start"]["pad"] is False
    board.touch("stations")
    board.flush()
    assert told[1]["change"]["stations"]["start"]["pad"] is True


def test_a_phone_that_followed_a_whole_run_knows_what_a_new_one_is_told():
    stand = pair()
    phone = stand.runner.board.snapshot()
    play_on(stand)
    stand.run_for(5 * S)
    stand.runner.board.flush()
    for _, message in stand.told:
        phone |= message.get("change", {})
    snapshot = stand.runner.board.snapshot()
    assert phone == snapshot == asdict(stand.runner.board.state)
    assert json.loads(json.dumps(snapshot))["phase"] == "done"


def test_the_phone_sees_lamps_and_pads_as_they_are():
    stand = pair()
    stand.on_pad()
    stand.cue()
    stations = stand.runner.board.state.stations
    assert (stations["start"].pad, stations["left"].lit, stations["right"].lit) == (True, "white", None)
    stand.edge("start", False, stand.clock.now_ns() + 300_000_000)
    stand.run_for(1 * S)
    assert stations["start"].pad is False


def test_phases_in_the_order_a_coach_sees_them():
    stand = Stand()
    stand.start(plan_for(moving_drill(), planned(0, wait_ns=450_000_000)))
    arming_ns = stand.back_over_mid()
    stand.cue()
    stand.beam("mid", arming_ns + 1200_000_000)
    stand.beam("left", arming_ns + 2 * S)
    stand.until(lambda: stand.phase == "done")
    stand.run_for(1 * S)
    phases = [m["change"]["phase"] for _, m in stand.told if "phase" in m.get("change", {})]
    seen = [p for n, p in enumerate(phases) if n == 0 or phases[n - 1] != p]
    assert seen == ["ready", "wait", "go", "done"]


def test_words_for_the_athlete():
    stand = pair()
    words = []
    stand.on_pad()
    words.append(stand.runner.board.state.turn.words)
    stand.planned_cue()
    words.append(stand.runner.board.state.turn.words)
    stand.cue()
    words.append(stand.runner.board.state.turn.words)
    assert words == ["Onto the pad (start), stand still", "Eyes up, wait for it", "reaction then gate"]
