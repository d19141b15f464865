"""Who plays in a drill: its declared roles and spots, and which part of each role the steps in force use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sequences.errors import DrillError
from sequences.model import Role, Sensor, Spot
from sequences.shape import nearest_first


class Cast:
    """Looks roles up for the steps, refuses what they cannot do, and keeps what was used."""

    def __init__(self, roles: Mapping[str, Role], spots: Mapping[str, Spot]) -> None:
        self._roles = roles
        self._spots = spots
        self._used: dict[str, set[str]] = {}
        self._gone_by: set[str] = set()

    def known(self, where: str, name: str) -> Role:
        """The role of that name, spoken of but not used. DrillError when it is not declared."""
        if name not in self._roles:
            raise DrillError(where, f'no role "{name}"; roles: {", ".join(nearest_first(name, self._roles))}')
        return self._roles[name]

    def role(self, where: str, name: str) -> Role:
        """The role of that name, used from now on. DrillError when it is not declared."""
        role = self.known(where, name)
        self._used.setdefault(name, set())
        return role

    def spot(self, where: str, name: str) -> str:
        """The name of a spot, gone by from now on. DrillError when it is not declared."""
        if name not in self._spots:
            known = ", ".join(nearest_first(name, self._spots)) or "none"
            raise DrillError(where, f'no spot "{name}"; spots: {known}')
        self._gone_by.add(name)
        return name

    def needed(self, where: str, name: str) -> str:
        """The name of a role that no field may lack."""
        if self.role(where, name).optional:
            raise DrillError(where, f'"{name}" is optional, and this cannot be left out')
        return name

    def use(self, where: str, name: str, part: str) -> str:
        """The name of a role, of which this part is used from now on. DrillError when it does not need that part."""
        if part not in self.role(where, name).needs:
            raise DrillError(where, f'"{name}" has no {part}: its needs do not name one')
        self._used[name].add(part)
        return name

    def sensor(self, where: str, names: Iterable[str], first: Sensor) -> Sensor:
        """What senses an edge at these roles: ``first`` where all have it, else the other. DrillError without."""
        names = tuple(names)
        other: Sensor = "beam" if first == "pad" else "pad"
        needs = [self.role(where, name).needs for name in names]
        for sensor in (first, other):
            if all(sensor in n for n in needs):
                for name in names:
                    self.use(where, name, sensor)
                return sensor
        without = next((n for n, has in zip(names, needs, strict=True) if not {"pad", "beam"} & set(has)), None)
        if without is None:
            raise DrillError(where, f"{', '.join(names)} are sensed by a pad here and a beam there; use one kind")
        raise DrillError(where, f'"{without}" has neither pad nor beam: its needs do not name one')

    def used(self) -> dict[str, set[str]]:
        """Role -> the parts used so far."""
        return {name: set(parts) for name, parts in self._used.items()}

    def gone_by(self) -> tuple[Spot, ...]:
        """The spots gone by so far, in file order."""
        return tuple(spot for name, spot in self._spots.items() if name in self._gone_by)

    def playing(self) -> tuple[Role, ...]:
        """The roles used, in file order, with only those needs that the steps in force make use of."""
        return tuple(
            replace(role, needs=tuple(n for n in role.needs if n in self._used[name]))
            for name, role in self._roles.items()
            if name in self._used
        )


def read_roles(doc: Mapping[str, Any]) -> dict[str, Role]:
    """The roles of a drill file of the right shape. DrillError where one makes no sense."""
    roles = {}
    for name, table in doc["roles"].items():
        at = table.get("at")
        if table.get("loses") and not table.get("optional"):
            raise DrillError(f"roles.{name}.loses", "only an optional role can be lost; say optional = true")
        if table.get("lift") and "pad" not in table["needs"]:
            raise DrillError(f"roles.{name}.lift", "there is no pad to lift")
        if "published" in doc and at is None:
            raise DrillError(f"roles.{name}", 'the key "at" is missing: a published test says where everything stands')
        roles[name] = Role(
            name,
            tuple(table["needs"]),
            (float(at[0]), float(at[1])) if at else None,
            table.get("optional", False),
            table.get("loses", ""),
        )
    return roles


def read_spots(doc: Mapping[str, Any]) -> dict[str, Spot]:
    """The spots of a drill file of the right shape."""
    return {name: Spot(name, (float(x), float(y))) for name, (x, y) in doc.get("spots", {}).items()}
