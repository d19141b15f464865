"""Names and addresses: those this unit answers to, and what is one at all."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address

NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")


def known_hosts(extra: Iterable[str] = ()) -> frozenset[str]:
    """The names this unit answers to: loopback, `cue`, `cue.home.arpa`, `<host>.local`, and ``extra``."""
    own = socket.gethostname().split(".")[0].lower()
    names = {"localhost", "127.0.0.1", "::1", "cue", "cue.home.arpa", f"{own}.local"}
    return frozenset(names | {checked_host(name) for name in extra})


def checked_host(name: str) -> str:
    """A host name or address in lower case. ValueError with a sentence when it is neither."""
    host = name.strip().lower()
    if ip_of(host) is None and not NAME.fullmatch(host):
        raise ValueError(f"--allow-host {name!r}: not a host name or an address (no port, no http://)")
    return host


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens on ``host``."""
    address = ip_of(host)
    return host == "localhost" if address is None else address.is_loopback


def ip_of(text: str) -> IPv4Address | IPv6Address | None:
    """The IP address a text is (an IPv4 address in IPv6 clothes undressed), or None."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address
