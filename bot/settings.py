"""Settings: environment variables with the prefix DOOLITTLE_, over lines of a settings file, over defaults."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from difflib import get_close_matches
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.signature import Method, prepared
from bot.subscriber import HANDED_OVER, Webhook, web_address
from knowledge.loader import DEFAULT

_SECRET = re.compile(r"(?<=://).*(?=@)|(?<=password=)[^&\s]*", re.DOTALL)


class UnavailableError(Exception):
    """What a setting asks for is not there: the setting's name, what is missing, and the cure."""

    def __init__(self, setting: str, what: str) -> None:
        super().__init__(f"DOOLITTLE_{setting.upper()}: {what}")


def masked(address: str) -> str:
    """An address as it may be shown: without who goes there, and with which password."""
    return _SECRET.sub("***", address)


def _cache_home() -> Path:
    """The user's cache folder, by the XDG Base Directory Specification."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def misspelt() -> Iterator[str]:
    """A sentence on each variable that looks like a setting and is none, with the one that was likely meant."""
    known = [f"DOOLITTLE_{name.upper()}" for name in (*Settings.model_fields, "chat_token")]
    for name in sorted(os.environ):
        if name.startswith("DOOLITTLE_") and name not in known:
            likely = get_close_matches(name, known, 1)
            yield f"{name} is no setting{f'; was {likely[0]} meant?' if likely else ''}"


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
    auth_token: SecretStr | None = None
    """A token that lets its bearer do everything a caller can."""
    jwt_method: Method = "HS256"
    """How JSON Web Tokens are signed; all but HS… need the package cryptography."""
    jwt_key: SecretStr | None = None
    """The secret, or the public key in PEM, that JSON Web Tokens are checked with."""
    sender_rate: str = "60/minute"
    """Messages one conversation may send, in the notation of `limits`; empty for no limit."""
    address_rate: str = "300/minute"
    """Requests one address may send, likewise."""
    limits_store: str = "memory"
    """Where they are counted: `memory`, each process for itself, or `redis://…`, all together."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks whose `X-Forwarded-For` is believed, as a JSON list; `["*"]` for all."""
    request_timeout: float = Field(default=30.0, gt=0)
    """Seconds a request may take to arrive, and as many until its response begins."""
    most_requests: int = Field(default=256, ge=1)
    """Requests that are worked on at once."""
    channels: tuple[str, ...] = ("rest", "web")
    """The channels that are switched on, as a JSON list of their names."""
    person: tuple[str, ...] = ()
    """Names of channels on which a person takes over where a visitor wants one, as a JSON list; `["*"]` for all."""
    split_paragraphs: bool = True
    """Whether the REST channel splits text without buttons at blank lines, as Rasa does."""
    workers: int = Field(default=1, ge=1)
    """Processes that answer."""
    stop_timeout: int = Field(default=10, ge=0)
    """Seconds in which `serve`, told to stop, finishes what it has begun to answer."""
    log: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "console", "json"] = "auto"
    """How `serve` writes log lines; `auto` is `console` on a terminal and `json` elsewhere."""
    log_texts: bool = False
    """Whether the log shows what visitors say and what they are answered."""
    metrics: bool = False
    """Whether `serve` counts turns and serves the numbers at `/metrics`."""
    slack_bot_token: SecretStr | None = None
    """Slack's bot token, which the channel `slack` needs."""
    slack_signing_secret: SecretStr | None = None
    """What Slack signs its requests with; without it nothing of Slack's is taken over HTTP."""
    slack_app_token: SecretStr | None = None
    """Slack's app-level token: with it the channel asks Slack for events over a WebSocket (Socket Mode)."""
    slack_conversation: Literal["thread", "channel", "user"] = "thread"
    """What is one conversation in Slack."""
    slack_handover_group: str = Field(default="", pattern=r"^(S[A-Z0-9]+)?$")
    """The id of the Slack user group that is called where a visitor asks for a person; empty for none."""
    slack_api: str = Field(default="https://slack.com/api/", pattern=r"^https?://\S+$")
    """Where Slack's Web API is; GovSlack has its own."""
    admin_token: SecretStr | None = None
    """Who brings it as a bearer token may see how the service runs, and see and delete conversations; without it only a
    service on loopback tells how it runs, and `/admin` is not there."""

    webhooks: tuple[Webhook, ...] = ()
    """Who posts to `/webhooks/…` and is told of events, as a JSON list."""
    chatwoot_url: str = ""
    """Where Chatwoot is, `https://app.chatwoot.com` for instance."""
    chatwoot_token: SecretStr | None = None
    """The access token of the agent bot there."""
    chatwoot_secret: SecretStr | None = None
    """What Chatwoot signs with, or what is written behind `?secret=` into the address that it calls."""
    telegram_token: SecretStr | None = None
    """The token that BotFather gave."""
    telegram_secret: SecretStr | None = None
    """The `secret_token` that was given to `setWebhook`."""
    telegram_name: str = ""
    """The bot's name, by which it is spoken to in groups."""
    telegram_url: str = "https://api.telegram.org"
    """Where the Bot API is."""

    @property
    def desks(self) -> tuple[str, ...]:
        """The channels on which a person takes over: those named, and `webhooks` where a subscriber hears of it."""
        told = "webhooks" in self.channels and any(HANDED_OVER in each.events for each in self.webhooks)
        return (*self.person, *(("webhooks",) if told else ()))

    @field_validator("chatwoot_url", "telegram_url")
    @classmethod
    def _base(cls, value: str) -> str:
        return value and web_address(value).rstrip("/")

    @field_validator("webhooks")
    @classmethod
    def _named_once(cls, value: tuple[Webhook, ...]) -> tuple[Webhook, ...]:
        names = [each.name for each in value]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"there are several of the name {min(twice)}")
        return value

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

    @field_validator("workers")
    @classmethod
    def _shared_store(cls, value: int, info: ValidationInfo) -> int:
        if value > 1 and info.data.get("store") == "memory":
            raise ValueError("memory keeps conversations within one process; name another DOOLITTLE_STORE for several")
        return value

    @field_validator(
        *("auth_token", "jwt_key", "admin_token", "slack_bot_token", "slack_signing_secret", "slack_app_token"),
        *("chatwoot_token", "chatwoot_secret", "telegram_token", "telegram_secret"),
    )
    @classmethod
    def _empty_is_none(cls, value: SecretStr | None) -> SecretStr | None:
        return value if value and value.get_secret_value() else None

    @field_validator("jwt_key")
    @classmethod
    def _usable_key(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value and "jwt_method" in info.data:
            prepared(value.get_secret_value(), info.data["jwt_method"])
        return value

    @field_validator("sender_rate", "address_rate")
    @classmethod
    def _known_notation(cls, value: str) -> str:
        if value:
            from limits import parse_many

            cure = "write a number from 1 on and a time, like 60/minute or 5/second;1000/day"
            try:
                windows = parse_many(value)
            except ValueError:
                raise ValueError(cure) from None
            if any(window.amount < 1 for window in windows):
                raise ValueError(cure)
        return value

    @field_validator("cors")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if origin not in ("*", "null") and not re.fullmatch(r"[a-z][a-z0-9+.-]*://[^/\s]+", origin):
                raise ValueError(f"{origin!r} is no origin; write one like https://shop.example, without a path")
        return value

    @field_validator("limits_store")
    @classmethod
    def _known_counter(cls, value: str) -> str:
        if value != "memory" and not value.startswith(("redis://", "rediss://")):
            raise ValueError("write memory, or redis:// and an address")
        if value != "memory" and not find_spec("redis"):
            raise ValueError("it needs the package redis; install the extra: pip install -e '.[redis]'")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for proxy in value:
            if proxy != "*":
                ip_network(proxy)
        return value

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """What `repr` shows: no secret, and no password of a store's address."""
        for name, value in super().__repr_args__():
            yield name, masked(value) if isinstance(value, str) else value
