"""An attempt on devices: true times, edges that are late or out of order, cues that are late or lost, darkness."""

from __future__ import annotations

import pytest
from builders import MS, S
from reps import HOLD, WAIT, moving_drill, own_drill, planned, shuttle_drill, still_drill
from stands import started

from hardware.base import DARK, Onset
from hardware.tones import SOUNDS, length_ns


class DeadGate:
    """A lamp that takes every command and shows nothing."""

    lead_ns = 0
    colour = DARK

    def __init__(self, station: str) -> None:
        self.station = station

    def prepare(self, colour, due_ns) -> None: ...
    def fire(self) -> Onset | None: ...
    def dark(self) -> None: ...
    def close(self) -> None: ...


class SlowGate(DeadGate):
    """A lamp that lights 3 ms after it was told, and says so."""

    due_ns = 0

    def prepare(self, colour, due_ns) -> None:
        self.due_ns = due_ns

    def fire(self) -> Onset:
        return Onset(self.station, "light", self.due_ns + 3 * MS, (), "slow")


def test_a_reaction_is_stamp_minus_onset_to_the_nanosecond():
    stand = started()
    stand.on_pad()
    onset_ns = stand.cue()
    stand.edge("start", False, onset_ns + 312_345_679, delay_ns=24 * MS)
    stand.beam("left", onset_ns + 1_500_000_007, delay_ns=3 * MS)
    verdict = stand.decided()
    assert (verdict.outcome, verdict.measure, verdict.reaction_ns) == ("hit", "reaction", 312_345_679)
    assert (verdict.total_ns, verdict.movement_ns) == (1_500_000_007, 1_500_000_007 - 312_345_679)
    assert [(s.name, s.station, s.ns) for s in verdict.splits] == [
        ("reaction", "start", 312_345_679),
        ("gate", "left", 1_500_000_007 - 312_345_679),
    ]
    assert verdict.lateness_ns == 0


def test_the_record_holds_what_was_planned_shown_and_seen():
    stand = started()
    stand.hit()
    record = stand.records[0]
    (cue,) = record.cues
    assert (record.set, record.rep, record.attempt, record.athlete.name) == (1, 1, 1, "Anna")
    assert (record.foreperiod_ns, record.go, record.catch) == (WAIT, True, False)
    assert cue.due_ns == cue.onset_ns == record.edges[0].t_ns + HOLD + WAIT
    assert [o.t_ns for o in record.onsets] == [cue.onset_ns]
    assert [(e.station, e.active) for e in record.edges] == [
        ("start", True),
        ("start", False),
        ("left", True),
        ("left", False),
    ]


def test_anticipation_is_sooner_than_a_body_can():
    for reaction_ns, outcome in ((150 * MS - 1, "anticipation"), (150 * MS, "hit"), (0, "anticipation")):
        assert started().hit(reaction_ns=reaction_ns).outcome == outcome


def test_a_transition_is_timed_from_the_onset_to_the_arming_beam_and_guessed_under_500_ms():
    for transition_ns, outcome in ((500 * MS - 1, "anticipation"), (500 * MS, "hit")):
        stand = started(moving_drill(), planned(1, wait_ns=300 * MS))
        arming_ns = stand.back_over_mid()
        onset_ns = stand.cue()
        assert onset_ns == arming_ns + 300 * MS
        stand.beam("mid", onset_ns + transition_ns)
        stand.beam("right", onset_ns + 2 * S)
        verdict = stand.decided()
        assert (verdict.outcome, verdict.transition_ns) == (outcome, transition_ns)
        assert (verdict.reaction_ns, verdict.start_ns) == (None, None)


def test_two_breaks_of_one_pass_do_not_fake_a_turn():
    """An arm, then the trunk: 200 ms apart, over the onset and before it."""
    stand = started(moving_drill(), planned(0, wait_ns=150 * MS))
    arming_ns = stand.back_over_mid()
    stand.beam("mid", arming_ns + 200 * MS)
    onset_ns = stand.cue()
    assert onset_ns == arming_ns + 150 * MS
    stand.beam("mid", onset_ns + 800 * MS)
    stand.beam("left", onset_ns + 2 * S)
    verdict = stand.decided()
    assert (verdict.outcome, verdict.transition_ns) == ("hit", 800 * MS)


def test_a_start_time_is_the_last_clearing_before_the_run_and_no_reaction():
    stand = started(shuttle_drill())
    stand.until(lambda: stand.runner.player.now is not None)
    stand.edge("front", True, stand.clock.now_ns() + 500 * MS)
    onset_ns = stand.cue()
    stand.edge("front", False, onset_ns + 200 * MS)
    stand.edge("front", True, onset_ns + 240 * MS)
    stand.edge("front", False, onset_ns + 400 * MS)
    stand.beam("mid", onset_ns + 2 * S)
    stand.beam("mid", onset_ns + 3 * S)
    verdict = stand.decided()
    assert (verdict.outcome, verdict.start_ns, verdict.reaction_ns) == ("hit", 400 * MS, None)
    assert [s.ns for s in verdict.splits] == [400 * MS, 1600 * MS, 1 * S]


def test_an_own_start_has_a_total_and_splits_and_no_reaction():
    stand = started(own_drill(), planned(1, wait_ns=0))
    stand.on_pad()
    zero_ns = stand.clock.now_ns() + 4 * S
    stand.edge("start", False, zero_ns)
    stand.beam("mid", zero_ns + 2 * S)
    stand.beam("mid", zero_ns + 5 * S)
    verdict = stand.decided()
    assert (verdict.outcome, verdict.measure, verdict.reaction_ns) == ("hit", None, None)
    assert (verdict.total_ns, [s.ns for s in verdict.splits]) == (5 * S, [2 * S, 3 * S])
    assert verdict.movement_ns is None
    (cue,) = stand.records[0].cues
    assert (cue.alternative, cue.target, cue.onset_ns) == ("left", ("mid",), None)


def test_a_dead_lamp_is_lost_equipment_and_says_so():
    stand = started(gates={"left": DeadGate("left")})
    stand.on_pad()
    verdict = stand.decided()
    assert (verdict.outcome, verdict.reaction_ns) == ("lost", None)
    assert verdict.notes == ("the cue could not be given: no device presented it",)


def test_no_speaker_for_a_lone_sound_is_lost_equipment():
    """The field had one when the run was bound; it fell silent."""
    stand = started(None, planned(3))
    speaker = stand.field.stations["call-right"].speaker
    stand.on_pad()
    stand.planned_cue()
    speaker.silence()
    assert stand.decided().outcome == "lost"


def test_a_cue_more_than_2_ms_late_is_marked_and_not_measured():
    stand = started(gates={"left": SlowGate("left")})
    stand.on_pad()
    verdict = stand.decided()
    assert (verdict.outcome, verdict.reaction_ns, verdict.lateness_ns) == ("late cue", None, 3 * MS)


def test_an_engine_that_was_busy_gives_no_late_cue_silently():
    for busy_ns, outcome in ((2 * MS, "hit"), (2 * MS + 1, "late cue")):
        stand = started()
        stand.on_pad()
        due_ns = stand.planned_cue()
        stand.run_to(due_ns - 10 * MS)
        stand.inbox.put(lambda late_ns=due_ns + busy_ns, clock=stand.clock: clock.busy(late_ns))
        stand.edge("start", False, due_ns + 400 * MS)
        stand.beam("left", due_ns + 2 * S)
        assert stand.decided().outcome == outcome
        assert stand.verdict.lateness_ns == busy_ns


def test_stopped_in_the_middle_is_kept_as_stopped():
    stand = started()
    stand.on_pad()
    stand.cue()
    stand.runner.stop()
    assert stand.outcomes == ["stopped"]
    assert stand.field.dark_now()


def test_lamps_are_off_once_it_is_decided():
    stand = started()
    stand.on_pad()
    onset_ns = stand.cue()
    assert stand.runner.board.state.stations["left"].lit == "white"
    stand.edge("start", False, onset_ns + 300 * MS)
    stand.edge("left", True, onset_ns + 1500 * MS)
    stand.run_to(onset_ns + 1500 * MS)
    assert stand.field.dark_now()
    assert stand.runner.board.state.stations["left"].lit is None


def test_a_cue_with_a_length_goes_dark_by_itself():
    stand = started(still_drill(for_ns=200 * MS))
    stand.on_pad()
    onset_ns = stand.cue()
    stand.run_to(onset_ns + 200 * MS - 1)
    assert not stand.field.dark_now()
    stand.run_to(onset_ns + 200 * MS)
    assert stand.field.dark_now()


def test_an_early_move_takes_the_cue_back():
    stand = started()
    stand.on_pad()
    due_ns = stand.planned_cue()
    stand.edge("start", False, due_ns - 1 * MS, delay_ns=0)
    stand.decided()
    stand.run_to(due_ns + 100 * MS)
    assert stand.field.seen == []
    assert stand.verdict.outcome == "false start"
    assert stand.records[0].cues[0].onset_ns is None


def test_a_tone_counts_from_the_ear_not_from_the_loudspeaker():
    """call-right stands 8.25 m from the pad; 343.2 m/s at 20 degrees."""
    stand = started(None, planned(3), latency_ns=30 * MS)
    stand.on_pad()
    due_ns = stand.planned_cue()
    air_ns = round((8.0**2 + 2.0**2) ** 0.5 / (331.3 * (1 + 20 / 273.15) ** 0.5) * 1e9)
    stand.run_to(due_ns - 1)
    assert stand.field.seen == [("call-right", due_ns - air_ns)]
    assert stand.now.shown.onset_ns == due_ns
    stand.edge("start", False, due_ns + 300 * MS)
    stand.beam("left", due_ns + 2 * S)
    assert stand.decided().reaction_ns == 300 * MS


def test_off_the_pad_while_the_sound_is_in_the_air_is_a_false_start():
    stand = started(None, planned(3))
    stand.on_pad()
    due_ns = stand.planned_cue()
    stand.edge("start", False, due_ns - 10 * MS)
    assert stand.decided().outcome == "false start"


def test_an_edge_that_comes_after_the_verdict_decides_it_again():
    stand = started()
    stand.on_pad()
    onset_ns = stand.cue()
    stand.edge("start", False, onset_ns + 300 * MS)
    stand.beam("right", onset_ns + 1400 * MS, delay_ns=1 * S)  # a node that had lost its link
    stand.beam("left", onset_ns + 1500 * MS)
    assert stand.decided().outcome == "hit"
    stand.run_to(onset_ns + 5 * S)
    (again,) = stand.journal.rescored
    assert (again.seq, again.verdict.outcome, again.verdict.answered) == (1, "wrong gate", "right")
    assert stand.runner.board.state.last["outcome"] == "wrong gate"
    kept = {e for _, edges in stand.journal.late for e in edges} | set(stand.records[0].edges)
    assert {(e.station, e.t_ns - onset_ns) for e in kept} >= {("right", 1400 * MS), ("left", 1500 * MS)}


def test_edges_of_the_two_seconds_after_the_verdict_are_kept_and_no_later_ones():
    stand = started()
    stand.hit()
    closed_ns = stand.clock.now_ns()
    stand.beam("deep", closed_ns + 1 * S)
    stand.beam("deep", closed_ns + 2 * S + 1)
    stand.run_to(closed_ns + 4 * S)
    (late,) = stand.journal.late
    assert (late[0], [e.t_ns - closed_ns for e in late[1]]) == (1, [1 * S, 1 * S + 100 * MS])
    assert stand.journal.rescored == []


def test_an_athlete_standing_in_the_last_beam_is_waited_for_and_not_for_ever():
    for leaves_ns, judged_ns in ((600 * MS, 625 * MS), (10 * S, 1 * S)):
        stand = started()
        stand.on_pad()
        onset_ns = stand.cue()
        stand.edge("start", False, onset_ns + 300 * MS)
        stand.beam("left", onset_ns + 1500 * MS, leaves_ns)
        stand.decided()
        assert stand.clock.now_ns() - (onset_ns + 1500 * MS) == pytest.approx(judged_ns, abs=50 * MS)
        assert stand.verdict.total_ns == 1500 * MS


def test_an_arm_before_the_trunk_does_not_spoil_the_last_split():
    stand = started()
    stand.on_pad()
    onset_ns = stand.cue()
    stand.edge("start", False, onset_ns + 300 * MS)
    stand.beam("left", onset_ns + 1500 * MS, 30 * MS)
    stand.beam("left", onset_ns + 1600 * MS, 120 * MS)
    assert stand.decided().total_ns == 1600 * MS


def test_a_release_that_no_edge_tells_of_is_read_from_the_level():
    """A burst of bounce overran the kernel's queue: the edge is lost, the level has fallen."""
    stand = started()
    stand.on_pad()
    onset_ns = stand.cue()
    stand.edge("start", False, onset_ns + 300 * MS)
    stand.edge("start", True, onset_ns + 310 * MS)  # bounce
    stand.edge("start", False, onset_ns + 311 * MS, lost=True)
    stand.beam("left", onset_ns + 1500 * MS)
    assert stand.decided().outcome == "hit"


def test_a_pad_whose_press_is_known_by_its_level_only_holds_the_rep_together():
    """Pressed, bounced open, closed again with that edge lost: live and by the stored facts the same."""
    stand = started()
    stand.until(lambda: stand.runner.player.now is not None)
    on_ns = stand.clock.now_ns() + 500 * MS
    stand.edge("start", True, on_ns)
    stand.edge("start", False, on_ns + 500 * MS)  # a hop: counted
    stand.edge("start", True, on_ns + 510 * MS, lost=True)
    onset_ns = stand.cue()
    stand.edge("start", False, onset_ns + 300 * MS)
    stand.beam("left", onset_ns + 1500 * MS)
    assert (stand.decided().outcome, stand.verdict.reaction_ns) == ("hit", 300 * MS)


def test_the_board_says_which_station_sounds_and_until_when():
    stand = started(None, planned(3, of=4))  # the tone
    stand.on_pad()
    onset_ns = stand.cue()
    sounding = stand.runner.board.state.stations["call-right"]
    assert sounding.sounding
    stand.run_to(onset_ns + length_ns(SOUNDS["go"]) + MS)
    assert not sounding.sounding


def test_the_record_says_what_was_pressed_when_the_attempt_began():
    stand = started(None, planned(), planned(1, rep=2))
    stand.hit()
    assert stand.records[0].active == ()
    stand.edge("start", True, stand.clock.now_ns() + MS)
    stand.until(lambda: stand.runner.player.now is not None)
    stand.runner.stop()
    assert stand.records[1].active == (("start", "pad"),)
