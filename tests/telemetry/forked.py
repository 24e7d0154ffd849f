"""A service of two processes, each on a port of its own, forked from one that prepared everything.

It prints process, port and the shared folder of each. A line of input waits for the second to end, the input's end
ends the first.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path

import uvicorn

from bot.service import app
from bot.settings import Settings
from bot.telemetry import processes

with processes.together():
    service = app(Settings(knowledge=Path(sys.argv[1]), store=sys.argv[2], live=False, metrics=True))
    workers = []
    for _ in range(2):
        listening = socket.create_server(("127.0.0.1", 0))
        workers.append(os.fork())
        if not workers[-1]:
            uvicorn.Server(uvicorn.Config(service, log_level="error")).run(sockets=[listening])
            os._exit(0)
        print(workers[-1], listening.getsockname()[1], processes.folder(), flush=True)
    first, second = workers
    sys.stdin.readline()
    os.waitpid(second, 0)
    print(second, "has ended", flush=True)
    sys.stdin.read()
    os.kill(first, signal.SIGTERM)
    os.waitpid(first, 0)
