"""The document that says why not (RFC 9457): what each kind is called, and the response that carries it."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse, Response

TITLES = {
    "care": "Look after who runs",
    "engine-gone": "The engine does not answer",
    "engine-busy": "Something else is on",
    "foreign-origin": "Not from this page",
    "internal": "Something went wrong in the trainer",
    "invalid": "The request says something it may not",
    "not-allowed": "Not with this method",
    "not-found": "Not found",
    "not-json": "Not JSON",
    "other-type": "A file of another type",
    "refused": "Not now",
    "stale": "That was for an earlier state",
    "store": "The database cannot be used",
    "too-large": "The request is too large",
    "unknown-host": "Unknown host",
    "unsafe": "Not safe on this field",
}


def problem_response(status: int, kind: str, detail: str, **more: Any) -> Response:
    """The document as a response."""
    doc = {"type": f"/problems/{kind}", "title": TITLES[kind], "status": status, "detail": detail, **more}
    return JSONResponse(doc, status_code=status, media_type="application/problem+json")
