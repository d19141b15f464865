"""What stands in front of every request: which hosts, which origins, which content types; and what every
answer says.

The unit serves plain http on its own Wi-Fi. Three doors are shut here. DNS rebinding: a page elsewhere
that has its
own name point at the unit; its Host is not on the list. Cross-site requests: a page elsewhere that posts
to the unit;
its Origin is not our Host. Script injection: the content security policy runs our own files and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.hosts import ip_of
from api.refusals import problem_response

BODY_LIMIT = 256 * 1024  # bytes; the largest request is a start with 40 athletes, about 4 kB
JSON = "application/json"
FILE_LIMIT = 1024**3  # bytes; 100 000 attempts are a database of 113 MB, or as many lines of a few kB
UPLOADS = {
    "/api/v1/results/import": "application/jsonl",
    "/api/v1/results/import/preview": "application/jsonl",
    "/api/v1/restore": "application/vnd.sqlite3",
    "/api/v1/restore/preview": "application/vnd.sqlite3",
}
"""Where a file may come as it lies, and of which type. No form of another site's can send these types either."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def inline_hashes(page: str) -> tuple[str, ...]:
    """The CSP sources of the inline scripts of a page (its import map): sha256 of what stands between
    the tags."""
    scripts = re.findall(r"<script\b(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page, flags=re.DOTALL)
    return tuple(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts
    )


def policy(page: str) -> str:
    """The content security policy for the pages of this unit."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src " + " ".join(("'self'", *inline_hashes(page))),
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


class Guard:
    """ASGI middleware, outermost: refuses what may not come in, and puts the security headers on every
    answer."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], csp: str) -> None:
        self._app = app
        self._hosts = hosts
        self._headers = {
            "content-security-policy": csp,
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            "x-frame-options": "DENY",
            "cross-origin-resource-policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for key, value in self._headers.items():
                    headers.setdefault(key, value)  # a report has a stricter policy of its own
            await send(message)

        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, _counted(receive, _limit(scope)), send_guarded)
        else:
            status, kind, sentence = refusal
            await problem_response(status, kind, sentence)(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> tuple[int, str, str] | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._is_ours(hosts[0], scope):
            return 421, "unknown-host", "This unit does not answer to that host name (see --allow-host)."
        if scope["method"] in SAFE_METHODS:
            return None
        if not _same_origin(headers, hosts[0]):
            return 403, "foreign-origin", "A command must come from the unit's own page."
        if not _is_small(headers.get("content-length", "0"), _limit(scope)):
            return 413, "too-large", _too_large(_limit(scope))
        kind = UPLOADS.get(scope["path"], JSON)
        if scope["path"].startswith("/api/") and not _is_of(kind, headers):
            return 415, "not-json" if kind == JSON else "other-type", f"Send {kind}."
        return None

    def _is_ours(self, host: str, scope: Scope) -> bool:
        name = _name_of(host)
        if name is None:
            return False
        address = ip_of(name)
        if name in self._hosts:
            return True
        # An address is ours when the connection came in on it: the system says which, no list can go stale.
        server = scope.get("server")
        return address is not None and server is not None and address == ip_of(server[0])


def _name_of(host: str) -> str | None:
    """The name in a Host header, without its port, in lower case; None when it is malformed."""
    match = re.fullmatch(r"(?:\[([0-9a-f:.]+)\]|([^\[\]:/@\s]+))(?::\d{1,5})?", host.lower())
    return (match[1] or match[2].removesuffix(".")) if match else None


def _same_origin(headers: Headers, host: str) -> bool:
    origin = headers.get("origin")
    if origin is None:  # a script; browsers send it with every unsafe method
        return "sec-fetch-site" not in headers and "mozilla/" not in headers.get("user-agent", "").lower()
    return origin.lower() in (f"http://{host.lower()}", f"https://{host.lower()}")


def _limit(scope: Scope) -> int:
    return FILE_LIMIT if scope["path"] in UPLOADS else BODY_LIMIT


def _too_large(limit: int) -> str:
    return f"At most {limit // 1024**2} MB, please." if limit >= 1024**2 else f"At most {limit // 1024} kB, please."


def _is_small(length: str, limit: int) -> bool:
    return length.isdecimal() and len(length) < 12 and int(length) <= limit


def _counted(receive: Receive, limit: int) -> Receive:
    """The body as it comes, up to the limit: a length that was not declared, or is a lie, helps nobody."""
    seen = 0

    async def receive_counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413, _too_large(limit))
        return message

    return receive_counted


def _is_of(wanted: str, headers: Headers) -> bool:
    kind = headers.get("content-type")
    if kind is None:
        return headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers
    return kind.split(";")[0].strip().lower() == wanted
