"""What events are made of, after Rasa's `EVENTS_SCHEMA`: as strict as what the engine reads of them later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, model_validator


def unless_null(default: Callable[[], Any]) -> AfterValidator:
    """Takes null, which Rasa writes for nothing, for the default."""
    return AfterValidator(lambda value: default() if value is None else value)


Text = Annotated[str | None, unless_null(str)]
Number = Annotated[Annotated[float, Field(strict=True, allow_inf_nan=False)] | None, unless_null(float)]
Offset = Annotated[Annotated[float, Field(strict=True, ge=0, le=1e6)] | None, AfterValidator(lambda at: int(at or 0))]


class Part(BaseModel):
    """A part of an event, with whatever else it holds."""

    model_config = ConfigDict(extra="allow")


class Entity(Part):
    """Something named."""

    entity: str
    value: JsonValue
    role: Text = ""
    group: Text = ""
    start: Offset = 0
    end: Offset = 0


class Intent(Part):
    """What is meant, and how surely."""

    name: Text = ""
    confidence: Number = 0.0


class Meaning(Part):
    """An intent and its entities."""

    intent: Annotated[Intent | None, unless_null(Intent)] = Intent()
    entities: Annotated[list[Entity] | None, unless_null(list)] = []


class _Beside(Part):
    """What our own understanding tells of a message beside that."""

    insisted: list[str] = []
    repaired: list[str] = []
    told: dict[str, list[str]] = {}


class ParseData(Meaning):
    """What is understood of a message."""

    text: Text = ""
    intent_ranking: Annotated[list[Intent] | None, unless_null(list)] = []
    metadata: Annotated[_Beside | None, unless_null(_Beside)] = _Beside()


class _Button(Part):
    title: str
    payload: Text = ""

    @model_validator(mode="after")
    def _sends_its_title(self) -> _Button:
        """Rasa's clients send the title of a button without a payload."""
        self.payload = self.payload or self.title
        return self


class _Thing(Part):
    name: str
    sources: list[str] = []


class _Moment(_Thing):
    on: str
    event: str


class _Source(Part):
    id: str
    title: str


class _List(Part):
    type: Literal["list"]
    items: list[_Thing]


class _Timeline(Part):
    type: Literal["timeline"]
    items: list[_Moment]


class _Sources(Part):
    type: Literal["sources"]
    items: list[_Source]


class _Table(Part):
    type: Literal["table"]
    columns: list[str]
    rows: list[Annotated[list[str], Field(min_length=1)]]
    sources: list[list[str]] = []


Block = Annotated[_List | _Timeline | _Sources | _Table, Field(discriminator="type")]


class _Custom(Part):
    blocks: list[Block] = []


class Shown(Part):
    """What the bot shows beside its text: Rasa's `data`."""

    buttons: Annotated[list[_Button] | None, unless_null(list)] = []
    image: Text = ""
    custom: Annotated[_Custom | None, unless_null(_Custom)] = _Custom()


class _Matter(Part):
    line: str
    about: list[str]


class Remembered(Part):
    """What the conversation remembers of something the bot said: its `metadata`."""

    utter_action: str = ""
    answers: list[str] = []
    cited: list[str] = []
    parse_data: Meaning = Meaning()
    expecting: Meaning = Meaning()
    whole: str = ""
    remember: _Matter | None = None
    recalled: str = ""


class Visit(BaseModel):
    """What ELIZA remembers while she has the word: the value of the slot `eliza`."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=4)]
    counters: dict[str, Annotated[int, Field(ge=0)]]
    memories: list[str]
