"""What goes out about the times themselves: what the trainer found when it tried itself, which sound paths it uses."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

EARLIEST_S, LATEST_S = 1_735_689_600.0, 4_102_444_800.0  # 2025 and 2100


class PhoneTime(BaseModel):
    """What time a phone says it is."""

    model_config = ConfigDict(extra="forbid")

    wall_s: Annotated[
        float,
        Field(
            ge=EARLIEST_S, le=LATEST_S, examples=[1_795_000_000.0], description="seconds since 1970, from 2025 to 2100"
        ),
    ]


class TimeOfDayDoc(BaseModel):
    """What time this unit goes by, and whose it is: `system` where something keeps the unit's own clock right."""

    wall_s: Annotated[float, Field(description="seconds since 1970")]
    source: Literal["system", "phone"]


class TriedDoc(BaseModel):
    """One part of the self-test. ``why``: it could not be tried; then ``n`` is 0 and there are no figures."""

    name: Annotated[str, Field(examples=["lamp to trigger"])]
    n: int
    median_ms: float | None
    sd_ms: float | None
    p99_ms: Annotated[float | None, Field(description="99 of 100 times were off by less")]
    worst_ms: float | None
    passed: bool | None
    reaches_aim: Annotated[bool, Field(description="median and SD within 1 ms")]
    why: str


class SelfTestDoc(BaseModel):
    """What the trainer found when it tried itself. ``right_to_ms``: the largest ``p99_ms`` of what was tried."""

    wall_s: Annotated[float, Field(description="seconds since 1970")]
    software: str
    passed: Annotated[bool, Field(description="each part that was tried: median within 5 ms, SD at most 10 ms")]
    right_to_ms: float | None
    parts: list[TriedDoc]


class CalibrationDoc(BaseModel):
    """How late a loudspeaker was found to be. ``n`` 0: entered by hand."""

    station: str
    device: str
    driver: str
    method: str
    latency_ms: float
    mean_sd_ms: Annotated[float, Field(description="standard deviation of the mean")]
    each_sd_ms: Annotated[float, Field(description="standard deviation from one sound to the next")]
    within_ms: Annotated[float, Field(description="half-width of what no repeating narrows")]
    n: int
    wall_s: float
    software: str


class LoudspeakerDoc(BaseModel):
    """What plays at a station and how late it is taken to be. ``uncertainty_ms``: at 95 %, of one sound."""

    station: str
    title: str
    device: str
    driver: Annotated[str | None, Field(description="what plays there now; empty: nothing; null: the engine is away")]
    latency_ms: float
    uncertainty_ms: float
    calibration: Annotated[CalibrationDoc | None, Field(description="where both come from")]
    notes: list[str]


class RigSpeakerDoc(BaseModel):
    """What played at a station. ``uncertainty_ms``: of its latency, at 95 %, of one sound."""

    station: str
    device: str
    driver: Annotated[str, Field(description="what played there; empty: nothing")]
    latency_ms: float
    uncertainty_ms: float


class RigDoc(BaseModel):
    """What times are taken with, in words."""

    machine: Annotated[str, Field(examples=["Raspberry Pi 4 Model B Rev 1.5, 4 cores, Linux 6.12.25, Python 3.11.2"])]
    clock: Annotated[str, Field(examples=["CLOCK_MONOTONIC, by arch_sys_counter, in steps of 1 ns"])]
    edges: Annotated[str, Field(description="by what edges of pads and beams are stamped")]
    real_time: Annotated[list[str], Field(description="what the engine has been given of what it asks of the system")]
    loudspeakers: list[RigSpeakerDoc]
    notes: Annotated[list[str], Field(description="what falls short")]


class StandingDoc(BaseModel):
    """What held when a run was opened. ``rig``: null for a run of a trainer that did not keep that."""

    selftest: SelfTestDoc | None
    calibrations: list[CalibrationDoc]
    rig: RigDoc | None


class TimingDoc(BaseModel):
    """How right the times of this field are, as far as the trainer has tried itself."""

    simulated: bool
    selftest: SelfTestDoc | None
    rig: Annotated[RigDoc | None, Field(description="null while no engine has been here")]
    loudspeakers: list[LoudspeakerDoc]
