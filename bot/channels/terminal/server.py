"""A running server as the terminal reaches it: JSON and events over HTTP, and what is wrong in words."""

from __future__ import annotations

import html
import json
import re
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import httpx2

from bot.capped import capped

TIMEOUTS = httpx2.Timeout(60.0, connect=5.0)
"""Seconds that a server may take to answer, and to take a connection."""
LARGEST = 1 << 22
"""Bytes of the largest answer that is read."""
PASSING = (502, 503, 504)
"""Statuses of a server, or what stands before it, that may answer in a moment."""
NOT_FOUND = 404
Kind = TypeVar("Kind", bound=BaseException)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL | re.IGNORECASE)


class UnansweredError(Exception):
    """Why there is no answer, and what to do about it, as a sentence."""

    def __init__(self, why: str, *, status: int = 0, wait: float | None = None) -> None:
        """`status` is that of HTTP; `wait`, in seconds, is for what may pass: when to send the same once more."""
        super().__init__(why)
        self.status, self.wait = status, wait


class Server:
    """A server by its address."""

    def __init__(self, url: str, token: str = "") -> None:
        """The address may have a path, under which a proxy reaches the bot; a wrong one is an UnansweredError."""
        self.url = url.rstrip("/")
        self._token = token
        try:
            parsed = httpx2.URL(self.url)
        except httpx2.InvalidURL as error:
            raise UnansweredError(f"{url!r} is no address: {error}.") from None
        if parsed.scheme not in ("http", "https") or not parsed.host:
            raise UnansweredError(f"{url!r} is no address. Write it like http://127.0.0.1:5005.")
        if not re.fullmatch(r"[!-~]*", token):
            raise UnansweredError("The token has characters that no token has.")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        # Reading the certificates takes a quarter of a second, which plain HTTP need not cost.
        self._http = httpx2.AsyncClient(timeout=TIMEOUTS, headers=headers, verify=parsed.scheme == "https")

    async def get(self, path: str) -> Any:
        """What it answers to a GET, from JSON; an UnansweredError for whatever else comes."""
        async with self._asked("GET", path) as response:
            return await self._read(response)

    async def post(self, path: str, body: Mapping[str, Any], **headers: str) -> Any:
        """The same for a POST; headers are written with `_` for `-`."""
        async with self._asked("POST", path, body, **headers) as response:
            return await self._read(response)

    async def events(self, path: str, body: Mapping[str, Any], **headers: str) -> AsyncIterator[Any]:
        """The data of server-sent events, each from JSON as it comes."""
        async with self._asked("POST", path, body, **headers) as response:
            if "text/event-stream" not in response.headers.get("content-type", ""):
                raise self._no_doolittle(response, await _body(response))
            async for event in httpx2.EventSource(response, max_event_size=LARGEST):
                try:
                    yield json.loads(event.data)
                except ValueError:
                    raise UnansweredError(f"What {self.url} sends can not be read: it is cut or no JSON.") from None

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    @asynccontextmanager
    async def _asked(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, **headers: str
    ) -> AsyncIterator[httpx2.Response]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            # What comes compressed could unfold to any size.
            sent = {"Accept-Encoding": "identity", **named}
            async with self._http.stream(method, self.url + path, json=body, headers=sent) as response:
                if response.status_code != 200:
                    raise self._refused(response, await _body(response))
                yield response
        except httpx2.TransportError as error:
            raise self._broken(error) from error

    async def _read(self, response: httpx2.Response) -> Any:
        text = await _body(response)
        try:
            return json.loads(text)
        except ValueError:
            raise self._no_doolittle(response, text) from None

    def _refused(self, response: httpx2.Response, text: str) -> UnansweredError:
        status = response.status_code
        if response.is_redirect:
            to = response.headers.get("location", "elsewhere")
            return UnansweredError(f"{self.url} sends on to {to}: give --url the address it has now.", status=status)
        detail = _detail(text)
        if detail is None:
            return self._no_doolittle(response, text)
        wait = _seconds(response) if status in (429, *PASSING) else None
        wrong = "does not accept this token" if self._token else "wants a token"
        told = {
            401: f"{self.url} {wrong}: give it with --token.",
            403: f"{detail} Name the conversation that the token is for with --conversation.",
            422: f"{self.url} does not understand what this version sends: {detail}",
        }
        again = f" Send it again in {wait:.0f} s." if wait and status in PASSING else ""
        return UnansweredError(told.get(status, f"{detail}{again}"), status=status, wait=wait)

    def _no_doolittle(self, response: httpx2.Response, text: str) -> UnansweredError:
        status, kind = response.status_code, response.headers.get("content-type", "no type").partition(";")[0]
        title = _TITLE.search(text)
        shown = f" “{' '.join(html.unescape(title[1]).split())[:80]}”" if title else ""
        wait = _seconds(response) if status in PASSING else None
        what = f"What answers at {self.url} is no Doolittle, or a proxy in its place: status {status}, {kind}{shown}."
        return UnansweredError(what, status=status, wait=wait)

    def _broken(self, error: httpx2.TransportError) -> UnansweredError:
        if secured := _cause(error, ssl.SSLError):
            return UnansweredError(_insecure(self.url, secured))
        if isinstance(error, httpx2.ConnectTimeout | httpx2.ConnectError):
            why = str(_cause(error, OSError) or error)
            what = f"Nobody listens at {self.url} ({why}). Start `doolittle serve` there, or correct the address."
            return UnansweredError(what, wait=0.0)
        if isinstance(error, httpx2.TimeoutException):
            return UnansweredError(f"{self.url} has not answered within {TIMEOUTS.read:.0f} s. Send it again later.")
        what = f"The connection to {self.url} broke ({error or type(error).__name__}). Send the same once more."
        return UnansweredError(what, wait=0.0)


async def _body(response: httpx2.Response) -> str:
    body = await capped(response, LARGEST)
    if len(body) > LARGEST:
        raise UnansweredError(f"What {response.url} sends is longer than any answer.")
    return body.decode("utf-8", "replace")


def _detail(text: str) -> str | None:
    """What an error of a Doolittle says; None for another's."""
    try:
        told = json.loads(text)["detail"]
    except (ValueError, LookupError, TypeError):
        return None
    return told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)


def _seconds(response: httpx2.Response) -> float:
    """How long `Retry-After` wants to be waited, from seconds; its other form, a date, counts as no time."""
    told = response.headers.get("retry-after", "")
    return float(told) if told.isascii() and told.isdecimal() and len(told) < 6 else 0.0


def _cause(error: BaseException, kind: type[Kind]) -> Kind | None:
    """The first cause of a kind."""
    found: BaseException | None = error
    while found is not None and not isinstance(found, kind):
        found = found.__cause__ or found.__context__
    return found


def _insecure(url: str, error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        cure = "Name a file with the certificate of its issuer in SSL_CERT_FILE."
        return f"The certificate of {url} is not trusted: {error.verify_message}. {cure}"
    return f"No secure connection to {url}: {error.reason or error}. Does it speak http:// alone?"
