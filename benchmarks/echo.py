"""The least that a FastAPI service can do with a message: read and check it, and send it back."""

from __future__ import annotations

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Said(BaseModel):
    """The body of Rasa's REST channel."""

    sender: str
    message: str


@app.post("/webhooks/rest/webhook")
async def echo(said: Said) -> list[dict[str, str]]:
    """One message with the visitor's own words."""
    return [{"recipient_id": said.sender, "text": said.message}]
