"""The shape of a field file, as a JSON Schema over its parsed TOML.

It says which keys there are and of what kind each is. What the values mean, and whether they fit together, is
checked by ``hardware.field_file.parse_field``.
"""

from __future__ import annotations

from typing import Any

from hardware.spec import SURFACES

_DURATION = {
    "type": "string",
    "pattern": r"^[0-9]{1,6}(\.[0-9]{1,6})? ?(ns|us|ms|s)$",
    "description": 'a time like "40 ms": a number and ns, us, ms or s',
}
_PIN = {"type": "integer"}
_POINT = {"type": "array", "items": {"type": "number", "minimum": -500, "maximum": 500}, "minItems": 2, "maxItems": 2}
_TWO_POINTS = {"type": "array", "items": _POINT, "minItems": 2, "maxItems": 2}
_HEIGHT = {"type": "number", "minimum": 0.01, "maximum": 5}


def _table(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


_TRIGGER = {
    "pin": _PIN,
    "pull": {"enum": ["up", "down", "none"]},
    "contact": {"enum": ["open", "closed"]},
    "lockout": _DURATION,
    "body": _DURATION,
}
_GATE = _table(
    pin=_PIN,
    red=_PIN,
    green=_PIN,
    blue=_PIN,
    active_high={"type": "boolean"},
    rise=_DURATION,
    at=_POINT,
    height=_HEIGHT,
)
_PAD = _table(**_TRIGGER, hand={"type": "boolean"})
_BEAM = _table(
    **_TRIGGER,
    dual={"type": "boolean"},
    ends=_TWO_POINTS,
    height={**_HEIGHT, "maximum": 2.5},
)
_SPEAKER = _table(
    device={"type": "string", "minLength": 1, "maxLength": 200},
    latency=_DURATION,
    doubt=_DURATION,
    gain={"type": "number", "minimum": 0, "maximum": 1},
    bluetooth={"type": "boolean"},
)
_STATION = {
    **_table(
        title={"type": "string", "maxLength": 80},
        at=_POINT,
        gate=_GATE,
        pad=_PAD,
        beam=_BEAM,
        speaker=_SPEAKER,
    ),
    "required": ["at"],
}
_FIELD = _table(
    title={"type": "string", "maxLength": 80},
    temperature={"type": "number", "minimum": -30, "maximum": 50},
    simulated={"type": "boolean"},
    athletes={"type": "array", "items": {"type": "string"}, "maxItems": 40},
    jumper={
        "type": "string",
        "pattern": "^[a-z0-9-]{1,32} ?= ?[a-z0-9-]{1,32}$",
        "description": "a lamp's station, =, a trigger's: \"left=start\"",
    },
    surface={"enum": list(SURFACES)},
    free=_TWO_POINTS,
    queue=_TWO_POINTS,
    coach=_POINT,
)
_MARK = _table(at=_POINT, ends=_TWO_POINTS, title={"type": "string", "maxLength": 80})
_STRIP = {
    **_table(along={"type": "array", "items": _POINT, "minItems": 2, "maxItems": 40}),
    "required": ["along"],
}


def _named(shape: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": shape}


FIELD_SCHEMA: dict[str, Any] = {
    **_table(field=_FIELD, station=_named(_STATION), mark=_named(_MARK), wall=_named(_STRIP), cable=_named(_STRIP)),
    "required": ["field"],
}
