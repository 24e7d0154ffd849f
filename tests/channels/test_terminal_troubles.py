"""The terminal and a server that is away, busy, cut off, locked, or none at all: clear words, nothing said twice."""

from __future__ import annotations

import json
import shutil
import ssl
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from canned import answering, http, passed_on

from bot.channels.terminal.pipe import Plain
from bot.channels.terminal.remote import met
from bot.channels.terminal.server import UnansweredError
from bot.channels.terminal.visit import Visit
from tests import outside
from tests.serving import free_port

if TYPE_CHECKING:
    from collections.abc import Callable

    Serve = Callable[..., str]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is sent again is sent again at once."""
    monkeypatch.setattr("bot.channels.terminal.remote.PAUSES", (0.0, 0.0, 0.0))


async def heard(url: str, *lines: str, token: str = "", patience: float = 5.0) -> Visit:
    """A visit of some lines as a pipe sends them."""
    async with met(url, token, patience) as partner:
        visit = Visit(partner, Plain())
        for line in lines:
            await visit.hear(line)
        return visit


async def unmet(url: str, token: str = "") -> str:
    """Why nobody can be talked to at an address."""
    with pytest.raises(UnansweredError) as told:
        async with met(url, token, 5.0):
            pass
    return str(told.value)


async def turns(url: str, conversation: str) -> list[str]:
    """What a server has heard in a conversation."""
    async with met(url, "", 5.0) as partner:
        past = await partner.past(conversation)
    assert past is not None
    return [exchange.said for exchange in past.exchanges]


async def test_a_stream_that_breaks_is_taken_up_where_it_broke(
    serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message is sent again under its id: what was shown is not shown twice, and one turn is taken."""
    url = serve()
    whole, cut = passed_on(url), passed_on(url, 0.75)
    async with answering(whole, whole, cut, b"", whole) as broken:
        visit = await heard(broken, "what is a kettle?")
    told = capsys.readouterr().out
    assert told.count("A kettle is a **vessel**") == 1
    assert told.endswith("  2. What are the limits of a kettle?\n\n")
    assert visit.failures == 0
    assert await turns(url, visit._conversation) == ["what is a kettle?"]


async def test_the_same_words_again_are_the_same_message(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    """What was answered unheard is not said twice when the visitor sends it once more."""
    url = serve()
    whole, lost = passed_on(url), passed_on(url, 0.0)
    async with answering(whole, whole, lost, lost, lost, lost, whole) as broken:
        visit = await heard(broken, "what is oolong?", "what is oolong?")
    told = capsys.readouterr()
    assert "broke" in told.err
    assert (
        told.out == "Oolong is a kind of tea.\n\nSource: A. Twining (1905): The Tea Book, https://tea.example/book\n\n"
    )
    assert visit.failures == 1
    assert await turns(url, visit._conversation) == ["what is oolong?"]


async def test_a_server_that_is_away_for_a_moment_is_waited_for(
    serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = passed_on(serve())
    away = http(502, "<html><title>Bad &amp; Gateway</title>", "text/html")
    busy = http(503, '{"detail": "Come back."}', more="Retry-After: 0\r\n")
    async with answering(whole, whole, away, busy, whole) as url:
        assert (await heard(url, "what is oolong?")).failures == 0
    assert capsys.readouterr().out.startswith("Oolong is")


async def test_who_listens_and_who_does_not() -> None:
    """Each with what is wrong and what to do."""
    nobody = f"http://127.0.0.1:{free_port()}"
    assert (await unmet(nobody)).startswith(f"Nobody listens at {nobody} (")
    assert "Write it like http://127.0.0.1:5005" in await unmet("127.0.0.1:5005")
    assert "Write it like http://127.0.0.1:5005" in await unmet("ftp://bot.example")
    assert "characters that no token has" in await unmet(nobody, "tök\n")
    for answer, told in (
        (http(200, "<html><title>A &lt;shop&gt;</title>", "text/html"), "status 200, text/html “A <shop>”"),
        (http(502, "<html></html>", "text/html"), "or a proxy in its place: status 502, text/html."),
        (http(404, '{"error": "no"}'), "is no Doolittle, or a proxy in its place: status 404, application/json."),
        (http(200, '["no"]'), "is no Doolittle."),
        (http(301, "", more="Location: https://there.example\r\n"), "sends on to https://there.example: give --url"),
        (http(503, '{"detail": "Too many."}', more="Retry-After: 7\r\n"), "Too many. Send it again in 7 s."),
        (b"SSH-2.0-nothing\r\n", "broke"),
    ):
        async with answering(answer) as url:
            assert told in await unmet(url)
    async with answering(http(200, "")) as url:
        assert "Does it speak http:// alone?" in await unmet(url.replace("http", "https"))


async def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        outside.absent("openssl is not installed: no certificate can be made")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = [
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=bot",
        "-keyout",
        key,
        "-out",
        certificate,
    ]
    subprocess.run(["openssl", "req", *made], check=True, capture_output=True, timeout=60)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate, key)
    async with answering(http(200, ""), tls=tls) as url:
        told = await unmet(url)
    assert told.startswith(f"The certificate of {url} is not trusted: self")
    assert "SSL_CERT_FILE" in told


async def test_channels_that_are_off_are_named(serve: Serve) -> None:
    told = await unmet(serve(channels=("openai",)))
    assert "the channels web and rest are both off" in told
    assert "DOOLITTLE_CHANNELS" in told


async def test_what_is_refused_is_told(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    """Too long, too many: in the server's words, and the next message is answered."""
    url = serve(longest_message=20, sender_rate="1/minute", channels=("rest",))
    visit = await heard(url, "what is a kettle, and why?", "what is a kettle?", "what is oolong?", patience=0.0)
    told = capsys.readouterr()
    assert told.out.startswith("A kettle is")
    assert "longer than 20 characters" in told.err
    assert "Too many messages: at most 1 per minute. Please try again in " in told.err
    assert visit.failures == 2
    url = serve(longest_message=20)
    assert (await heard(url, "what is a kettle, and why?")).failures == 0, "the web channel told the length before"
    assert "longer than 20 characters" in capsys.readouterr().out


async def test_what_a_stranger_sends_reaches_no_screen(capsys: pytest.CaptureFixture[str]) -> None:
    """Events of a later version are passed over, malformed ones told; control characters never get through."""
    version = http(200, json.dumps({"version": "9", "title": "tea", "digest": "d"}))
    about = http(200, json.dumps({"assistant": "P\x1b[31m", "title": "tea", "longest": 9000}))

    def stream(*events: Any) -> bytes:
        return http(200, "".join(f"data: {json.dumps(event)}\n\n" for event in events), "text/event-stream")

    for events, out, err in (
        ([{"type": "hologram"}, {"type": "text", "text": "Hi\x1b[2J."}, {"type": "done"}], "Hi[2J.\n\n", ""),
        ([{"type": "table", "columns": ["a"]}], "", "a table of another version (rows: Field required)"),
        ([["text"]], "", "sends what is no event"),
    ):
        async with answering(version, about, stream(*events)) as url:
            await heard(url, "hello")
        told = capsys.readouterr()
        assert told.out == out
        assert err in told.err
