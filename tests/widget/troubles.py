"""States in which something is late, refused or away, each reached from the one before it in `states.STATES`."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from widget.conftest import Visitor

CHAT = "**/web/chat"
HELD = """() => {
  const real = window.fetch;
  window.fetch = async (url, options) => {
    window.fetch = real;
    const answer = await real(url, options), bytes = new TextEncoder();
    const events = (await answer.text()).split(/(?<=\\n\\n)/).map(event => bytes.encode(event));
    const body = new ReadableStream({ start: sending => {
      events.slice(0, 2).forEach(event => sending.enqueue(event));
      window.release = () => { events.slice(2).forEach(event => sending.enqueue(event)); sending.close() };
      options.signal.addEventListener('abort', () => sending.error(options.signal.reason));
    } });
    return new Response(body, { headers: answer.headers });
  };
}"""
"""Of the next answer the beginning comes, and the rest when it is released."""


def refusing(visitor: Visitor, status: int, detail: str = "", wait: int = 600) -> None:
    """From here on the server refuses whatever is asked."""
    headers = {"Retry-After": str(wait), "Access-Control-Expose-Headers": "Retry-After"}

    def refuse(route: Route) -> None:
        route.fulfill(status=status, headers=headers, json={"detail": detail} if detail else {})

    visitor.page.unroute(CHAT)
    visitor.page.route(CHAT, refuse)


def waiting(visitor: Visitor) -> None:
    visitor.page.route(CHAT, lambda route: None)
    visitor.send("What is a VAE?")
    visitor.at(".waiting").wait_for()


def stopped(visitor: Visitor) -> None:
    visitor.button("stop").click()
    visitor.at(".stopped").wait_for()


def reconnecting(visitor: Visitor) -> None:
    refusing(visitor, 503)
    visitor.button("rest").click()
    expect(visitor.at(".waiting")).to_contain_text(visitor.said("reconnecting"))


def streaming(visitor: Visitor) -> None:
    visitor.button("stop").click()
    visitor.page.unroute(CHAT)
    visitor.page.evaluate(HELD)
    visitor.button("rest").click()
    visitor.at(".body p").wait_for()


def unforgotten(visitor: Visitor) -> None:
    refusing(visitor, 500)
    visitor.at(".danger").click()
    expect(visitor.at(".notice")).to_contain_text(visitor.said("unforgotten"))


def lost(visitor: Visitor) -> None:
    visitor.button("dismiss").click()
    visitor.page.evaluate(
        "new BroadcastChannel(document.querySelector('doolittle-chat').key).postMessage({type: 'answered'})"
    )
    expect(visitor.at(".banner")).to_contain_text(visitor.said("lost"))


def limited(visitor: Visitor) -> None:
    visitor.button("dismiss").click()
    refusing(visitor, 429, "Too many.")
    visitor.send("What is a GAN?")
    expect(visitor.at(".error")).to_contain_text("600")


def refused(visitor: Visitor) -> None:
    visitor.button("stop").click()
    visitor.anew()
    refusing(visitor, 403)
    visitor.send("What is a GAN?")
    expect(visitor.at(".error")).to_contain_text(visitor.said("refused"))


def away(visitor: Visitor) -> None:
    visitor.anew()
    visitor.page.clock.install()
    refusing(visitor, 500, wait=0)
    visitor.field.press("Enter")  # What was refused is in the field again.
    for seconds in (1, 2, 4, 7):
        expect(visitor.at(".waiting")).to_contain_text(visitor.said("reconnecting"))
        with visitor.page.expect_response(CHAT):
            visitor.page.clock.run_for(seconds * 1000)
    expect(visitor.at(".error")).to_contain_text(visitor.said("unreachable"))


def offline(visitor: Visitor) -> None:
    visitor.page.unroute(CHAT)
    visitor.page.context.set_offline(True)
    visitor.button("again").click()
    visitor.at(".queued").wait_for()
    visitor.at(".banner").wait_for()
