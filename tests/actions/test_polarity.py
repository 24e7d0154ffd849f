"""Yes and No as they were asked for."""

from __future__ import annotations

import pytest

from actions.extracted import Named
from actions.polarity import turned
from actions.reading import Reading
from actions.reply import Reply

MAKERS = (Named("organisation", "mit"), Named("person", "joseph_weizenbaum"))


def reading(text: str, message: str = "", entities: tuple[Named, ...] = ()) -> Reading:
    return Reading("is_it", text, entities, {}, {"message": message or text})


@pytest.mark.parametrize(
    ("asked", "message", "verdict", "said"),
    [
        ("bert is from 2018", "Is it wrong to say BERT is from 2018?", "Yes: so.", "No, that is right: so."),
        ("bert is from 2015", "Would I be wrong if I said so?", "No: not so.", "Yes, that is wrong: not so."),
        ("bert is from 2015", "BERT is from 2015 - wrong?", "No: not so.", "Yes, that is wrong: not so."),
        ("bert is a decoder", "Correct me if I'm wrong: BERT is a decoder", "No: not so.", "No: not so."),
        ("bert is not a decoder", "BERT isn't a decoder, right?", "No: not so.", "Yes, that is right: not so."),
        ("chatgpt can not draw", "ChatGPT can't draw, right?", "Yes: it can.", "No, that is not right: it can."),
        ("is not bert an llm", "Isn't BERT an LLM?", "In a sense: yes.", "In a sense: yes."),
        ("are cnns absent from llms", "", "No: none has one.", "Yes, that is right: none has one."),
        ("why can not bert write", "", "No: it reads. Better: an LLM.", "It reads."),
        ("why can not chatgpt draw", "", "Yes: it can.", "That is not so: it can."),
        ("models that never see text", "", "Yes: some.", "Yes: some."),
        (
            "gans were made by openai",
            "Am I wrong if I say so?",
            "Not that I know: x.",
            "As far as I know, yes, that is wrong: x.",
        ),
    ],
)
def test_a_verdict_answers_what_was_asked(asked: str, message: str, verdict: str, said: str) -> None:
    assert turned(Reply(verdict), reading(asked, message)) == said


def test_of_two_makers_neither_yes_nor_no_is_said() -> None:
    assert turned(Reply("Yes: it was."), reading("was it mit or weizenbaum", entities=MAKERS)) == "It was."
    assert turned(Reply("Yes: it was."), reading("who built it mit or weizenbaum")) == "It was."
