"""Maps and cards: every one is an SVG in which everything has its place, and says what it should."""

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
from grounds import drill, field
from hypothesis import given
from hypothesis import strategies as st
from library import FILES

from hardware.spec import FieldSpec, GroundSpec
from trainer.fields import field_names
from trainer.ground.card import SAFETY, card_blocks, card_text
from trainer.ground.check import on_field, on_its_own
from trainer.ground.drawing import draw
from trainer.ground.notes import drill_blocks
from trainer.ground.paces import both, paces, where
from trainer.ground.site import field_site
from trainer.ground.svg import LETTER

SIZES = {"h1": 20, "h2": 14, "name": 13, "far": 12, "small": 11, "tick": 10, "line": 12.5, "warn": 12.5}


def drill_map(name: str, level: int | None, spec: FieldSpec | None = None) -> str:
    one = drill(name, level)
    ground = on_its_own(one) if spec is None else on_field(one, spec, {})
    around = GroundSpec() if spec is None else spec.ground
    return draw(one.title, ground.site, around, ground, drill_blocks(ground, spec))


def texts(svg: str) -> list[tuple[str, str, float, float, float]]:
    """Class, words, left, baseline, width of every text."""
    found = []
    for node in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        words, cls = node.text or "", node.get("class", "")
        wide = len(words) * SIZES[cls] * LETTER
        left = float(node.get("x", "")) - (wide if node.get("text-anchor") == "end" else 0)
        found.append((cls, words, left, float(node.get("y", "")), wide))
    return found


@pytest.mark.parametrize("name", FILES)
def test_a_drills_map_is_an_svg_whose_words_stay_on_it_and_off_each_other(name: str):
    levels = FILES[name].levels
    for level in (None, *levels):
        look_at(drill_map(name, level))


@pytest.mark.parametrize("name", field_names())
def test_so_is_a_fields(name: str):
    look_at(draw(name, field_site(field(name)), field(name).ground, None, ()))


def look_at(svg: str) -> None:
    root = ElementTree.fromstring(svg)
    width, height = float(root.get("width", "")), float(root.get("height", ""))
    assert "nan" not in svg
    assert "inf" not in svg
    words = [t for t in texts(svg) if t[0] in ("name", "far", "small")]
    for _, text, left, base, _ in texts(svg):
        assert 0 <= left <= width, text
        assert 0 <= base <= height, text
    for (_, a, ax, ay, aw), (_, b, bx, by, bw) in combinations(words, 2):
        wide = min(ax + aw, bx + bw) - max(ax, bx)
        assert wide <= 2 or abs(ay - by) >= 9, (a, b)


def test_a_map_says_distances_cues_places_and_what_is_not_safe():
    def narrow(doc):
        doc["station"]["mid"]["beam"]["ends"] = [[-1.5, 0], [1.5, 0]]

    words = [t[1] for t in texts(drill_map("backpedal-break", 3, field("backpedal-box", narrow)))]
    for said in (
        "5.7 m, 7½ paces",
        "5 m free",
        "4 m free",
        "Not safe here",
        "a post of mid is 0.3 m from the run to left; 1 m must be clear",
        "left: from front backwards 5 m to mid; backwards 1.5 m to the cue; 1.5 m to mid; 5.7 m to left",
        "white at left with sound go: go to left",
        "Lift the pad off the path",
        "deep",
        "queue",
        "coach",
        "turn-line",
    ):
        assert said in words
    safe = drill_map("backpedal-break", 3, field("backpedal-box"))
    assert "Not safe" not in safe
    assert 'class="lifted"' in safe
    assert 'class="moves"' in safe


def test_what_a_field_does_not_have_is_said():
    assert "without ten: the 10 m split" in drill_map("backpedal-go", 3, field("backpedal-box"))


def test_words_of_people_do_no_harm():
    spec = field("bench", lambda doc: doc["field"].update(title="A <b> & 'c'"))
    svg = draw(spec.title, field_site(spec), spec.ground, None, card_blocks(spec))
    assert "<title>A &lt;b&gt; &amp; 'c'</title>" in svg
    assert "A <b> & 'c'" in [words for cls, words, *_ in texts(svg) if cls == "h1"]


@pytest.mark.parametrize("name", field_names())
def test_a_card_names_every_station_and_what_no_program_checks(name):
    spec = field(name)
    text = card_text(spec)
    for station in spec.stations:
        assert re.search(rf"^- {station.name}[ :(]", text, re.M)
    for mark in spec.ground.marks:
        assert f"- {mark.name}" in text
    assert all(f"- {line}" in text for line in SAFETY)
    assert (name == "simulated") or spec.ground.free or name == "bench"


def test_a_card_in_metres_and_paces():
    lines = card_text(field("wall-lane")).splitlines()
    assert "- start (Start pad): pad on the spot" in lines
    assert (
        "- stop: beam 0.7 m high, one post 1.5 m left and 3 m to the back (2 and 4 paces), "
        "the other 0.7 m right and 3 m to the back (1 and 4 paces)"
    ) in lines
    assert "- call-left: lamp 1.1 m high 1.5 m left and 4 m to the front (2 and 5½ paces), loudspeaker" in lines
    assert "- wall side: (0.7, -8) to (0.7, 3)" in lines
    assert "- free ground: x -3 to 1, y -8 to 6 (4 m x 14 m)" in lines


@pytest.mark.parametrize(
    ("length", "said"), [(0.3, "½ pace"), (0.75, "1 pace"), (1.1, "1½ paces"), (5, "6½ paces"), (0.1, "no pace")]
)
def test_paces(length, said):
    assert paces(length) == said


@given(st.floats(0.2, 100))
def test_paces_are_right_to_a_quarter(length):
    number = both(length).split(", ")[1].split(" ")[0]
    assert abs(float(number.removesuffix("½") or 0) + 0.5 * number.endswith("½") - length / 0.75) <= 0.251


def test_where():
    assert where((0, 0)) == "on the spot"
    assert where((-4, 4)) == "4 m left and 4 m to the front (5½ and 5½ paces)"
    assert where((0, -0.75)) == "0.75 m to the back (1 pace)"
