"""Settings: environment variables with the prefix DOOLITTLE_, over lines of a settings file, over defaults."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.loader import DEFAULT

_SECRET = re.compile(r"(?<=://).*(?=@)|(?<=password=)[^&\s]*", re.DOTALL)


def masked(address: str) -> str:
    """An address as it may be shown: without who goes there, and with which password."""
    return _SECRET.sub("***", address)


def _cache_home() -> Path:
    """The user's cache folder, by the XDG Base Directory Specification."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


class Settings(BaseSettings):
    """Everything an operator can set; frozen, and the only reader of the environment in `bot`."""

    model_config = SettingsConfigDict(
        env_prefix="DOOLITTLE_",
        env_file=("doolittle.env", ".env"),
        env_file_encoding="utf-8",
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    host: str = "127.0.0.1"
    port: int = Field(default=5005, ge=0, le=65535)
    knowledge: Path = DEFAULT
    """The folder of the pack."""
    store: str = Field(default="sqlite:doolittle.db", repr=False)
    """Where conversations live: `memory`, `sqlite:` and a path, or `postgresql://user:password@host:5432/database`."""
    cache: Path | None = Field(default_factory=lambda: _cache_home() / "doolittle")
    """Where what was learned from a pack's examples is kept between starts."""
    live: bool = True
    """Whether `serve` takes up changes of the pack's files."""
    action_endpoint: str = ""
    """The webhook of the action server that runs `serve`'s actions; empty where they run in process."""
    action_timeout: float = Field(default=5.0, gt=0)
    """Seconds an action may take, the way to an action server included."""
    session_timeout: float = Field(default=60.0, ge=0)
    """Minutes of silence after which the next message begins a new session; 0 for never."""
    redact: bool = False
    """Whether e-mail addresses, phone, card and account numbers are taken out of messages before anything else."""
    retention: float = Field(default=0.0, ge=0)
    """Days after its last message at which a conversation is forgotten; 0 for never."""
    longest_message: int = Field(default=10_000, ge=1)
    """Characters of the longest message that is accepted."""
    largest_body: int = Field(default=65_536, ge=1024)
    """Bytes of the largest request body that is accepted."""
    cors: tuple[str, ...] = ()
    """Origins whose pages may call the HTTP endpoints, as a JSON list; `["*"]` for all."""
    split_paragraphs: bool = True
    """Whether the REST channel splits text without buttons at blank lines, as Rasa does."""
    log: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "console", "json"] = "auto"
    """How `serve` writes log lines; `auto` is `console` on a terminal and `json` elsewhere."""
    log_texts: bool = False
    """Whether the log shows what visitors say and what they are answered."""
    metrics: bool = False
    """Whether `serve` counts turns and serves the numbers at `/metrics`."""
    admin_token: SecretStr | None = None
    """Who brings it as a bearer token may see how the service runs, and see and delete conversations; without it only a
    service on loopback tells how it runs, and `/admin` is not there."""

    @field_validator("admin_token")
    @classmethod
    def _empty_is_none(cls, value: SecretStr | None) -> SecretStr | None:
        return value if value and value.get_secret_value() else None

    @field_validator("action_endpoint")
    @classmethod
    def _webhook(cls, value: str) -> str:
        url = urlsplit(value)
        if value and not (url.scheme in ("http", "https") and url.hostname and "@" not in url.netloc):
            raise ValueError("write the address of a webhook, such as http://actions:5055/webhook, or leave it empty")
        return value

    @field_validator("store")
    @classmethod
    def _known_store(cls, value: str) -> str:
        if value != "memory" and not re.match(r"sqlite:.|postgres(ql)?://.", value, re.DOTALL):
            raise ValueError(f"{masked(value)!r} is no store; write memory, sqlite: and a path, or postgresql://…")
        return value
