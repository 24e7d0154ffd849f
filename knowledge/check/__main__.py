"""`python -m knowledge.check [folder]`: the content check on its own, for curators and for CI."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

from knowledge.check import examine
from knowledge.loader import DEFAULT


def main(arguments: list[str]) -> int:
    """Print the problems of a pack, one a line; the exit status is 1 if one of them is an error."""
    folder = Path(arguments[0]) if arguments else DEFAULT
    problems = examine(folder.resolve(), datetime.date.today())
    for problem in problems:
        print(problem)
    errors = sum(problem.severity == "error" for problem in problems)
    print(f"{errors} errors, {len(problems) - errors} warnings")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
