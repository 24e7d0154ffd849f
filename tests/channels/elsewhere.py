"""A web server on another origin than the bot's, with pages that a test writes and the files of a package."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

TYPES = {"js": "text/javascript", "mjs": "text/javascript", "css": "text/css"}


class Elsewhere:
    """Serves what it is given."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[str, bytes]] = {"/favicon.ico": ("image/x-icon", b" ")}
        files = self._files

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, content = files.get(self.path, ("", b""))
                self.send_response(200 if content else 404)
                self.send_header("Content-Type", kind or "text/plain")
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://localhost:{self._server.server_address[1]}"

    def files(self, folder: Path) -> None:
        """Serve the files of a folder at the top."""
        for file in folder.iterdir():
            if file.suffix[1:] in TYPES:
                self._files[f"/{file.name}"] = (TYPES[file.suffix[1:]], file.read_bytes())

    def page(self, name: str, body: str) -> str:
        """Serve a page; its address."""
        text = f"<!doctype html><html lang=en><meta charset=utf-8><title>{name}</title><body>{body}"
        self._files[f"/{name}"] = ("text/html; charset=utf-8", text.encode())
        return f"{self.url}/{name}"

    def stop(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()
