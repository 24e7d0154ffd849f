"""Parameters in the address and the head of a request, read by hand and documented all the same.

FastAPI looks for each one that a route declares anew in every request: some 25 µs each, a tenth of a bare request.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field, TypeAdapter, ValidationError

from bot.guard.head import header

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Parameter(Generic[Value]):
    """A parameter that may be left out."""

    name: str
    where: Literal["query", "header"]
    form: TypeAdapter[Value]
    default: Value

    def of(self, request: Request) -> Value:
        """Its value in a request; FastAPI's own error (422) for one that has not its form."""
        given: str | None = None
        if self.where == "query":
            given = request.query_params.get(self.name) if request.scope["query_string"] else None
        elif (found := header(request.scope, self.name.lower().encode())) is not None:
            given = found.decode("latin-1")
        if given is None:
            return self.default
        try:
            return self.form.validate_python(given)
        except ValidationError as error:
            wrong = [{**each, "loc": (self.where, self.name, *each["loc"])} for each in error.errors()]
            raise RequestValidationError(wrong) from None

    def documented(self) -> dict[str, Any]:
        """As the OpenAPI document tells it."""
        schema = {**self.form.json_schema(), "default": self.default}
        return {"name": self.name, "in": self.where, "required": False, "schema": schema}


def heading(name: str) -> Parameter[str]:
    """A header that names something."""
    return Parameter(name, "header", TypeAdapter(Annotated[str, Field(max_length=256)]), "")


def flag(key: str) -> Parameter[bool]:
    """Something in the address to be switched on."""
    return Parameter(key, "query", TypeAdapter(bool), False)


def documented(*parameters: Parameter[Any]) -> dict[str, Any]:
    """What a route gives as its `openapi_extra`."""
    return {"parameters": [parameter.documented() for parameter in parameters]}
