"""Ways in and out: one file each, switched on by name; each only turns its own wire format ⇄ Utterance and Answer."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from importlib.abc import InspectLoader

from bot.channels.channel import Channel
from bot.settings import UnavailableError


def known() -> tuple[str, ...]:
    """The names of the HTTP channels of this folder, read without importing one."""
    return tuple(sorted(found.name for found in pkgutil.iter_modules(__path__) if _is_channel(found)))


def channels(names: Iterable[str]) -> Iterator[Channel]:
    """The channels of those names; nothing else of the folder is imported. UnavailableError tells what can not be."""
    there = known()
    for name in dict.fromkeys(names):
        if name not in there:
            raise UnavailableError("channels", f"there is no channel {name!r}; there are: {', '.join(there)}")
        yield _imported(name)


def _is_channel(module: pkgutil.ModuleInfo) -> bool:
    spec = module.module_finder.find_spec(module.name, None)
    source = spec.loader.get_source(module.name) if spec and isinstance(spec.loader, InspectLoader) else None
    return "\nchannel = " in (source or "")


def _imported(name: str) -> Channel:
    try:
        channel = importlib.import_module(f"{__name__}.{name}").channel
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("bot."):
            raise
        needed = f"the channel {name} needs the package {error.name}"
        raise UnavailableError("channels", f"{needed}; install the extra: pip install -e '.[{name}]'") from error
    if not isinstance(channel, Channel):
        raise UnavailableError("channels", f"the channel {name} is none: it lacks name, limits or router")
    return channel
