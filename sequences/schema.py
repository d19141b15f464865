"""The shape of a drill file, as a JSON Schema (Draft 2020-12) in Python data.

``raw``: the file as written, where any value inside a step may be a setting's name, ``"$wait"``. Otherwise the
steps as they are once every such name has given way to its value. What a shape cannot say (a role that is not
declared, a wait no cue follows) is checked where the steps are read.
"""

from __future__ import annotations

from functools import cache
from typing import Any, get_args

from sequences.model import CARRIES, COLOURS, TONES, Facing, Format
from sequences.units import DURATION, DURATION_WORDS, LAWS

Shape = dict[str, Any]

SETTING_REF = r"^\$[a-z][a-z0-9_]*$"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
STEPS = ("ready", "wait", "cue", "switch", "expect", "own_start", "pace", "shuttles", "say", "rest", "hold")
MOST_ROUNDS = 60
MOST_STEPS = 40
MOST_LANES = 4
MOST_ALTERNATIVES = 8

NAME = {"type": "string", "pattern": "^[a-z][a-z0-9-]{0,30}$", "description": 'a name like "call-left"'}
SETTING_NAME = {"pattern": "^[a-z][a-z0-9_]{0,30}$", "description": 'a name like "longest_run"'}
TEXT = {"type": "string", "maxLength": 2000}
LINE: Shape = {
    "type": "string",
    "minLength": 1,
    "maxLength": 200,
    "pattern": r"^(?![\s\S]*[\x00-\x1f\x7f])",
    "description": "one line of plain text",
}
TIME = {"type": "string", "pattern": DURATION, "description": DURATION_WORDS}
FLAG = {"type": "boolean"}
METRES = {"type": "number", "minimum": -200, "maximum": 200}
PLACE = {"type": "array", "items": METRES, "minItems": 2, "maxItems": 2}
WEIGHT: Shape = {"type": "number", "exclusiveMinimum": 0, "maximum": 100}
SCALAR = {"type": ["string", "integer", "number", "boolean"]}
LANGUAGE: Shape = {"type": "string", "pattern": "^[a-z]{2}$", "description": "a language like de"}
FADE: Shape = {"type": "array", "items": {"type": "number", "minimum": 0, "maximum": 1}, "minItems": 1, "maxItems": 9}
LINES = {"type": "array", "items": LINE, "maxItems": 20}


@cache
def drill_schema(*, raw: bool) -> Shape:
    """The whole file."""
    return {
        "$schema": DIALECT,
        "title": "A cue-trainer drill",
        **table(
            {
                "extends": NAME,
                "title": LINE,
                "about": TEXT,
                "words": LINES,
                "tags": LINES,
                "language": LANGUAGE,
                "text": _map(_translation(), LANGUAGE["pattern"], LANGUAGE["description"]),
                "format": {"enum": list(get_args(Format))},
                "lanes": {"type": "integer", "minimum": 1, "maximum": MOST_LANES},
                "run_out": TIME,
                "limits": table({"reaction": TIME, "start": TIME, "transition": TIME}),
                "published": LINE,
                "tired": {"enum": ["rest", "easier", "end"]},
                "easy": {"type": "boolean"},
                "roles": _named(_role()),
                "spots": _named(PLACE),
                "settings": _map(_setting(), SETTING_NAME["pattern"], SETTING_NAME["description"]),
                "levels": _map(_overrides(), "^[1-9]$", "a level from 1 to 9"),
                "rep": {"type": "array", "items": step_shape(raw=raw), "minItems": 1, "maxItems": MOST_STEPS},
            },
            required=("title", "roles", "rep"),
        ),
    }


@cache
def variant_schema() -> Shape:
    """A file that extends another: only what is other than there."""
    drill = drill_schema(raw=True)["properties"]
    kept = ("extends", "title", "about", "words", "tags", "text", "run_out", "limits", "tired", "spots", "levels")
    setting = _setting() | {"required": [], "minProperties": 1}
    setting["properties"] = {k: v for k, v in setting["properties"].items() if k != "one_of"}
    settings = _map(setting, SETTING_NAME["pattern"], SETTING_NAME["description"])
    keys = {key: drill[key] for key in kept} | {"roles": _named(table({"at": PLACE}, ("at",))), "settings": settings}
    return table(keys, ("extends", "title"))


def table(keys: Shape, required: tuple[str, ...] = ()) -> Shape:
    """A table with these keys and no other."""
    return {"type": "object", "properties": keys, "required": list(required), "additionalProperties": False}


@cache
def step_shape(*, raw: bool) -> Shape:
    """One ``[[rep]]``: a repeat of steps, or the step that the first of its words in STEPS says."""
    v = _or_setting if raw else _as_it_is
    inner = {"type": "array", "items": _kinds(_step_shapes(raw=raw)), "minItems": 1, "maxItems": 12}
    times = {"type": "integer", "minimum": 1, "maximum": MOST_ROUNDS}
    keys = {"repeat": inner, "times": v(times), "until": v(TIME), **_when()}
    return _kinds({"repeat": table(keys, ("times",)), **_step_shapes(raw=raw)})


def _when() -> Shape:
    return {"when": _map(_some(SCALAR), SETTING_NAME["pattern"], SETTING_NAME["description"])}


@cache
def _step_shapes(*, raw: bool) -> dict[str, Shape]:
    v = _or_setting if raw else _as_it_is
    faces = {"faces": v({"enum": list(get_args(Facing))})}
    shapes = {
        "ready": {"ready": v(NAME), "hold": v(TIME), "timeout": v(TIME), **faces},
        "wait": {"wait": v(law_shape(raw=raw)), "early": v({"enum": ["repeat", "restart", "count", "allow"]})},
        "cue": {"cue": cue_shape(raw=raw)},
        "switch": {"switch": _switch(raw=raw)},
        "expect": {
            "expect": {"type": "array", "items": _answer(raw=raw), "minItems": 1, "maxItems": 12},
            "in_order": v(FLAG),
            "wrong": v({"enum": ["end", "note"]}),
            "missed": v({"enum": ["end", "next"]}),
            **faces,
        },
        "own_start": {"own_start": _own_start(raw=raw)},
        "pace": _pace_keys(raw=raw),
        "shuttles": _shuttles_keys(raw=raw),
        "say": _say_keys(raw=raw),
        "rest": {"rest": v(TIME)},
        "hold": {
            "hold": _some(v(NAME)),
            "for": v(TIME),
            "within": v(TIME),
            "under": v(NAME),
            "gap": v(TIME),
            "breaks": v({"enum": ["note", "fail"]}),
            "name": v(LINE),
        },
    }
    required = {"hold": ("hold", "for"), "shuttles": ("shuttles", "metres", "lines", "misses")}
    return {word: table(keys | _when(), required.get(word, ())) for word, keys in shapes.items()}


def _pace_keys(*, raw: bool) -> Shape:
    v = _or_setting if raw else _as_it_is
    return {
        "pace": v(_signals()),
        "sound": v({"enum": list(TONES)}),
        "sounds": {"type": "array", "items": {"enum": list(TONES)}, "minItems": 1, "maxItems": 20},
        "words": {"type": "array", "items": v(LINE), "minItems": 1, "maxItems": 20},
        "fade": FADE,
        "judges": v(NAME),
        "name": v(LINE),
    }


def _shuttles_keys(*, raw: bool) -> Shape:
    v = _or_setting if raw else _as_it_is
    whole: Shape = {"type": "integer", "minimum": 1, "maximum": 99}
    speed = {"type": "number", "minimum": 1, "maximum": 40}
    stage = table({"level": whole, "speed": speed, "shuttles": whole}, ("level", "speed", "shuttles"))
    return {
        "shuttles": {"type": "array", "items": stage, "minItems": 1, "maxItems": 60},
        "metres": v({"type": "number", "minimum": 5, "maximum": 100}),
        "lines": {"type": "array", "items": NAME, "minItems": 2, "maxItems": 2, "uniqueItems": True},
        "there_and_back": v(FLAG),
        "recovery": v(TIME),
        "misses": v({"type": "integer", "minimum": 1, "maximum": 5}),
        "in_a_row": v(FLAG),
        "sound": v({"enum": list(TONES)}),
        "level_sound": v({"enum": list(TONES)}),
    }


def _say_keys(*, raw: bool) -> Shape:
    v = _or_setting if raw else _as_it_is
    return {
        "say": v(LINE),
        "spoken": v(FLAG),
        "sound": v({"enum": list(TONES)}),
        "sounds": _named(v({"enum": list(TONES)})),
        "fade": FADE,
    }


@cache
def law_shape(*, raw: bool) -> Shape:
    """A wait law: its kind, and the times that kind takes."""
    v = _or_setting if raw else _as_it_is
    times: Shape = {key: v(TIME) for key in ("at", "min", "tau", "max")}
    times["values"] = v({"type": "array", "items": v(TIME), "minItems": 1, "maxItems": 20})
    shapes = {k: table({"kind": {}} | {key: times[key] for key in keys}, keys) for k, keys in LAWS.items()}
    return {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": list(LAWS)}},
        "allOf": [
            {"if": {"required": ["kind"], "properties": {"kind": {"const": kind}}}, "then": shape}
            for kind, shape in shapes.items()
        ],
    }


def cue_shape(*, raw: bool) -> Shape:
    """What appears at one instant: one target, one of several, or one of several named variants."""
    v = _or_setting if raw else _as_it_is
    choose = {"type": "array", "items": v(NAME), "minItems": 1, "maxItems": MOST_ALTERNATIVES, "uniqueItems": True}
    appears = _appears(raw=raw)
    names = _some(v(NAME))
    shown = {"show": _by_name(names)}
    common = {"for": v(TIME), "still": v(_still(raw=raw)), "feeder": v(FLAG)}
    chosen = {"order": v({"enum": ["law", "listed", "sets"]}), "weights": _named(v(WEIGHT))}
    variants = {"variants": _variants(raw=raw)}
    return _kinds(
        {
            "variants": table(variants | {"one_of": v(choose)} | chosen | common),
            "one_of": table({"one_of": v(choose)} | shown | appears | chosen | common),
            "target": table({"target": names, "show": names} | appears | common),
            "sound": table(appears),
        }
    )


def _signals() -> Shape:
    """So many a minute, a table of times, or "off"."""
    table: Shape = {"type": "array", "items": TIME, "minItems": 1, "maxItems": 400}
    off = {
        "if": {"type": "string"},
        "then": {"enum": ["off"]},
        "else": {"type": "number", "minimum": 1, "maximum": 300},
    }
    return {"if": {"type": "array"}, "then": table, "else": off}


def _appears(*, raw: bool) -> Shape:
    v = _or_setting if raw else _as_it_is
    sounds = {"sound": v({"enum": list(TONES)}), "speaker": v(NAME), "word": v(LINE)}
    return {"light": v({"enum": list(COLOURS)}), **sounds}


def _variants(*, raw: bool) -> Shape:
    v = _or_setting if raw else _as_it_is
    names = _some(v(NAME))
    variant = table({"target": names, "show": names, **_appears(raw=raw), "go": v(FLAG), "timed": v(FLAG)})
    return {**_named(variant), "minProperties": 1, "maxProperties": MOST_ALTERNATIVES}


def _switch(*, raw: bool) -> Shape:
    """A second cue that overrides the first."""
    v = _or_setting if raw else _as_it_is
    share = {"type": "number", "exclusiveMinimum": 0, "maximum": 1}
    keys = {"share": v(share), "after": v(law_shape(raw=raw)), "to": _named(_named(v(WEIGHT)))}
    shown = {"show": _by_name(_some(v(NAME))), "variants": _variants(raw=raw)}
    return table(keys | _appears(raw=raw) | shown, ("after",))


def _answer(*, raw: bool) -> Shape:
    v = _or_setting if raw else _as_it_is
    more = {"within": v(TIME), "name": v(LINE), "optional": v(FLAG), "min_turn": v(TIME), "ignore": v(TIME)}
    spots = {"if": {"type": "array"}, "then": {"items": v(NAME), "minItems": 1, "maxItems": 20}, "else": v(NAME)}
    more["via"] = _by_name(spots)
    by_name = {"if": {"type": "object"}, "then": _named(v(TIME)), "else": v(TIME)}
    more |= {"aim": by_name, "give": v(TIME), "since": v({"enum": ["before", "zero"]})}
    roles = _by_name(_some(v(NAME)))
    return _kinds({k: table({k: roles} | more, ("within",)) for k in ("leave", "arrive", "pass")})


def _own_start(*, raw: bool) -> Shape:
    v = _or_setting if raw else _as_it_is
    more = {"target": _some(v(NAME)), "sides": v({"type": "array", "items": v(NAME), "minItems": 1, "maxItems": 8})}
    return _kinds({k: table({k: v(NAME), "timeout": v(TIME)} | more, ("target",)) for k in ("leave", "pass")})


def _still(*, raw: bool) -> Shape:
    v = _or_setting if raw else _as_it_is
    return _kinds(
        {
            "hold": table({"hold": v(NAME), "for": v(TIME)}, ("for",)),
            "avoid": table({"avoid": v(NAME), "for": v(TIME)}, ("for",)),
            "pass": table({"pass": v(NAME), "within": v(TIME)}, ("within",)),
        }
    )


def _translation() -> Shape:
    lines = {**_map(LINE, LINE["pattern"], LINE["description"]), "maxProperties": 200}
    return table({"title": LINE, "about": TEXT, "words": LINES, "lines": lines})


def _role() -> Shape:
    return table(
        {
            "needs": {"type": "array", "items": {"enum": list(CARRIES)}, "uniqueItems": True},
            "at": PLACE,
            "optional": FLAG,
            "loses": LINE,
            "lift": {"type": ["boolean", "object"], "additionalProperties": _some(SCALAR)},
        },
        required=("needs",),
    )


def _setting() -> Shape:
    value = {"type": ["string", "integer", "number", "boolean", "array", "object"]}
    return table(
        {
            "default": {**value, "items": NAME, **_law_if_table()},
            "min": SCALAR,
            "max": SCALAR,
            "one_of": {"type": "array", "items": NAME, "minItems": 1, "maxItems": 12, "uniqueItems": True},
            "about": LINE,
        },
        required=("default",),
    )


def _overrides() -> Shape:
    value = {"type": ["string", "integer", "number", "boolean", "array", "object"], "items": NAME, **_law_if_table()}
    return {"type": "object", "additionalProperties": value}


def _law_if_table() -> Shape:
    return {"if": {"type": "object"}, "then": law_shape(raw=False)}


def _or_setting(shape: Shape) -> Shape:
    return {"if": {"type": "string", "pattern": SETTING_REF}, "else": shape}


def _as_it_is(shape: Shape) -> Shape:
    return shape


def _some(shape: Shape) -> Shape:
    """One, or a list of them."""
    return {
        "if": {"type": "array"},
        "then": {"items": shape, "minItems": 1, "maxItems": MOST_ALTERNATIVES, "uniqueItems": True},
        "else": shape,
    }


def _by_name(shape: Shape) -> Shape:
    """The same for all, or a table by name."""
    return {"if": {"type": "object"}, "then": _named(shape), "else": shape}


def _named(shape: Shape) -> Shape:
    return _map(shape, NAME["pattern"], NAME["description"])


def _map(shape: Shape, pattern: str, description: str) -> Shape:
    """A table whose keys are names the file makes up."""
    return {
        "type": "object",
        "propertyNames": {"pattern": pattern, "description": description},
        "additionalProperties": shape,
    }


def _kinds(shapes: dict[str, Shape]) -> Shape:
    """A table that is one of these kinds: that of the first of these words it has as a key."""
    words = list(shapes)
    rules: list[Shape] = []
    for i, (word, shape) in enumerate(shapes.items()):
        earlier = {"not": {"anyOf": [{"required": [w]} for w in words[:i]]}} if i else {}
        rules.append({"if": {"required": [word], **earlier}, "then": shape})
    return {"type": "object", "anyOf": [{"required": [w]} for w in words], "allOf": rules}
