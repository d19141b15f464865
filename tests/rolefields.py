"""A simulated field made for a drill: a station for every role, carrying what it needs, where it wants to stand; one in
each lane, where there are several."""

from __future__ import annotations

from typing import Any

from hardware.field_file import parse_field
from hardware.spec import FieldSpec
from sequences.load import DrillFile, resolve

SPREAD_M = 3.0
LANE_M = 6.0


def field_for(file: DrillFile) -> FieldSpec:
    """Roles without a place stand in a row, three metres apart. Somewhere there is a loudspeaker."""
    stations: dict[str, Any] = {}
    lanes = resolve(file).lanes
    for n, (name, role) in enumerate(file.doc["roles"].items()):
        x, y = role.get("at", (0.0, SPREAD_M * n))
        for lane in range(lanes):
            stations[name if lanes == 1 else f"{name}-{lane + 1}"] = _station(role["needs"], x + LANE_M * lane, y)
    stations.setdefault("horn", {"at": [0.0, 8.0], "speaker": {}})
    return parse_field("made", {"field": {"simulated": True}, "station": stations})


def _station(needs: list[str], x: float, y: float) -> dict[str, Any]:
    station: dict[str, Any] = {"at": [x, y]}
    station |= {part: {} for part in needs if part != "beam"}
    if "beam" in needs:
        station["beam"] = {"ends": [[x - 1.2, y], [x + 1.2, y]]}
    return station
