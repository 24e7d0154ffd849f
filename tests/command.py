"""The command line as a curator uses it."""

from __future__ import annotations

from typer.testing import CliRunner

from bot.cli import app


def run(*arguments: object, status: int = 0) -> str:
    """Run a command; what it printed."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == status, result.output
    assert result.stderr == ""
    return result.stdout


def refused(*arguments: object, status: int = 1) -> str:
    """Run a command that can not do what it is told; why not."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == status, result.output
    assert result.stdout == ""
    return result.stderr
