"""A numbered mark never begins a line, whatever it stands behind and however wide the panel is."""

from __future__ import annotations

import json

from widget.conftest import Elsewhere, Visitor

ENDS = (
    "the words that carry it",
    "the words that **carry it over**",
    "the words that `carry it`",
    "the words of [a longer address](https://example.org/)",
    "words\n- one of them\n- **carries it**",
    "a Donaudampfschifffahrtsgesellschaftskapitän",
)
BEGINNING = """chat => {
  const root = chat.shadowRoot, found = new Set(), marks = [...root.querySelectorAll('.cite')];
  const ends = marks.map(mark => {
    const block = mark.closest('p, li, th'), walk = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    let last = null;
    while (walk.nextNode() && !mark.contains(walk.currentNode))
      if (/\\w/.test(walk.currentNode.data) && !walk.currentNode.parentElement.closest('.cite'))
        last = walk.currentNode;
    const at = last.data.trimEnd().length, range = document.createRange();
    range.setStart(last, at - 1);
    range.setEnd(last, at);
    return range;
  });
  for (let width = 280; width < 460; width++) {
    chat.style.width = `${width}px`;
    ends.forEach((end, at) => {
      const text = end.getClientRects()[0], mark = marks[at].getBoundingClientRect();
      if (mark.top >= text.bottom - 4) found.add(`${end.startContainer.data} at ${width}`);
    });
  }
  return [marks.length, [...found]];
}"""


def test_no_mark_begins_a_line(visitor: Visitor, elsewhere: Elsewhere) -> None:
    """Behind text, bold, code, links, items and the names of a table's rows, at each of 180 widths."""
    rows = [["Year", "2014"], ["Known limitations", "Some."], ["How it is trained", "In turns."]]
    items = [{"name": "Generative adversarial network", "year": 2014, "cites": [1, 2]}]
    moments = [{"on": "2014-06", "event": "was first described", "name": "GAN", "cites": [2]}]
    answer = [
        {"type": "turn", "conversation": "c", "id": "i"},
        *({"type": "text", "text": f"This is a sentence with {end}", "cites": [1, 2]} for end in ENDS),
        {"type": "table", "columns": ["", "GAN"], "rows": rows, "cites": [[1, 2]] * len(rows)},
        {"type": "list", "title": "List", "items": items},
        {"type": "timeline", "items": moments},
        {"type": "done", "outcome": "answered"},
    ]
    body = "".join(f"id: {n}\nevent: x\ndata: {json.dumps(event)}\n\n" for n, event in enumerate(answer))
    visitor.page.route("**/web/chat", lambda route: route.fulfill(body=body, content_type="text/event-stream"))
    html = (
        "<!doctype html><html lang='en'><title>Marks</title>"
        "<script type='module' src='BOT/widget/doolittle.js'></script>"
        "<doolittle-chat position='inline' style='height:700px'></doolittle-chat>"
    )
    visitor.page.goto(elsewhere.serve("/marks", html))
    visitor.ask("Where do the marks stand?")

    marks, found = visitor.page.locator("doolittle-chat").evaluate(BEGINNING)
    assert marks == 2 * len(ENDS) + 2 * len(rows) + 2 + 1
    assert found == []
    visitor.shot("marks")
