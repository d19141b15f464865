"""How right the times are: the last self-test with its plots, the sound paths in use, and what held for a run."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import FileResponse

from api.deps import Panel, PanelHere
from api.models_timing import (
    CalibrationDoc,
    LoudspeakerDoc,
    PhoneTime,
    RigDoc,
    RigSpeakerDoc,
    SelfTestDoc,
    StandingDoc,
    TimeOfDayDoc,
    TimingDoc,
    TriedDoc,
)
from api.problems import PROBLEMS, ProblemError
from trainer.facts import Calibration, Rig, SelfTest, Tried
from trainer.selftest.rule import reaches_aim
from trainer.standing import Loudspeaker, find_standing, loudspeakers, plot_path
from trainer.store.read import run_info

router = APIRouter(tags=["timing"], responses=PROBLEMS)

SVG: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/svg+xml": {}}, "description": "the distribution, both axes logarithmic"}
}


@router.get("/field/timing", operation_id="getTiming", response_model=TimingDoc)
def get_timing(panel: PanelHere) -> TimingDoc:
    """The last self-test of this field, and the loudspeakers with the latency that the engine uses."""
    standing = panel.standing()
    drivers = {name: station.get("driver") for name, station in panel.live.state["stations"].items()}
    found = loudspeakers(panel.spec, standing.calibration, drivers)
    return TimingDoc(
        simulated=panel.spec.simulated,
        selftest=_selftest(standing.selftest),
        rig=_rig(standing.rig),
        loudspeakers=[_loudspeaker(panel, one) for one in found],
    )


@router.get("/field/timing/plots/{part}", operation_id="getTimingPlot", response_class=FileResponse, responses=SVG)
def get_plot(part: str, panel: PanelHere) -> FileResponse:
    """How far off the times of one part of the last self-test were."""
    found = find_standing(panel.places, panel.spec).selftest
    path = plot_path(panel.places.state, panel.spec.name, part)
    if found is None or part not in [one.name for one in found.parts if one.n] or not path.is_file():
        raise ProblemError(404, "not-found", f"The last self-test of this field has no plot of {part!r}.")
    return FileResponse(path, media_type="image/svg+xml", headers={"cache-control": "no-cache"})


@router.get("/runs/{run}/timing", operation_id="getRunTiming", response_model=StandingDoc)
def get_run_timing(run: str, panel: PanelHere) -> StandingDoc:
    """What held when a run was opened: the self-test, the calibrations, and what its times were taken with."""
    standing = run_info(panel.store, run).header.standing
    return StandingDoc(
        selftest=_selftest(standing.selftest),
        calibrations=[_calibration(one) for one in standing.calibration],
        rig=_rig(standing.rig),
    )


def _rig(found: Rig | None) -> RigDoc | None:
    if found is None:
        return None
    return RigDoc(
        machine=found.machine,
        clock=found.clock,
        edges=found.edges,
        real_time=list(found.real_time),
        loudspeakers=[
            RigSpeakerDoc(
                station=one.station,
                device=one.device,
                driver=one.driver,
                latency_ms=one.latency_ns / 1e6,
                uncertainty_ms=one.within_ns / 1e6,
            )
            for one in found.loudspeakers
        ],
        notes=list(found.notes),
    )


@router.post("/clock", operation_id="offerTime", response_model=TimeOfDayDoc)
async def offer_time(body: PhoneTime, panel: PanelHere) -> TimeOfDayDoc:
    """A phone offers its time of day, which counts where nothing keeps the unit's own clock right. It stands in the
    headers of what is kept; nothing is timed by it."""
    panel.time_of_day.offer(body.wall_s)
    return TimeOfDayDoc(wall_s=panel.wall_s(), source=panel.time_of_day.source)


def _selftest(found: SelfTest | None) -> SelfTestDoc | None:
    if found is None:
        return None
    return SelfTestDoc(
        wall_s=found.wall_s,
        software=found.software,
        passed=found.passed,
        right_to_ms=max((part.p99_ms for part in found.parts if part.p99_ms is not None), default=None),
        parts=[_tried(part) for part in found.parts],
    )


def _tried(part: Tried) -> TriedDoc:
    return TriedDoc(
        name=part.name,
        n=part.n,
        median_ms=part.median_ms,
        sd_ms=part.sd_ms,
        p99_ms=part.p99_ms,
        worst_ms=part.worst_ms,
        passed=part.passed,
        reaches_aim=reaches_aim(part),
        why=part.why,
    )


def _loudspeaker(panel: Panel, one: Loudspeaker) -> LoudspeakerDoc:
    spec = panel.spec.station(one.station)
    return LoudspeakerDoc(
        station=one.station,
        title=(spec.title if spec is not None else "") or one.station,
        device=one.device,
        driver=one.driver,
        latency_ms=one.latency_ns / 1e6,
        uncertainty_ms=one.within_ns / 1e6,
        calibration=_calibration(one.calibration) if one.calibration is not None else None,
        notes=list(one.notes),
    )


def _calibration(c: Calibration) -> CalibrationDoc:
    return CalibrationDoc(
        station=c.station,
        device=c.device,
        driver=c.driver,
        method=c.method,
        latency_ms=c.latency_ns / 1e6,
        mean_sd_ms=c.mean_sd_ns / 1e6,
        each_sd_ms=c.each_sd_ns / 1e6,
        within_ms=c.within_ns / 1e6,
        n=c.n,
        wall_s=c.wall_s,
        software=c.software,
    )
