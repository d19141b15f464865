"""How the sound bench hears: sounds in a recording, whose they are, and how far off, for recordings made here."""

from __future__ import annotations

from array import array
from random import Random
from statistics import pstdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.bench.null_sink import RATE, errors_ms, onsets, pair
from trainer.bench.sound import result

MS = 1_000_000
S = 1_000_000_000


def dues(count: int, seed: int) -> list[int]:
    rng = Random(seed)
    return [10 * S + k * 200 * MS + rng.randrange(80 * MS) for k in range(count)]


def frames_of(due_ns: list[int], *, began_ns: int, off_ns: list[int], ppm: float = 0.0) -> list[int]:
    """Where a recorder that began then, and whose clock is so far off, finds them."""
    found = zip(due_ns, off_ns, strict=True)
    return [round((due + off - began_ns) * (1 + ppm / 1e6) * RATE / S) for due, off in found]


def test_onsets_are_where_something_begins_after_silence(tmp_path):
    samples = array("h", bytes(2 * RATE))
    for start in (100, 9000, 30_000):
        samples[start : start + 500] = array("h", [9000, -9000] * 250)
    path = tmp_path / "recording.raw"
    path.write_bytes(samples.tobytes())
    assert onsets(path) == [100, 9000, 30_000]
    path.write_bytes(b"")
    assert onsets(path) == []


@settings(max_examples=40)
@given(
    seed=st.integers(0, 999),
    began_ns=st.integers(-5 * S, 5 * S),
    lost=st.sets(st.integers(0, 29), max_size=10),
    odd=st.integers(0, 8),
)
def test_sounds_find_their_instants_though_some_are_lost_and_others_came(seed, began_ns, lost, odd):
    due = dues(30, seed)
    frames = frames_of(due, began_ns=began_ns, off_ns=[0] * 30)
    kept = [frame for n, frame in enumerate(frames) if n not in lost]
    strange = [max(kept) + RATE * (k + 2) for k in range(odd)]
    assert pair(kept + strange, due) == [
        (d, f) for n, (d, f) in enumerate(zip(due, frames, strict=True)) if n not in lost
    ]


@settings(max_examples=30)
@given(seed=st.integers(0, 999), ppm=st.floats(-300, 300), sd_ns=st.integers(20_000, 2_000_000))
def test_the_spread_is_found_whatever_the_recorders_clock(seed, ppm, sd_ns):
    due, rng = dues(60, seed), Random(seed)
    off = [round(rng.gauss(0, sd_ns)) for _ in due]
    errors = errors_ms(list(zip(due, frames_of(due, began_ns=3 * S, off_ns=off, ppm=ppm), strict=True)))
    assert pstdev(errors) == pytest.approx(pstdev(off) / MS, rel=0.15, abs=0.01)
    assert sum(errors) == pytest.approx(0, abs=1e-6)


def test_too_few_sounds_have_no_spread():
    assert errors_ms([(0, 0), (S, RATE)]) == []
    assert pair([], dues(5, 1)) == []


@pytest.mark.parametrize(("ours", "mixer", "met"), [(0.05, 1.5, True), (0.2, 3.0, False), (0.1, 0.5, False)])
def test_the_claim_holds_only_when_both_parts_of_it_do(ours, mixer, met):
    errors = {name: [-sd, sd] * 10 for name, sd in (("cue-trainer", ours), ("pygame.mixer", mixer))}
    onset, _ = result({**errors, "sounddevice.play": []}, {"light": ([], []), "light_in_thread": ([], [])}).rows
    assert (onset.ours, onset.met) == (pytest.approx(ours), met)
    assert onset.ratio == pytest.approx(mixer / ours)
    assert dict(onset.peers)["sounddevice.play"] is None


@pytest.mark.parametrize(("with_us", "met"), [(90, True), (400, False)])
def test_a_light_may_not_be_later_for_a_sound(with_us, met):
    errors = {name: [] for name in ("cue-trainer", "pygame.mixer", "sounddevice.play")}
    found = result(
        errors, {"light": ([20_000] * 100, [with_us * 1000] * 100), "light_in_thread": ([], [3_000_000] * 100)}
    )
    onset, light = found.rows
    assert onset.met is None
    assert (light.ours, light.met) == (with_us, met)
    assert dict(light.peers) == {"without a sound": 20.0, "with a sound, its stream in this process": 3000.0}
    assert len(found.notes) == 3
