"""The widget on pages of others: any framework, any theme, a strict policy, no third party, no way in."""

from __future__ import annotations

import json
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import expect

from widget.conftest import PAGES, Bot, Elsewhere, Visitor

TAG = '<script type="module" src="BOT/widget/doolittle.js"></script>'
PAGE = f"<!doctype html><html lang='en'><title>Elsewhere</title>{TAG}<main><h1>Elsewhere</h1></main>"
QUESTION = "What is a VAE?"
HOSTILE = """* { color: red !important; font: 40px/3 cursive !important; text-transform: uppercase !important;
  letter-spacing: 1em !important; direction: inherit; transform: rotate(3deg) !important; display: block !important;
  border: 9px dashed lime !important; background: yellow !important; opacity: .5 !important;
  visibility: hidden !important; pointer-events: none !important; text-align: right !important }"""


def test_a_plain_page_needs_two_lines(visitor: Visitor, elsewhere: Elsewhere) -> None:
    """It works from another origin, without an error, and asks nobody but the bot."""
    address = elsewhere.serve("/plain", (PAGES / "plain.html").read_text("utf-8"))
    visitor.open(address)
    expect(visitor.ask(QUESTION)).to_contain_text("variational autoencoder")

    assert visitor.complaints == []
    third = [url for url in visitor.asked if not url.startswith((elsewhere.url, visitor.bot.url, "data:"))]
    assert third == []


def test_nothing_but_the_loader_comes_before_the_first_hover(visitor: Visitor, elsewhere: Elsewhere) -> None:
    """Then the panel does, and is there before the click."""
    visitor.page.goto(elsewhere.serve("/plain", (PAGES / "plain.html").read_text("utf-8")))
    visitor.at(".launcher").wait_for()
    visitor.page.wait_for_load_state("networkidle")
    assert [url for url in visitor.asked if url.startswith(visitor.bot.url)] == [
        f"{visitor.bot.url}widget/doolittle.js"
    ]

    with visitor.page.expect_response("**/panel.js"):
        visitor.at(".launcher").hover()
    assert not visitor.at("dialog").is_visible()


def test_a_wordpress_theme_neither_changes_it_nor_is_changed(visitor: Visitor, elsewhere: Elsewhere) -> None:
    """The page's language decides, the title's topic gives the first questions, the theme's styles stay outside."""
    visitor.open(
        elsewhere.serve("/theme", (PAGES / "theme.html").read_text("utf-8").replace("Ein Blog &#8211;", "VAE:"))
    )
    starters = visitor.at(".starters .chip")
    expect(starters.first).to_contain_text("VAE")
    assert visitor.field.get_attribute("placeholder") == "Frage stellen"
    visitor.ask(QUESTION)
    visitor.shot("host-theme")

    said = [visitor.at(place).get_attribute("lang") for place in (".root", ".turn .body", "[role=status].unseen")]
    assert said == ["de", "en", "en"]
    assert visitor.at(".go").evaluate("e => getComputedStyle(e).borderRadius") == "50%"
    assert visitor.field.evaluate("e => getComputedStyle(e).textTransform") == "none"
    assert visitor.at(".body p").first.evaluate("e => getComputedStyle(e).fontSize") == "15px"
    heading = visitor.page.locator("h1")
    assert heading.evaluate("e => getComputedStyle(e).textTransform") == "uppercase"
    assert visitor.complaints == []


@pytest.mark.parametrize("passed_through", [False, True], ids=["from the bot", "through the page's own origin"])
def test_a_strict_policy_is_kept(visitor: Visitor, elsewhere: Elsewhere, bot: Bot, passed_through: bool) -> None:
    """Under `default-src 'self'` nothing is blocked and nothing reported, with trusted types demanded as well."""
    here = bot.url.rstrip("/")
    policy = f"default-src 'self'; connect-src 'self' {here}; require-trusted-types-for 'script'; base-uri 'none'"
    html = f"{PAGE}<doolittle-chat accent='#7a1fa2' greeting='Ask me' title='Guide'></doolittle-chat>"
    if passed_through:
        _pass_through(elsewhere, bot)
        html = html.replace('src="BOT/', 'src="/').replace("title=", f"server='{bot.url}' title=")
    else:
        policy += f"; script-src 'self' {here}"
    visitor.page.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error(`blocked ${e.violatedDirective}`))"
    )
    visitor.open(elsewhere.serve("/strict", html, Content_Security_Policy=policy))
    visitor.ask("difference between GAN and VAE").locator("table").wait_for()
    visitor.at(".icon[aria-label='Not helpful']").click()
    visitor.at(".reasons").wait_for()

    assert visitor.complaints == []


def _pass_through(elsewhere: Elsewhere, bot: Bot) -> None:
    """Serve the widget's files from the page's own origin, as a proxy does."""
    loader = httpx2.get(f"{bot.url}widget/doolittle.js").text
    version = loader.split('new URL("./')[1].split("/")[0]
    elsewhere.serve("/widget/doolittle.js", loader, Content_Type="text/javascript")
    for name in ("panel.js", "strings/en.json"):
        kind = "text/javascript" if name.endswith("js") else "application/json"
        text = httpx2.get(f"{bot.url}widget/{version}/{name}").text
        elsewhere.serve(f"/widget/{version}/{name}", text, Content_Type=kind)


def test_hostile_styles_stay_outside(visitor: Visitor, elsewhere: Elsewhere) -> None:
    """A page that shouts at everything changes neither the looks nor the place of the widget."""
    styled = f"{PAGE}<style>{HOSTILE}</style><doolittle-chat></doolittle-chat>"
    visitor.page.goto(elsewhere.serve("/hostile", styled))
    visitor.at(".launcher").click()
    paragraph = visitor.ask(QUESTION).locator(".body p").first
    style = paragraph.evaluate(
        "e => (s => [s.fontSize, s.letterSpacing, s.textTransform, s.visibility, s.textAlign, s.pointerEvents])"
        "(getComputedStyle(e))"
    )
    visitor.shot("host-hostile")
    box = visitor.at(".spot").bounding_box()

    assert style == ["15px", "normal", "none", "visible", "start", "auto"]
    assert box is not None
    assert (round(box["x"] + box["width"]), round(box["y"] + box["height"])) == (980, 780)


def test_two_widgets_on_a_page_are_one_conversation(visitor: Visitor, elsewhere: Elsewhere) -> None:
    """What is asked in one is shown in the other; ids do not clash."""
    two = f"{PAGE}<doolittle-chat></doolittle-chat><doolittle-chat id=two position=inline></doolittle-chat>"
    visitor.page.goto(elsewhere.serve("/two", two))
    second = visitor.page.locator("#two")
    second.locator("textarea").fill(QUESTION)
    second.locator("textarea").press("Enter")
    second.locator(".turn .row").wait_for()
    visitor.page.locator("doolittle-chat").first.locator(".launcher").click()
    first = visitor.page.locator("doolittle-chat").first

    expect(first.locator(".turn")).to_contain_text("variational autoencoder")
    first.locator("textarea").fill("What is a GAN?")
    first.locator("textarea").press("Enter")
    expect(second.locator(".turn").nth(1)).to_contain_text("generator")
    assert visitor.violations() == []


def test_events_tell_the_page_what_happens_and_no_words(visitor: Visitor, elsewhere: Elsewhere) -> None:
    """Opened, answered, declined, feedback, closed: each bubbles to the page."""
    visitor.page.add_init_script(
        "window.told = []; for (const name of ['opened', 'answered', 'declined', 'feedback', 'closed'])"
        " addEventListener(name, e => told.push([e.type, e.detail]))"
    )
    visitor.open(elsewhere.serve("/events", f"{PAGE}<doolittle-chat></doolittle-chat>"))
    visitor.ask(QUESTION).get_by_role("button", name="Helpful", exact=True).click()
    visitor.page.wait_for_function("told.some(([name]) => name === 'feedback')")
    visitor.ask("What does a kettle cost?")
    visitor.page.keyboard.press("Escape")
    told = visitor.page.evaluate("told")

    assert [name for name, _ in told] == ["opened", "answered", "feedback", "declined", "closed"]
    assert {key for _, detail in told for key in detail} == {"id", "value"}
    assert "VAE" not in json.dumps(told)


XSS = (
    "<img src=x onerror=window.owned=1>",
    "<script>window.owned=1</script>",
    "[press me](javascript:window.owned=1)",
    "**<b onclick=window.owned=1>bold</b>** `<svg onload=window.owned=1>`",
)


def test_what_a_visitor_writes_stays_text(visitor: Visitor) -> None:
    """In the question, where the bot repeats it, after a reload, and in the text that is exported."""
    visitor.open()
    for words in XSS:
        visitor.ask(words)
    turn = visitor.ask("what did I ask at first?")
    expect(turn).to_contain_text(XSS[0])
    visitor.page.reload()
    visitor.at(".turn").nth(len(XSS)).wait_for()

    assert [visitor.at(".asked").nth(n).evaluate("e => e.lastChild.firstChild.data") for n in range(len(XSS))] == list(
        XSS
    )
    assert visitor.at(".turns :is(img, script, svg:not(button svg), b, [href^=javascript])").count() == 0
    assert visitor.page.evaluate("window.owned") is None


def test_what_a_pack_or_a_page_says_can_not_run_either(visitor: Visitor, elsewhere: Elsewhere) -> None:
    """Hostile texts, buttons, addresses, tables, lists and attributes are shown as they are written."""
    evil, link = "<img src=x onerror=window.owned=1>", "javascript:window.owned=1"
    answer = [
        {"type": "turn", "conversation": "c", "id": "i"},
        {"type": "text", "text": f"{evil} [a]({link}) **{evil}**\n- {evil}\n```\n{evil}\n```", "cites": [1]},
        {"type": "table", "columns": ["", evil], "rows": [[evil, evil]], "cites": [[1]]},
        {"type": "list", "title": evil, "items": [{"name": evil, "year": evil, "status": evil}]},
        {"type": "timeline", "items": [{"on": "2014-01", "event": evil, "name": evil}]},
        {"type": "text", "text": link},
        {"type": "sources", "items": [{"number": 1, "title": evil, "url": link, "authors": evil}]},
        {"type": "suggestions", "items": [{"title": evil, "payload": evil}]},
        {"type": "constructor", "items": [evil]},
        {"type": "trace", "steps": [{"heard": evil, "read": evil, "names": [evil], "likely": 1, "fate": evil}]},
        {"type": "done", "outcome": "answered"},
    ]
    body = "".join(f"id: {n}\nevent: x\ndata: {json.dumps(event)}\n\n" for n, event in enumerate(answer))
    visitor.page.route("**/web/chat", lambda route: route.fulfill(body=body, content_type="text/event-stream"))
    said = {"title": evil, "starters": evil, "privacy-url": link, "accent": "red;x:url(//e)"}
    attributes = " ".join(f"{name}='{value}'" for name, value in said.items())
    chat = f"<doolittle-chat {attributes}></doolittle-chat>"
    visitor.open(elsewhere.serve("/evil", PAGE + chat))
    turn = visitor.ask(evil)
    visitor.shot("host-evil")

    assert turn.locator("img, script, [href^=javascript]").count() == 0
    assert turn.locator("td").last.inner_text() == evil
    assert turn.locator(".chip").first.inner_text() == evil
    visitor.at(".more").click()
    assert visitor.at(".menu a").count() == 0
    assert visitor.page.evaluate("window.owned") is None
    assert visitor.complaints == []


def test_words_of_ones_own_and_a_colour_of_ones_own(visitor: Visitor, elsewhere: Elsewhere, tmp_path: Path) -> None:
    """Single strings are replaced; whatever the accent, what stands on it and what is written in it can be read."""
    elsewhere.serve("/words.json", '{"placeholder": "Fire away"}', Content_Type="application/json")
    html = f"{PAGE}<doolittle-chat strings='/words.json' locale='de' starters='One?|Two?'></doolittle-chat>"
    visitor.open(elsewhere.serve("/own", html))
    assert visitor.field.get_attribute("placeholder") == "Fire away"
    assert visitor.at(".go").get_attribute("aria-label") == "Senden"
    assert visitor.at(".starters .chip").all_inner_texts() == ["One?", "Two?"]
    visitor.ask(QUESTION)
    for accent in ("#ffd400", "white", "#000", "oklch(70% 0.2 150)", "rebeccapurple"):
        for theme in ("light", "dark"):
            visitor.page.locator("doolittle-chat").evaluate(
                "(e, [accent, theme]) => { e.setAttribute('accent', accent); e.setAttribute('theme', theme) }",
                [accent, theme],
            )
            assert visitor.violations() == [], f"{accent} in {theme}"
