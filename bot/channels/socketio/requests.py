"""What clients send: the data of `session_request` and `user_uttered`."""

from __future__ import annotations

import json
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from bot.channels.nesting import shallow
from bot.guard.refusal import Refusal
from bot.messages import readable

Asked = TypeVar("Asked", bound="SessionRequest")


def _as_text(value: object) -> object:
    """Ids may be numbers or null."""
    if value is None:
        return ""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_data(value: object) -> object:
    """Rasa takes metadata written as JSON as well."""
    return json.loads(value) if isinstance(value, str) else value


Id = Annotated[str, Field(max_length=256), BeforeValidator(_as_text)]
Data = Annotated[dict[str, Any] | None, BeforeValidator(_as_data)]


class SessionRequest(BaseModel):
    """The data of `session_request`."""

    model_config = ConfigDict(extra="ignore")

    session_id: Id = ""
    """The session to go on with; empty for a new one."""

    @field_validator("session_id")
    @classmethod
    def _readable(cls, value: str) -> str:
        return readable(value)


class UserUttered(SessionRequest):
    """The data of `user_uttered`."""

    message: str | None = None
    """The visitor's words, or a button's payload; null where a widget has nothing to begin with."""
    message_id: Id = ""
    """Names the message, so that it can be sent again; it may stand in the metadata as well."""
    metadata: Data = None
    customData: Data = None  # noqa: N815 - rasa-webchat's name
    """What rasa-webchat sends for metadata."""

    @field_validator("metadata", "customData")
    @classmethod
    def _shallow(cls, value: dict[str, Any] | None) -> dict[str, Any] | None:
        return shallow(value)

    @property
    def kept(self) -> dict[str, Any]:
        """What is kept with the message."""
        return self.metadata or self.customData or {}

    @property
    def named(self) -> str:
        """The id that the client gave the message; empty for none."""
        return self.message_id or str(self.kept.get("message_id") or "")[:256]


def read(kind: type[Asked], data: object) -> Asked:
    """The data of an event; a Refusal (422) that tells what is wrong with it."""
    try:
        return kind.model_validate({} if data is None else data)
    except (ValidationError, RecursionError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": "it nests too deeply"}
        where = ".".join(map(str, first["loc"])) or "its data"
        raise Refusal(422, f"This message has not the form that it needs: {where}: {first['msg']}.") from None
