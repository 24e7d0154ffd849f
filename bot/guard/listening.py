"""Listening: what the HTTP server is told, whose word it takes for an address, how long it waits, how much it reads."""

from __future__ import annotations

import ipaddress
import logging
from typing import Any

from bot.settings import Settings

log = logging.getLogger(__name__)


def options(settings: Settings) -> dict[str, Any]:
    """Keyword arguments of `uvicorn.Config`."""
    from bot.guard.arrival import arrival

    return {
        "http": arrival(settings.request_timeout),
        "ws_max_size": settings.largest_body,
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": list(settings.trusted_proxies),
        "server_header": False,
        "access_log": False,  # It would hold the tokens of `?token=`.
    }


def warn_if_open(settings: Settings) -> None:
    """Say so in the log where others than this machine may call and need no token."""
    if not (settings.auth_token or settings.jwt_key or _local(settings.host)):
        log.warning(
            "Whoever reaches %s may call: no token is set. Set DOOLITTLE_AUTH_TOKEN or DOOLITTLE_JWT_KEY.",
            settings.host,
        )


def more_connections() -> None:
    """Let the process hold as many connections as the system allows; often the default is 1,024."""
    try:
        import resource
    except ImportError:  # There is no such limit on Windows.
        return
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
