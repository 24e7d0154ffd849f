"""HTTP on this machine: no certificates of the web are read, which costs each client 30 ms of a processor."""

from __future__ import annotations

from functools import partial

import httpx2

Client = partial(httpx2.Client, verify=False)
AsyncClient = partial(httpx2.AsyncClient, verify=False)
get = partial(httpx2.get, verify=False)
post = partial(httpx2.post, verify=False)
