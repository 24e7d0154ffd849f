"""What is worked out when it is first asked for, and kept with the record it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Owner = TypeVar("Owner")
Value = TypeVar("Value")


class once(Generic[Owner, Value]):  # noqa: N801  # read as a decorator, like `property`
    """A property of a record that lives for one message; `functools.cached_property` takes a lock until Python 3.12."""

    def __init__(self, work: Callable[[Owner], Value]) -> None:
        self._work, self.__doc__ = work, work.__doc__

    def __set_name__(self, owner: type[Owner], name: str) -> None:
        self._name = name

    @overload
    def __get__(self, record: None, owner: type[Owner]) -> once[Owner, Value]: ...
    @overload
    def __get__(self, record: Owner, owner: type[Owner]) -> Value: ...
    def __get__(self, record: Any, owner: Any) -> Any:
        """What was worked out; asked for again it is an attribute like any other."""
        if record is None:
            return self
        value = record.__dict__[self._name] = self._work(record)
        return value
