"""`python -m tests`: everything that must hold before a change lands; `make test` runs it.

With `--quick` only what needs no database, within a minute; `make quick` runs that.

What this machine cannot run is named at the end, never passed over. The last line sums up the
tests: `N passed, N failed, N skipped`.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from . import postgres

ROOT = Path(__file__).resolve().parent.parent
# A developer's own settings must not decide what the tests see.
FOREIGN = (
    "ALLOWED_HOSTS", "DATABASE_URL", "DEBUG", "DEMO_PASSWORD", "EMAIL_URL", "PORT", "PROXY_COUNT",
    "SECRET_KEY", "SITE_URL",
    # Each worker and each command under test would compile the whole source again.
    "PYTHONDONTWRITEBYTECODE",
)  # fmt: skip
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


@dataclass
class Run:
    """What was run, how it went, and what could not be run here."""

    folder: Path
    outcomes: list[tuple[str, bool, float]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def step(self, title: str, *command: str, **environment: str) -> None:
        """Run `python -m <command>` with its output shown."""
        print(f"\n── {title} ──", flush=True)
        began = time.monotonic()
        ended = subprocess.run(
            [sys.executable, "-m", *command], cwd=ROOT, env=self.environment(environment)
        )
        self.outcomes.append((title, ended.returncode == 0, time.monotonic() - began))

    def environment(self, more: dict[str, str]) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        return own | {"DATA_DIR": str(self.folder / "data")} | more

    def tests(self, title: str, *options: str, **environment: str) -> None:
        """Run pytest and count its tests."""
        report = self.folder / f"{len(self.outcomes)}.xml"
        options = ("-q", "-p", "no:cacheprovider", f"--junitxml={report}", *options)
        self.step(title, "pytest", *options, **environment)
        if report.exists():
            self.count(ET.parse(report).getroot())  # noqa: S314

    def count(self, report: ET.Element) -> None:
        for suite in report.iter("testsuite"):
            number = {name: int(suite.get(name, 0)) for name in COUNTED}
            failed = number["failures"] + number["errors"]
            self.failed += failed
            self.skipped += number["skipped"]
            self.passed += number["tests"] - failed - number["skipped"]

    def summary(self) -> str:
        lines = ["\n── Summary ──"]
        for title, is_good, seconds in self.outcomes:
            lines.append(f"{'ok    ' if is_good else 'FAILED'} {title} ({seconds:.0f} s)")
        lines += [f"NOT RUN on this machine: {reason}" for reason in self.left_out]
        lines.append(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        return "\n".join(lines)


COUNTED = ("tests", "failures", "errors", "skipped")


def check_source(run: Run) -> None:
    run.step("lint", "ruff", "check", ".")
    run.step("format", "ruff", "format", "--check", ".")
    run.step("types", "mypy")
    run.step("template format", "djlint", "--check", "--quiet", "templates")
    run.step("template lint", "djlint", "--lint", "--quiet", "templates")
    run.step("migrations", "manage", "makemigrations", "--check", "--dry-run")


def check_behaviour(run: Run) -> None:
    # One worker more than there are cores, as some wait for another program. Each takes the tests
    # of a folder one after the other: what a module's tests share is seldom made twice.
    workers = str((os.cpu_count() or 1) + 1)
    suite = ("-n", workers, "--dist", "worksteal", "--ignore=tests/browser")
    run.tests("tests on SQLite", *suite)
    with postgresql() as url:
        if url:
            run.tests("tests on PostgreSQL", *suite, "-m", "not once", DATABASE_URL=url)
        else:
            run.left_out.append("the tests on PostgreSQL (no TEST_DATABASE_URL, no PostgreSQL)")
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if chromium:
        run.tests("tests in a browser", "-n", "2", "tests/browser", CHROMIUM=chromium)
    else:
        run.left_out.append(f"the tests in a browser (no CHROMIUM, none of {', '.join(CHROMIUMS)})")
    if not shutil.which("soffice"):
        run.left_out.append("the recalculation of workbooks (no LibreOffice)")


@contextmanager
def postgresql() -> Iterator[str | None]:
    """The DATABASE_URL of TEST_DATABASE_URL or of a temporary cluster; None where neither is."""
    programs = postgres.binaries()
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
    elif programs:
        with postgres.cluster(programs) as url:
            yield url
    else:
        yield None


def main(*options: str) -> int:
    # Stopped from outside, the cluster and the temporary folder are still removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="tests-") as folder:
        run = Run(Path(folder))
        check_source(run)
        if "--quick" in options:
            run.tests(
                "tests without a database",
                "-n",
                "2",
                "-m",
                "unit and not slow",
                "--ignore=tests/browser",
            )
        else:
            check_behaviour(run)
        print(run.summary())
    return 0 if all(is_good for _, is_good, _ in run.outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
