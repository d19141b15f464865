"""What stands in front of every request: hosts, origins, content types, sizes; and the headers of every answer."""

import asyncio
import base64
import hashlib
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import hosts, security
from api.security import BODY_LIMIT, Guard

CSP = "default-src 'none'"


async def _inner(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"inside"})


def ask(
    method: str = "GET",
    path: str = "/",
    host: str | None = "cue",
    server: tuple[str, int] = ("192.168.4.1", 8080),
    **headers: str,
) -> tuple[int, dict[str, str]]:
    """Status and headers of one request to a guarded application."""
    guard = Guard(_inner, hosts=hosts.known_hosts(["field-2.example"]), csp=CSP)
    pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
    pairs += [("host", host)] if host is not None else []
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "server": server,
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in pairs],
    }
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(guard(scope, None, send))  # type: ignore[arg-type]
    return sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}


@pytest.mark.parametrize(
    "host",
    [
        *("cue", "CUE:8080", "cue.home.arpa", "cue.", "localhost:1", "127.0.0.1:8080", "[::1]:8080"),
        *("192.168.4.1", "192.168.4.1:8080", "field-2.example:80"),
    ],
)
def test_our_own_names_and_addresses_come_in(host: str):
    assert ask(host=host)[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "cue.evil.example", "192.168.4.2", "evil.example:80@cue", "cue/x", "", " ", "[::1", "cue:"),
        *("192.168.4.1.evil.example", "cue..", "cue:80:80", "evil cue"),
    ],
)
def test_any_other_host_is_turned_away(host: str):
    assert ask(host=host)[0] == 421


def test_no_host_is_turned_away():
    assert ask(host=None)[0] == 421


def test_the_address_the_connection_came_in_on_is_ours_in_any_clothes():
    assert ask(host="192.168.4.1", server=("::ffff:192.168.4.1", 80))[0] == 200
    assert ask(host="[fd00::1]", server=("fd00::1", 80))[0] == 200
    assert ask(host="unit.example", server=("unit.example", 80))[0] == 421  # a name is never ours by that


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=255), max_size=40))
def test_no_stray_host_comes_in(host: str):
    known = hosts.known_hosts(["field-2.example"])
    name = re.sub(r":\d{1,5}$", "", host).lower().removesuffix(".").strip("[]")
    if name not in known and name != "192.168.4.1":
        assert ask(host=host)[0] == 421


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://cue:81", "http://cue.evil.example", "cue"])
def test_a_command_from_elsewhere_is_refused(method: str, origin: str):
    assert ask(method, "/api/v1/run/stop", origin=origin)[0] == 403


def test_a_command_from_our_own_page_comes_in():
    assert ask("POST", "/api/v1/run/stop", host="cue:8080", origin="http://cue:8080")[0] == 200


def test_a_browser_must_say_where_it_comes_from_and_a_script_need_not():
    assert ask("POST", "/api/v1/run/stop", user_agent="Mozilla/5.0 (iPhone)")[0] == 403
    assert ask("POST", "/api/v1/run/stop", sec_fetch_site="same-origin")[0] == 403
    assert ask("POST", "/api/v1/run/stop", user_agent="curl/8")[0] == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x", ""])
def test_the_api_takes_json_only(kind: str):
    assert ask("POST", "/api/v1/athletes", content_type=kind, content_length="2")[0] == 415


@pytest.mark.parametrize("path", security.UPLOADS)
def test_where_a_file_may_come_it_is_of_its_type_not_too_large_and_from_our_own_page(path: str):
    kind, size = security.UPLOADS[path], str(security.FILE_LIMIT)
    assert ask("POST", path, content_type=kind, content_length=size)[0] == 200
    assert ask("POST", path, content_type=kind, content_length=f"{security.FILE_LIMIT + 1}")[0] == 413
    assert ask("POST", path, content_type=kind, content_length="2", origin="http://evil.example")[0] == 403
    for other in ("application/json", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded", ""):
        assert ask("POST", path, content_type=other, content_length="2")[0] == 415


def test_json_and_an_empty_body_come_in():
    assert ask("POST", "/api/v1/athletes", content_type="application/json; charset=utf-8")[0] == 200
    assert ask("POST", "/api/v1/run/stop", content_length="0")[0] == 200
    assert ask("POST", "/api/v1/run/stop", transfer_encoding="chunked")[0] == 415


@pytest.mark.parametrize("host", ["cue", "evil.example"])
def test_every_answer_carries_the_headers(host: str):
    headers = ask(host=host)[1]
    assert headers["content-security-policy"] == CSP
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert not [name for name in headers if name.startswith("access-control")]


def test_the_policy_runs_our_files_and_the_import_map_only():
    script = '{"imports": {}}'
    policy = security.policy(f'<script type="importmap">{script}</script><script src="/a.js"></script>')
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy


@pytest.mark.parametrize("name", ["http://cue", "cue:80", "a b", "-x", "", "a..b", "ü.example"])
def test_a_host_to_allow_must_be_one(name: str):
    with pytest.raises(ValueError, match="not a host name or an address"):
        hosts.known_hosts([name])


@pytest.mark.parametrize(
    ("host", "only_here"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False), ("cue", False)],
)
def test_what_only_this_machine_reaches(host: str, only_here: bool):
    assert hosts.is_loopback(host) is only_here


def test_the_limit_of_a_body():
    assert BODY_LIMIT == 262_144
