"""Roles meet stations: by name or as told, optional ones left out with a word, everything else in one sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import MS, S, alternative
from drillfiles import left_right, rep
from hypothesis import given
from hypothesis import strategies as st
from library import FILES
from reps import moving_drill, own_drill, still_drill
from stands import LAYOUT

from sequences.load import resolve
from sequences.model import Answer, Cue, Expect, OwnStart, Ready, Role, Still, Wait
from sequences.shuttles import signals_in
from trainer.engine.bind import bind_drill, bind_roles
from trainer.engine.lane import Task
from trainer.errors import BindError
from trainer.fields import load_field

CARRIES = {name: has for name, (_, has) in LAYOUT.items()}
MUTE = {name: tuple(h for h in has if h != "speaker") for name, has in CARRIES.items()}


def test_roles_are_played_by_the_stations_of_their_names():
    bound = bind_drill(moving_drill(), CARRIES, {})
    assert dict(bound.stations) == {name: name for name in ("front", "mid", "deep", "left", "right")}
    assert bound.steps == moving_drill().steps
    assert bound.lost == ()


def test_a_binding_goes_through_every_step():
    other = {"goal": ("gate", "beam"), "post": ("beam",), "line": ("beam",)}
    bound = bind_drill(moving_drill(), CARRIES | other, {"left": "goal", "mid": "post", "front": "line", "deep": "mid"})
    ready, _, go, wait, cue, answers = bound.steps
    assert (ready.role, wait.guard, cue.still.role) == ("line", "post", "mid")
    assert [a.roles for a in (*go.answers, *answers.answers)] == [("line",), ("post",), ("post",), ()]
    assert [(a.name, a.target, a.show) for a in cue.alternatives] == [
        ("left", ("goal",), ("goal",)),
        ("right", ("right",), ("right",)),
    ]
    own = bind_drill(own_drill(), CARRIES | {"pedal": ("pad",)}, {"start": "pedal", "mid": "deep"}).steps[2]
    assert isinstance(own, OwnStart)
    assert (own.role, own.target) == ("pedal", ("deep",))


@pytest.mark.parametrize(
    ("bind", "sentence"),
    [
        ({"goal": "left"}, "bind: no role 'goal'; roles: front, mid, deep, left, right"),
        ({"left": "lefd"}, "bind: no station 'lefd' on this field for the role 'left' (needs gate and beam); "
                           "could be bound to left"),
        ({"left": "mid"}, "station 'mid' cannot play the role 'left': it has no gate (it carries beam)"),
        ({"mid": "call-left"}, "station 'call-left' cannot play the role 'mid': it has no beam (it carries gate)"),
    ],
)  # fmt: skip
def test_a_wrong_binding_is_one_sentence(bind, sentence):
    with pytest.raises(BindError) as caught:
        bind_drill(moving_drill(), CARRIES, bind)
    assert str(caught.value) == sentence


def test_a_role_that_nobody_can_play():
    field = {name: has for name, has in CARRIES.items() if name != "left"}
    with pytest.raises(BindError, match=r"no station 'left' on this field for the role 'left'.*bound to right"):
        bind_drill(moving_drill(), field, {})
    with pytest.raises(BindError, match="no station here carries that"):
        bind_drill(moving_drill(), {"start": ("pad",)}, {})


def with_ten() -> tuple:
    """still_drill with an optional beam behind the gate."""
    built = still_drill()
    ten = Answer("pass", ("ten",), "beam", 4 * S, "10 m")
    steps = (*built.steps[:-1], Expect((*built.steps[-1].answers, ten)))
    role = Role("ten", ("beam",), optional=True, loses="the 10 m split")
    return replace(built, steps=steps, roles=(*built.roles, role))


def test_an_optional_role_nobody_plays_is_left_out_and_what_is_lost_is_said():
    bound = bind_drill(with_ten(), CARRIES, {})
    assert bound.lost == ("without ten: the 10 m split",)
    assert bound.steps == still_drill().steps
    there = bind_drill(with_ten(), CARRIES | {"ten": ("beam",)}, {})
    assert (there.lost, there.steps[-1].answers[-1].roles) == ((), ("ten",))


def test_an_optional_role_bound_by_hand_must_fit():
    with pytest.raises(BindError, match="station 'call-left' cannot play the role 'ten'"):
        bind_drill(with_ten(), CARRIES, {"ten": "call-left"})


def test_a_sound_alone_needs_a_speaker():
    with pytest.raises(BindError) as caught:
        bind_drill(still_drill(), MUTE, {"call-right": "call-right"})
    assert "speaker" in str(caught.value)
    tone = alternative("tone", target=("left",), show=(), light=None, sound="go")
    lamp = alternative("left", sound="go")
    built = still_drill()
    roles = tuple(r for r in built.roles if r.name != "call-right")
    for alternatives, refused in (((lamp,), False), ((lamp, tone), True)):
        cue = replace(built.steps[2], alternatives=alternatives)
        drill = replace(built, roles=roles, steps=(*built.steps[:2], cue, *built.steps[3:]))
        if refused:
            with pytest.raises(BindError, match="'tone' is a sound alone, and no speaker sounds on this field"):
                bind_drill(drill, MUTE, {})
        else:
            assert bind_drill(drill, MUTE, {}).steps


def test_a_cue_that_nothing_can_give_is_refused():
    """Its lamps are optional roles that this field lacks, and it has no sound."""
    built = still_drill()
    lost = Cue((alternative("left", show=("far",)),), "law", "reaction", None, None)
    far = Role("far", ("gate",), optional=True, loses="the far lamp")
    drill = replace(built, steps=(*built.steps[:2], lost, *built.steps[3:]), roles=(*built.roles, far))
    with pytest.raises(BindError, match="the cue 'left' has nothing to show"):
        bind_drill(drill, CARRIES, {})


@pytest.mark.parametrize("name", sorted(FILES))
def test_the_simulated_field_plays_every_drill_at_every_level_and_loses_nothing(name):
    carries = {s.name: s.carries for s in load_field("simulated").stations}
    for level in (None, *FILES[name].levels):
        bound = bind_drill(resolve(FILES[name], level=level), carries, {})
        assert bound.lost == () or signals_in(bound.steps) is not None  # lanes: here the coach taps
        assert len(bound.steps) == len(bound.drill.steps)


parts = st.sets(st.sampled_from(["gate", "pad", "beam", "speaker"])).map(lambda s: tuple(sorted(s)))
roles = st.lists(
    st.builds(Role, st.sampled_from("abcde"), parts, st.none(), st.booleans()), max_size=5, unique_by=lambda r: r.name
)


@given(roles, st.dictionaries(st.sampled_from("abcdefg"), parts), st.dictionaries(*[st.sampled_from("abcdefg")] * 2))
def test_whoever_plays_carries_what_is_needed_or_it_is_a_bind_error(some, carries, bind):
    try:
        found, lost = bind_roles(some, carries, bind)
    except BindError:
        assert any(_cannot_play(role, bind, carries) for role in some) or set(bind) - {role.name for role in some}
        return
    for role in some:
        if role.name in found:
            assert set(role.needs) <= set(carries[found[role.name]])
            assert found[role.name] == bind.get(role.name, role.name)
        else:
            assert role.optional
    assert len(lost) == len(some) - len(found)


def _cannot_play(role: Role, bind: dict[str, str], carries: dict[str, tuple[str, ...]]) -> bool:
    has = carries.get(bind.get(role.name, role.name))
    return has is None or not set(role.needs) <= set(has)


def test_a_step_without_its_optional_role_is_left_out():
    built = still_drill()
    extra = Ready("mat", "pad", 1 * S, 5 * S)
    mat = Role("mat", ("pad",), optional=True)
    bound = bind_drill(replace(built, steps=(extra, *built.steps), roles=(*built.roles, mat)), CARRIES, {})
    assert (bound.steps, bound.lost) == (built.steps, ("without mat",))
    free = Wait(built.steps[1].law, "repeat", "mat", "pad", "leave")
    still = Still("hold", "start", "pad", 500 * MS)
    drill = replace(built, steps=(built.steps[0], free, replace(built.steps[2], still=still), built.steps[3]))
    assert bind_drill(replace(drill, roles=(*built.roles, mat)), CARRIES, {}).steps[1].guard is None


def test_who_answers_in_a_rep_is_who_its_alternative_names():
    who = {"left": "right", "right": ["left", "ten"]}
    drill = resolve(left_right(rep(4, expect=[{"leave": "start", "within": "1 s"}, {"pass": who, "within": "4 s"}])))
    bound = bind_drill(drill, {"start": ("pad",), "left": ("gate", "beam"), "right": ("gate", "beam")}, {})
    answers = [Task(bound.steps, alternative).steps[3].answers[1] for alternative in (0, 1, None)]
    assert [(a.roles, len(a.by)) for a in answers] == [(("right",), 0), (("left",), 0), (("right", "left"), 0)]
    assert Task(bound.steps, 0).steps is Task(bound.steps, 0).steps
