"""Every kind of answer that a channel may have to show."""

from __future__ import annotations

from bot.messages import Button, Message

HOSTILE = (
    "<script>alert(1)</script> <b>&lt;x&gt; [a](http://evil.example) `c` *i* _u_ $x$ ~~s~~"
    "\n# h\n> q\n| a | b |\n| - | - |\n<!-- -->\n==="
)
COLUMNS = ["", "green", "black"]
ROWS = [["Leaves", "heated", "oxidised"], ["Hue", "pale | clear", "dark"]]
SOURCES = [
    {
        "id": "one",
        "title": "The [Tea] Book",
        "authors": "A. Twining",
        "year": 1905,
        "url": "https://tea.example/a_b?c=d",
    },
    {"id": "two", "title": "Pots", "url": "https://tea.example/(pots)"},
]
TEAS = [
    {"id": name, "name": name, "year": 1800 + at, "sources": []} for at, name in enumerate("ada bob cyd dan".split())
]
MOMENTS = [{"on": f"{1900 + at}-02", "event": "introduced", "topic": "t", "name": f"tea {at}"} for at in range(4)]
LONG = "\n\n".join(f"Paragraph {number} says something. " + "It goes on and on. " * 20 for number in range(60))
ANSWERS = {
    "text": [Message("Green tea is a **tea**.\n\nIt is heated: 5 * 3 = 15, e.g. a_b and C#.")],
    "buttons": [Message("Which one?", (Button("Green [tea]?", "/a"), Button("Black\ntea?", "/b")))],
    "table": [
        Message(
            "They differ.\n- Leaves — green: heated | black: oxidised\n- Hue — green: pale | clear | black: dark\nOK",
            custom={"blocks": [{"type": "table", "columns": COLUMNS, "rows": ROWS}]},
        )
    ],
    "timeline": [Message("Four teas came one by one.", custom={"blocks": [{"type": "timeline", "items": MOMENTS}]})],
    "list": [
        Message(
            "Teas are: ada (1800), bob (1801), cyd (1802) and dan (1803).",
            custom={"blocks": [{"type": "list", "title": "Teas", "items": TEAS}]},
        )
    ],
    "sources": [
        Message(
            "It is so.\n\nSources: Twining (1905); Pots", custom={"blocks": [{"type": "sources", "items": SOURCES}]}
        )
    ],
    "image": [Message("Look.", image="https://tea.example/pot.png")],
    "several": [Message("One."), Message("Two.", (Button("Three?", "/c"),))],
    "long": [Message(LONG)],
    "markup": [Message(f"You said: {HOSTILE}")],
    "handover": [Message("A person takes over here. I keep silent.", (Button("Start over with the bot", "/restart"),))],
    "nothing": [],
}
