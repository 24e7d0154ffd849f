"""The README of an exported project: three commands, and what Rasa does not do as the bot does."""

from __future__ import annotations

from collections.abc import Iterable
from shlex import quote

from knowledge.pack import Pack

README = """\
# {assistant} as a Rasa project

Written by `doolittle export rasa` from the pack `{pack}` ({title}). Rasa understands what a visitor says; the answers
come from Doolittle's action server, which reads the same pack. Made for Rasa 3.6.21 on Python 3.10.

```sh
rasa train                                                                      # in this folder
DOOLITTLE_KNOWLEDGE={knowledge} python -m rasa_sdk --actions actions            # where Doolittle is installed
rasa shell                                                                      # in this folder, beside the second
```

The action server warns that its version is not Rasa's; it speaks the same protocol. It listens on port 5055 of every
address of the machine unless `SANIC_HOST` names one, and asks nobody who they are.

After a change of the pack, export it into a new folder and train again: an answer alone is live once the action
server is started again, a new name or question must be learnt.

## How the pack stands here

- Each question type is an intent, and one rule leads from it to its action. `restart` is Rasa's own: it needs none.
- Questions with a fixed answer are Rasa's retrieval intents: `faq/…`, `advise/…`, `small_talk/…`. A ResponseSelector
  chooses the answer, and the action reads the choice. The domain repeats the texts because Rasa demands it.
- Names are entities. Synonyms turn each into its id, which is what actions expect.
- A button sends `/define{"topic": "an_id"}`, which Rasa understands without learning.

## What is lost

- The context: "it", "and the other one?", answers to a question of the bot and several questions in one message.
- The judge: what a question says besides is not weighed, so that Rasa answers where the bot would decline, and does
  not ask back between two readings.
- Keyword rules, the mending of spelling, and languages other than English being recognised.
- The memory of the last answer: "repeat that", "shorter" and "what did I ask first?" find none.
- Wordings take turns by chance, and ages ("eleven years ago") are not reckoned.
{left_out}"""


def readme(pack: Pack, knowledge: str, left_out: Iterable[str]) -> str:
    """The text for a pack that lies at `knowledge`."""
    values = {
        "assistant": pack.card.assistant,
        "pack": pack.card.id,
        "title": pack.card.title,
        "knowledge": quote(knowledge),
        "left_out": "".join(f"- Left out: {what}.\n" for what in left_out),
    }
    text = README
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text
