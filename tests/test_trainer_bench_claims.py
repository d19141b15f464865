"""From what was measured to what is claimed: each goal met or not, nothing said where something is missing."""

from __future__ import annotations

import io
from typing import Any

import pytest

from hardware.base import Edge
from hardware.clock import Inbox
from trainer.bench import cyclictest, edges, export, start, verdict, virtual, wait
from trainer.bench.figures import lateness
from trainer.bench.result import Options
from trainer.machine import model, pss_kb

US = 1000


def late(us: int) -> Any:
    return lateness([us * US] * 1000)


def test_the_engine_is_held_against_the_better_wait_of_the_web_process_and_cyclictest():
    loaded = dict.fromkeys(wait.METHODS) | {
        "engine": late(100),
        "asyncio_in_web": late(9000),
        "thread_timer_in_web": late(5000),
        "cyclictest": late(50),
    }
    p50, p99, p999 = wait.rows(loaded)
    assert (p50.ratio, p50.met, p99.ratio, p99.met) == (50, True, 50, True)
    assert (p999.ours, p999.ratio, p999.met) == (100, 2, True)
    assert dict(p50.peers)["psychopy_core_wait"] is None
    slow = wait.rows(loaded | {"engine": late(101)})
    assert [row.met for row in slow] == [False, False, False]


def test_without_cyclictest_nothing_is_said_of_the_tail():
    loaded = dict.fromkeys(wait.METHODS) | {"engine": late(1), "asyncio_in_web": late(100)}
    assert [row.met for row in wait.rows(loaded)] == [True, True, None]


def test_cyclictests_histogram_is_read_whole_and_what_lies_beyond_it_at_its_worst():
    thread = {"histogram": {"7": 2, "3": 1}, "min": 3, "max": 900_000, "cycles": 4}
    assert cyclictest.read({"thread": {"0": thread}}) == [3 * US, 7 * US, 7 * US, 900_000 * US]


@pytest.mark.parametrize(("real_time", "has"), [(True, "--policy=fifo"), (False, "--policy=other")])
def test_cyclictest_is_asked_for_the_bench_s_own_period(tmp_path: Any, real_time: bool, has: str):
    command = cyclictest.command("cyclictest", 77, tmp_path / "out.json", real_time=real_time)
    assert {"--interval=10000", "--loops=77", has} <= set(command)


def test_a_rate_that_falls_or_memory_that_grows_is_seen():
    first = {"reps": 1000, "seconds": 0.2, "processor_s": 0.2, "peak_kb": 100}
    flat = {"reps": 10_000, "seconds": 2.1, "processor_s": 2.1, "peak_kb": 109}
    assert [row.met for row in virtual.rows([first, flat])] == [True, True, True]
    busy = flat | {"seconds": 2.6}  # the machine did something else besides
    assert [row.met for row in virtual.rows([first, busy])] == [False, True, True]
    bad = {"reps": 10_000, "seconds": 2.6, "processor_s": 2.6, "peak_kb": 111}
    assert [row.met for row in virtual.rows([first, bad])] == [False, False, False]


def test_reps_are_played_to_the_end_and_counted():
    figures = virtual.measure(1)
    assert figures["attempts"] >= figures["reps"] == 200
    assert figures["peak_kb"] > 10_000


def test_a_verdict_is_decidable_when_its_edge_has_been_delivered():
    row = {"onset_ns": 1_000_000_000, "reaction_ms": 250.125}
    assert verdict.decidable_ns(row) == 1_250_125_000 + verdict.DELIVERY_NS


def test_server_sent_events_are_told_apart():
    stream = io.BytesIO(b'event: verdict\ndata: {"seq": 1}\n\nid: 7\nevent: change\ndata: {"phase": "done"}\n\n')
    found = [(name, doc) for name, doc, _ in verdict.events(stream)]
    assert found == [("verdict", {"seq": 1}), ("change", {"phase": "done"})]


def test_the_95th_percentile_of_verdicts_is_claimed():
    good, (row,) = verdict.result([10.0] * 19 + [900.0]), verdict.result([10.0] * 18 + [900.0] * 2).rows
    assert (good.rows[0].ours, good.rows[0].met, good.data["n"]) == (10.0, True, 20)
    assert (row.ours, row.met) == (900.0, False)
    assert verdict.result([]).rows == ()


def test_start_and_memory_stand_beside_a_plain_server():
    ours = {"seconds": 1.5, "data_seconds": 2.0, "mb": 151.0}
    page, data, memory = start.rows({"trainer": ours, "fastapi_uvicorn": {"seconds": 0.5, "mb": None}})
    assert (page.ratio, page.met) == (3, True)
    assert (data.ratio, data.met) == (4, None)
    assert (memory.ratio, memory.met) == (None, False)


def test_export_is_held_against_csv_writer_and_its_own_memory():
    small = {"rows": 10, "ours_us": 90.0, "sqlite3_us": 40.0, "peak_kb": 100}
    large = {"rows": 100, "ours_us": 80.0, "sqlite3_us": 40.0, "peak_kb": 120}
    found = export.rows({"ours_us": 25.0, "csv_writer_us": 10.0}, [small, large])
    assert [(row.ratio, row.met) for row in found] == [(2.5, False), (2, True), (None, False)]


def test_edges_without_a_chip_are_left_out_with_a_sentence():
    if edges.CHIP.exists():
        assert edges.run(Options((), (), scale=0.01)).rows[0].met
    else:
        assert "make bench-edges" in edges.run(Options((), ())).notes[0]


def test_stamps_within_and_without_their_brackets_are_counted():
    inbox, clock = Inbox(), iter(range(1_000, 100_000, 1_000))

    def press(high: bool) -> tuple[int, int]:
        before_ns = next(clock)
        inbox.put(Edge("start", "pad", not high, before_ns + 10))
        return before_ns, before_ns + 20

    good = edges.result(edges.measure(press, inbox, 4), {"Button": [(0, 21, 20), (0, 20, 20)]})
    assert dict(good.rows[0].peers)["Button"] == 50
    assert (good.rows[1].ours, dict(good.rows[1].peers)["Button"]) == (0.01, 0.02)
    assert (good.data["inside"], good.rows[0].met, good.rows[0].ours) == (4, True, 100)
    bad = edges.result([(0, 21, 20, 30), (0, 20, 20, 30)], {})
    assert (bad.data["inside"], bad.rows[0].met, bad.rows[0].ours) == (1, False, 50)


def test_the_machine_is_named():
    assert model("processor\t: 0\nmodel name\t: AMD EPYC\nflags\t\t: fpu\n") == "AMD EPYC"
    assert model("model name\t: ARMv7\nModel\t\t: Raspberry Pi 4 Model B\n") == "Raspberry Pi 4 Model B"
    assert model("") == "unknown"
    assert pss_kb(2**22 + 1) is None
