"""`python -m benchmarks [--whole]`: the goals for speed and size, each as a ratio within one run.

The small form has 100 000 lines of the ledger on SQLite; the whole one a million, on SQLite and on
PostgreSQL. Everything happens in a temporary folder. The last table is saved beside this.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote, urlencode

SMALL, WHOLE = 100_000, 1_000_000
HERE = Path(__file__).parent
# Only the process that answers is measured: it does all of a query itself.
ALONE = urlencode({"options": "-c max_parallel_workers_per_gather=0"}, quote_via=quote)


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks")
    asked.add_argument("--whole", action="store_true", help="a million lines, both engines")
    asked.add_argument("--rows", type=int, help="so many lines instead")
    asked.add_argument("--keep", type=Path, help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.whole:
        on_both_engines(options.rows or WHOLE)
    else:
        kept = options.keep or (None if options.rows else HERE / "sqlite.md")
        on_one_engine(options.rows or SMALL, kept)


def on_both_engines(rows: int) -> None:
    """Each in a process of its own, so that neither has the other's memory."""
    from tests import postgres

    def run(engine: str, **more: str) -> None:
        kept = HERE / f"{engine}.md"
        command = [sys.executable, "-m", "benchmarks", "--rows", str(rows), "--keep", str(kept)]
        subprocess.run(command, check=True, env=os.environ | more)  # noqa: S603

    run("sqlite", DATABASE_URL="")
    if programs := postgres.binaries():
        with postgres.cluster(programs) as url:
            run("postgresql", DATABASE_URL=f"{url}?{ALONE}")
    else:
        print("PostgreSQL is not installed on this machine: its half was left out.")


def on_one_engine(rows: int, kept: Path | None) -> None:
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
        if not os.environ.get("DATABASE_URL"):
            os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from .run import run

        text = run(rows, minute=60 if rows >= WHOLE else 15)
        if kept:
            kept.write_text(text)


if __name__ == "__main__":
    main()
