"""The wire: what it refuses to call, what it does not follow, and what it reads of an answer."""

from __future__ import annotations

import datetime
import socket
import ssl
from collections.abc import AsyncIterator
from email.utils import formatdate
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from receiver import Received, Receiver, Told

from bot.delivery import wire
from bot.delivery.request import Request
from bot.delivery.wire import LARGEST, Wire, public

INSIDE = (
    "127.0.0.1 0.0.0.0 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 224.0.0.1 255.255.255.255 192.0.2.1"
    " ::1 :: fe80::1 fc00::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe"
    " 2002:7f00:1:: 2001:db8::1"
).split()


@pytest.fixture
async def inside() -> AsyncIterator[Wire]:
    """A wire to somebody who may be on this machine."""
    made = Wire(private=True)
    yield made
    await made.close()


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_not_on_the_internet_is_not(address: str) -> None:
    assert not public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"])
def test_what_is_on_the_internet_is(address: str) -> None:
    assert public(ip_address(address))


async def test_this_machine_is_not_called_unless_allowed(there: Receiver, inside: Wire) -> None:
    """Whatever it is called: the address, a name, a number."""
    outside = Wire()
    hosts = ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "0.0.0.0"]
    for host in hosts:
        reply = await outside.send(Request(f"http://{host}:{there.port}/", b"{}"))
        assert (reply.status, reply.away) == (0, "its address is not on the internet"), host
    await outside.close()
    assert there.received == []

    assert (await inside.send(Request(f"{there.url}/hook?a=b", b"{}"))).status == 200
    assert there.received[0].path == "/hook?a=b"


async def test_a_name_is_looked_up_once(there: Receiver, inside: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was checked is what is connected to: a name that leads elsewhere the next time leads nowhere."""
    led, asked = ["127.0.0.1", "127.9.9.9", "127.9.9.9"], []

    def rebinding(host: str, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host != "rebinding.example":
            return resolved(host, port, *args, **kwargs)
        asked.append(host)
        return resolved(led.pop(0), port, *args, **kwargs)

    resolved = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    reply = await inside.send(Request(f"http://rebinding.example:{there.port}/", b"{}"))

    assert (reply.status, asked) == (200, ["rebinding.example"])
    assert there.received[0].headers["host"] == f"rebinding.example:{there.port}"


async def test_redirects_are_not_followed(there: Receiver, inside: Wire) -> None:
    there.answer = lambda _: Told(302, b"", {"Location": f"{there.url}/elsewhere"})
    assert (await inside.send(Request(there.url, b"{}"))).status == 302
    assert [got.path for got in there.received] == ["/"]


async def test_no_more_is_read_than_is_wanted(there: Receiver, inside: Wire) -> None:
    there.answer = lambda _: Told(500, b"x" * (LARGEST * 20))
    reply = await inside.send(Request(there.url, b"{}"))
    assert (reply.status, len(reply.body)) == (500, LARGEST)


async def test_how_long_to_wait_is_read(there: Receiver, inside: Wire) -> None:
    """Seconds or a date; anything else is none."""
    for header, least, most in (
        ("7", 7, 7),
        (formatdate(4_000_000_000, usegmt=True), 1e8, 1e10),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0, 0),
        ("soon", 0, 0),
        ("-3", 0, 0),
        ("\u00b2", 0, 0),
        ("9" * 400, 0, 0),
        ("Fri, 31 Dec 99999 23:59:59 GMT", 0, 0),
    ):
        there.answer = lambda _, header=header: Told(503, b"", {"Retry-After": header})  # type: ignore[misc]
        assert least <= (await inside.send(Request(there.url, b"{}"))).wait <= most, header
    there.answer = lambda _: Told(200, b"", {"Retry-After": "7"})
    assert (await inside.send(Request(there.url, b"{}"))).wait == 0, "it was delivered"


async def test_who_is_away_or_too_slow_is_told(there: Receiver, inside: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens, the name is nobody's, the answer is none, or it does not come."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert (await inside.send(Request(f"http://127.0.0.1:{port}/", b"{}"))).away == "ConnectError"
    assert (await inside.send(Request("http://nobody.invalid/", b"{}"))).away == "gaierror"
    assert (await inside.send(Request("http://a..b/", b"{}"))).away
    assert (await inside.send(Request(f"https://127.0.0.1:{there.port}/", b"{}"))).away == "ConnectError"

    monkeypatch.setattr(wire, "PATIENCE", 0.2)

    def silent(_: Received) -> Told:
        there.until(lambda _: closed)
        return Told()

    closed: list[bool] = []
    there.answer = silent
    assert (await inside.send(Request(there.url, b"{}"))).away == "no answer within 0.2 s"
    closed.append(True)


async def test_a_certificate_is_that_of_the_name_and_not_of_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is connected to by a checked address must still be who was asked for."""
    _certify(tmp_path, "hook.example")
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    there = Receiver(tls=served)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    resolved = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, *args, **kwargs: resolved("127.0.0.1", *args, **kwargs))
    try:
        for host, status in (("hook.example", 200), ("other.example", 0)):
            calling = Wire(private=True)
            reply = await calling.send(Request(f"https://{host}:{there.port}/", b"{}"))
            assert reply.status == status, reply
            await calling.close()
        assert reply.away == "ConnectError"
        assert [got.headers["host"] for got in there.received] == [f"hook.example:{there.port}"]
    finally:
        there.close()


def _certify(folder: Path, name: str) -> None:
    """A key and a certificate of that name, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    whose = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(whose, whose, key.public_key(), 1, now, now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(made.public_bytes(Encoding.PEM))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(secret)
