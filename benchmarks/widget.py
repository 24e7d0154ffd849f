"""What the widget costs a page, in a real Chromium: bytes, time until one can write, main thread, long tasks.

    PYTHONPATH=.:tests python benchmarks/widget.py   # needs Chromium on the path, and the packages of the tests
    PYTHONPATH=.:tests python benchmarks/widget.py --runs 9

Each figure is a median over fresh pages. The main thread's time is CPU time of the page's own thread in the first
1.5 s, over that of the same page without the widget. The time to write is from the click to the composer's focus,
once with the panel brought in by the pointer before, once without: then two requests are in between, one behind the
other none. The scroll is over 200 messages, up and down, for as long as one more answer streams, its events held a
while apart; a task of over 50 ms is a long one, and 0 means that there was none.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bot.channels.web.files import Shelf
from tests import outside
from tests.widget.conftest import Bot, Elsewhere

SETTLED = 1500
"""Milliseconds after which a page is taken to be at rest."""
TURNS = 100
BETWEEN = 250
"""Milliseconds between the events of the answer that streams."""
BLANK = "<!doctype html><html lang='en'><title>Blank</title><main><h1>Blank</h1></main>"
WIDGET = f"{BLANK}<script type=module src='BOT/widget/doolittle.js'></script><doolittle-chat></doolittle-chat>"
CHAT = "document.querySelector('doolittle-chat')"
CLICKED = f"""async () => {{
  const root = {CHAT}.shadowRoot, start = performance.now();
  const written = new Promise(done => root.addEventListener('focusin', event =>
    event.target.matches('textarea') && requestAnimationFrame(() => done(performance.now() - start))));
  root.querySelector('.launcher').click();
  return written;
}}"""
SCROLLED = f"""async pause => {{
  const root = {CHAT}.shadowRoot, view = root.querySelector('.view'), real = fetch;
  const sleep = ms => new Promise(done => setTimeout(done, ms));
  window.fetch = async (...asked) => {{
    const answer = await real(...asked), events = (await answer.text()).split('\\n\\n').filter(Boolean);
    const body = new ReadableStream({{ async start(sending) {{
      for (const event of events) {{ await sleep(pause); sending.enqueue(new TextEncoder().encode(event + '\\n\\n')) }}
      sending.close();
    }} }});
    return new Response(body, {{ headers: {{ 'Content-Type': answer.headers.get('Content-Type') }} }});
  }};
  let longest = 0;
  new PerformanceObserver(list => list.getEntries().forEach(task => longest = Math.max(longest, task.duration)))
    .observe({{ type: 'longtask' }});
  const answered = new Promise(done => addEventListener('answered', () => done(true), {{ once: true }}));
  {CHAT}.ask('difference between GAN and VAE');
  let over = false, step = -400;
  answered.then(() => {{ over = true }});
  while (!over) {{
    view.scrollTop += step;
    if (view.scrollTop <= 0 || view.scrollTop >= view.scrollHeight - view.clientHeight - 1) step = -step;
    await new Promise(requestAnimationFrame);
  }}
  await sleep(300);
  return longest;
}}"""


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="fresh pages for each figure")
    runs = parser.parse_args().runs
    program = next((path for name in outside.CHROMIUM if (path := shutil.which(name))), None)
    if program is None:
        sys.exit(f"No Chromium is installed: none of {', '.join(outside.CHROMIUM)} is on the path.")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bot = Bot(Path(folder))
        elsewhere = Elsewhere(bot)
        browser = playwright.chromium.launch(executable_path=program, args=list(outside.FLAGS))
        _sizes()
        _times(browser, elsewhere.serve("/blank", BLANK), elsewhere.serve("/widget", WIDGET), runs)
        browser.close()
        elsewhere.stop()
        bot.stop()


def _sizes() -> None:
    shelf = Shelf()
    sizes = {name: len(gzip.compress(shelf.files[name].plain, 9)) for name in ("doolittle.js", "panel.js")}
    _tell("gzip, before the first hover", sizes["doolittle.js"], "B")
    _tell("gzip, everything", sum(sizes.values()), "B")


def _times(browser: Browser, blank: str, widget: str, runs: int) -> None:
    def median(measure: Callable[[Page], float]) -> float:
        return statistics.median(_fresh(browser, measure) for _ in range(runs))

    without, with_it = median(lambda page: _thread(page, blank)), median(lambda page: _thread(page, widget))
    _tell("main thread, blank page", without, "ms")
    _tell("main thread, over it", with_it - without, "ms")
    _tell("click to composer, hovered", median(lambda page: _click(page, widget, hovered=True)), "ms")
    _tell("click to composer, at once", median(lambda page: _click(page, widget, hovered=False)), "ms")
    _tell(f"longest task, {2 * TURNS} messages", median(lambda page: _scroll(page, widget)), "ms")


def _fresh(browser: Browser, measure: Callable[[Page], float]) -> float:
    context = browser.new_context()
    try:
        return measure(context.new_page())
    finally:
        context.close()


def _thread(page: Page, url: str) -> float:
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(url)
    page.wait_for_timeout(SETTLED)
    metrics: list[dict[str, Any]] = session.send("Performance.getMetrics")["metrics"]
    return 1000 * next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")


def _click(page: Page, url: str, *, hovered: bool) -> float:
    page.goto(url)
    launcher = page.locator("doolittle-chat .launcher")
    launcher.wait_for()
    if hovered:
        launcher.hover()
        page.wait_for_function(f"{CHAT}.shadowRoot.querySelector('.panel')")
    page.wait_for_timeout(SETTLED / 3)
    return float(page.evaluate(CLICKED))


def _scroll(page: Page, url: str) -> float:
    page.goto(url)
    page.evaluate(f"{CHAT}.show()")
    questions = ("What is a VAE?", "What is a GAN?", "Which models came out in 2014?", "What is BERT?")
    for number in range(TURNS):
        page.evaluate(f"text => {CHAT}.ask(text)", questions[number % len(questions)])
    page.wait_for_function(
        f"{CHAT}.shadowRoot.querySelectorAll('.turn .row').length === {TURNS}", timeout=120_000, polling=500
    )
    page.wait_for_timeout(SETTLED)
    return float(page.evaluate(SCROLLED, BETWEEN))


def _tell(what: str, figure: float, unit: str) -> None:
    print(f"{what:32} {figure:10,.1f} {unit}")


if __name__ == "__main__":
    main()
