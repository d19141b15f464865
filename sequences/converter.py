"""cattrs, told how strict it is to be: what ``sequences.codec`` writes and reads with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import is_dataclass
from typing import Any, Literal, TypeVar, get_args, get_origin

import cattrs
from cattrs.cols import homogenous_tuple_structure_factory
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn
from cattrs.strategies import configure_tagged_union

from sequences.model import Draw, PlannedRep, Step

T = TypeVar("T")
Hook = Callable[[Any, Any], Any]
_KINDS = {int: "a whole number", str: "text", bool: "true or false"}


class Converter:
    """Frozen dataclasses to plain data and back."""

    def __init__(self) -> None:
        self._cattrs = _strict()

    def unstructure(self, thing: Any) -> Any:
        return self._cattrs.unstructure(thing)

    def structure(self, kind: type[T], doc: Any) -> T:
        """ValueError, one sentence with the place, when the data is not of that kind."""
        try:
            return self._cattrs.structure(doc, kind)
        except (ClassValidationError, IterableValidationError, TypeError, ValueError) as exc:
            what, _, where = cattrs.transform_error(exc, kind.__name__, _say)[0].rpartition(" @ ")
            raise ValueError(f"{where}: {what}") from exc


def _strict() -> cattrs.Converter:
    converter = cattrs.Converter(unstruct_collection_overrides={tuple: list})
    for kind in (int, str, bool):
        converter.register_structure_hook(kind, _only)
    converter.register_structure_hook(float, _number)
    converter.register_unstructure_hook(float, float)
    converter.register_structure_hook_func(lambda kind: kind is object, lambda doc, _: doc)
    converter.register_structure_hook_factory(is_dataclass)(_object)
    converter.register_structure_hook_factory(_is_tuple)(_tuple)
    converter.register_structure_hook_factory(_is_literal)(_literal)
    converter.register_unstructure_hook(Draw, make_dict_unstructure_fn(Draw, converter, _cattrs_omit_if_default=True))
    in_one_lane = make_dict_unstructure_fn(PlannedRep, converter, _cattrs_omit_if_default=True)
    converter.register_unstructure_hook(PlannedRep, in_one_lane)
    configure_tagged_union(Step, converter, tag_name="step", tag_generator=_tag)
    union = converter.get_structure_hook(Step)
    converter.register_structure_hook(Step, lambda doc, kind: union(_step(doc), kind))
    return converter


def _only(doc: Any, kind: type) -> Any:
    if type(doc) is not kind:
        raise TypeError(f"expected {_KINDS[kind]}")
    return doc


def _number(doc: Any, _: type) -> float:
    if type(doc) not in (int, float):
        raise TypeError("expected a number")
    return float(doc)


def _object(kind: type, converter: cattrs.Converter) -> Hook:
    fill: Hook = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True)
    return lambda doc, _: fill(_dict(doc), kind)


def _dict(doc: Any) -> Any:
    if not isinstance(doc, dict):
        raise TypeError("expected an object")
    return doc


def _tag(kind: Any) -> str:
    return str(kind.__dataclass_fields__["step"].default)


_STEPS = tuple(_tag(kind) for kind in get_args(Step))


def _step(doc: Any) -> Any:
    if _dict(doc).get("step") not in _STEPS:
        raise TypeError(f"a step is one of {', '.join(_STEPS)}")
    return doc


def _is_literal(kind: Any) -> bool:
    return get_origin(kind) is Literal


def _literal(kind: Any) -> Hook:
    words = get_args(kind)

    def structure(doc: Any, _: Any) -> Any:
        if doc not in words:
            raise TypeError(f"expected one of {', '.join(words)}")
        return doc

    return structure


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _tuple(kind: Any, converter: cattrs.Converter) -> Hook:
    """Lists (or tuples) only: text is not a list of letters."""
    parts = get_args(kind)
    many = homogenous_tuple_structure_factory(kind, converter) if parts[-1] is Ellipsis else None

    def structure(doc: Any, _: Any) -> Any:
        if not isinstance(doc, list | tuple):
            raise TypeError("expected a list")
        if many is not None:
            return many(doc, kind)
        if len(doc) != len(parts):
            raise TypeError(f"expected a list of {len(parts)}")
        return tuple(converter.structure(item, part) for item, part in zip(doc, parts, strict=True))

    return structure


def _say(exc: BaseException, _: type | None) -> str:
    if isinstance(exc, KeyError):
        return f"the key {exc} is missing"
    if isinstance(exc, ForbiddenExtraKeysError):
        return f"unknown key {', '.join(sorted(exc.extra_fields))}"
    return str(exc)
