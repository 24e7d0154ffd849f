"""How advice is said: the verdict first, Yes or No first where that was asked, then reason and what to check."""

from __future__ import annotations

from abc import ABC

from actions.action import PackAction
from actions.asking import facet_button, next_questions
from actions.reading import Reading
from actions.reply import Reply, capital
from actions.saying import Sayer
from knowledge.answers import Advice, Fit
from knowledge.pack import Pack

_LEADS: dict[Fit, str] = {"yes": "Yes. ", "partly": "In part. ", "no": "No. "}
_ASKING = ("is ", "are ", "can ", "could ", "should ", "would ", "will ", "may ", "do ", "does ")


class AdvisingAction(PackAction, ABC):
    """An action that gives advice."""

    def advised(self, advice: Advice, reading: Reading) -> Reply:
        """A piece of advice, answering the yes-or-no question about a candidate if one was asked."""
        lead = self._lead(advice, reading)
        warned = self._warned(reading)
        parts = [
            f"{lead}{warned or advice.verdict}",
            advice.verdict if warned else "",
            advice.reason,
            advice.alternative,
            advice.check_first,
        ]
        tools = [tool for tool in advice.tools if tool in self.pack.topics]
        if tools:
            parts.append(f"Tools in use: {Sayer(self.pack).names(tools)}.")
        focus = next((a for a in advice.about if a in self.pack.topics), "")
        buttons = (
            next_questions(self.pack, advice.ask_next)
            or tuple(
                facet_button(self.pack, topic, "define")
                for topic in (*tools, *(f for f in advice.fits if f in self.pack.topics))
            )[:3]
        )
        return Reply(
            " ".join(part for part in parts if part),
            sources=advice.sources,
            buttons=buttons,
            answers=(f"advice/{advice.id}",),
            topic=focus or None,
            listed=tuple(tools),
            missed=advice.declines,
        )

    def _warned(self, reading: Reading) -> str:
        """What the facts say against a candidate the visitor named for exactly this."""
        asked, sayer = reading.of_type("task", "medium"), Sayer(self.pack)
        for topic in reading.of_type("topic"):
            for fact in self.pack.facts(topic, "poor_for"):
                if fact.target in asked and fact.because:
                    better = f"; better: {sayer.the(fact.instead)}" if fact.instead else ""
                    return capital(f"{sayer.the(topic)} is a poor choice here, because {fact.because}{better}.")
        return ""

    def _lead(self, advice: Advice, reading: Reading) -> str:
        if not reading.text.startswith(_ASKING) and not reading.metadata.get("yes_or_no"):
            return ""
        if " need " in reading.text:
            return ""  # "Do I need a GPU for it?": whether a tool fits does not answer that.
        candidates = [topic for topic in reading.of_type("topic") if topic in self.pack.topics]
        fits = [fit for topic in candidates if (fit := fitting(self.pack, advice, topic))]
        if "yes" in fits and not advice.verdict.lower().startswith(("yes", "no")):
            return _LEADS["yes"]
        if fits and not advice.verdict.lower().startswith(("yes", "no")):
            return _LEADS[fits[0]]
        return ""


def fitting(pack: Pack, advice: Advice, topic: str) -> Fit | None:
    """Whether a topic fits, by itself, by what it most nearly is, or by what it is built on; None if nothing says.

    That something as wide as generative AI fits says nothing of each of its tools.
    """
    seen, level = {topic}, [topic]
    while level:
        for candidate in level:
            fit = advice.fits.get(candidate)
            if fit is not None and (fit == "no" or candidate == topic or candidate not in pack.wide):
                return fit
        above = [f.target for candidate in level for f in pack.facts(candidate, "is_a") if f.target not in seen]
        level = list(dict.fromkeys(above))
        seen.update(level)
    return next((advice.fits[f.target] for f in pack.facts(topic, "based_on") if f.target in advice.fits), None)
