"""Errors as problem+json (RFC 9457): a stable ``type``, one sentence in ``detail``, never a traceback."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.models import ProblemDoc
from api.refusals import problem_response
from hardware.errors import HardwareError
from sequences.errors import SequenceError, UnknownDrill
from trainer.errors import CareError, EngineBusy, EngineGone, GroundError, Refused, StoreError, TrainerError, UnknownRow

PROBLEMS: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": ProblemDoc, "description": "what was asked for cannot be done; `type` says which way"},
    "5XX": {"model": ProblemDoc, "description": "the trainer cannot do it now"},
}

STATUS_KINDS = {404: "not-found", 405: "not-allowed", 413: "too-large", 415: "not-json"}


class ProblemError(RuntimeError):
    """A refusal of the panel's own. ``kind`` is a key of TITLES; ``more`` are further members of the
    document."""

    def __init__(self, status: int, kind: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.more = more


def _of(exc: Exception) -> tuple[int, str]:
    match exc:
        case UnknownDrill() | UnknownRow():
            return 404, "not-found"
        case EngineGone():
            return 503, "engine-gone"
        case EngineBusy():
            return 409, "engine-busy"
        case Refused():
            return 409, "refused"
        case GroundError():
            return 422, "unsafe"
        case StoreError():
            return 503, "store"
        case _:
            return 422, "invalid"


def add_handlers(app: FastAPI) -> None:
    """Turn every exception of the house into a problem."""

    async def ours(_request: Request, exc: Exception) -> Response:
        status, kind = _of(exc)
        return problem_response(status, kind, str(exc))

    async def care(_request: Request, exc: Exception) -> Response:
        assert isinstance(exc, CareError)
        return problem_response(409, "care", str(exc), wave=list(exc.kinds), reasons=list(exc.reasons))

    async def problem(_request: Request, exc: Exception) -> Response:
        assert isinstance(exc, ProblemError)
        return problem_response(exc.status, exc.kind, exc.detail, **exc.more)

    async def invalid(_request: Request, exc: Exception) -> Response:
        assert isinstance(exc, RequestValidationError)
        errors = [{"where": _where(e["loc"]), "what": e["msg"]} for e in exc.errors()]
        first = errors[0]
        return problem_response(422, "invalid", f"{first['where']}: {first['what']}", errors=errors)

    async def http(_request: Request, exc: Exception) -> Response:
        assert isinstance(exc, HTTPException)
        kind = STATUS_KINDS.get(exc.status_code, "invalid")
        return problem_response(exc.status_code, kind, str(exc.detail))

    async def internal(_request: Request, _exc: Exception) -> Response:
        return problem_response(500, "internal", "Something went wrong in the trainer; its log says what.")

    for base in (TrainerError, SequenceError, HardwareError):
        app.add_exception_handler(base, ours)
    app.add_exception_handler(CareError, care)
    app.add_exception_handler(ProblemError, problem)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, internal)


def _where(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in loc if part not in ("body", "query", "path", "header")) or "body"
