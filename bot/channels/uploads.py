"""Files: a bot that reads none says so in its answer, where a refusal would only show the widget's own error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

WORDS = "I can not read files. Please ask your question in words."


def declining(answer: Mapping[str, Any]) -> type[APIRoute]:
    """Routes that answer so to whoever sends a form with files, and else do what they do."""

    class Declining(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Any]:
            handle = super().get_route_handler()

            async def handler(request: Request) -> Response:
                if request.headers.get("content-type", "").startswith("multipart/form-data"):
                    return JSONResponse(answer)
                return await handle(request)

            return handler

    return Declining
