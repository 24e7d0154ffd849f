"""Listening: what the HTTP server is told, whose word it takes for an address, how long it waits, how much it reads."""

from __future__ import annotations

import ipaddress
import logging
from typing import Any

from bot.settings import Settings

log = logging.getLogger(__name__)

MOST_FILES = 65_536
"""Files and connections that are asked for."""


def options(settings: Settings, *, websockets: bool = False) -> dict[str, Any]:
    """Keyword arguments of `uvicorn.Config`; `websockets` is whether a channel that is on wants any."""
    from bot.guard.arrival import arrival

    return {
        "http": arrival(settings.request_timeout),
        "ws": _sockets() if websockets else "none",
        "ws_max_size": 2 * settings.largest_body,  # A channel can tell who sends too much; who sends more is cut off.
        "ws_per_message_deflate": False,  # It would cost more memory a connection than all else, and saves little.
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": list(settings.trusted_proxies),
        "server_header": False,
        "access_log": False,  # It would hold the tokens of `?token=`.
    }


def _sockets() -> type:
    from bot.guard.sockets import Sockets  # Brings a library, which services without WebSockets need not load.

    return Sockets


def warn_if_open(settings: Settings) -> None:
    """Say so in the log where others than this machine may call and need no token."""
    if not (settings.auth_token or settings.jwt_key or local(settings.host)):
        log.warning(
            "Whoever reaches %s may call: no token is set. Set DOOLITTLE_AUTH_TOKEN or DOOLITTLE_JWT_KEY.",
            settings.host,
        )


def more_connections() -> None:
    """Let the process hold more connections than the 1,024 files that are usual, as far as the system allows."""
    try:
        import resource
    except ImportError:  # There is no such limit on Windows.
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if resource.RLIM_INFINITY != soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (ValueError, OSError) as error:
            log.warning("This process can not hold more than %s connections (%s).", soft, error)


def local(host: str) -> bool:
    """Whether a host is this machine, by its address on loopback or its name."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
