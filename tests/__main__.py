"""`python -m tests`: everything that must hold before a change lands; `make test` runs it.

With `--quick` only what needs no database, within a minute; `make quick` runs that.

Two steps run at a time, and each shows what it said when it has ended. What this machine cannot
run is named at the end, never passed over. The last line sums up the tests: `N passed, N failed,
N skipped`.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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
class Step:
    """`python -m <command>`, and how it went."""

    title: str
    command: tuple[str, ...]
    environment: dict[str, str]
    report: Path | None = None
    is_good: bool = False
    seconds: float = 0


@dataclass
class Started:
    """A step under way; what it says is shown when it has ended."""

    step: Step
    process: subprocess.Popen
    output: Path
    began: float


@dataclass
class Run:
    """What is to be run, how it went, and what could not be run here."""

    folder: Path
    began: float = field(default_factory=time.monotonic)
    steps: list[Step] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    numbers: Counter = field(default_factory=Counter)

    def step(self, title: str, *command: str, **environment: str) -> None:
        own = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        own |= {"DATA_DIR": str(self.folder / f"data-{len(self.steps)}")} | environment
        self.steps.append(Step(title, command, own))

    def tests(self, title: str, *options: str, **environment: str) -> None:
        """A step of pytest, whose tests are counted."""
        report = self.folder / f"{len(self.steps)}.xml"
        options = ("-q", "-p", "no:cacheprovider", f"--junitxml={report}", *options)
        self.step(title, "pytest", *options, **environment)
        self.steps[-1].report = report

    def side_by_side(self) -> None:
        """Run the steps, each when a place is free, in the order in which they were named."""
        waiting, running = deque(self.steps), list[Started]()
        try:
            while waiting or running:
                while waiting and len(running) < PLACES:
                    running.append(self.start(waiting.popleft()))
                time.sleep(0.05)
                for ended in [each for each in running if each.process.poll() is not None]:
                    running.remove(ended)
                    self.end(ended)
        finally:
            for stopped in running:
                stopped.process.kill()
                stopped.process.wait()
                self.show(stopped, "stopped")

    def start(self, step: Step) -> Started:
        output = self.folder / f"{self.steps.index(step)}.txt"
        print(f"... {step.title}", flush=True)
        with output.open("w") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", *step.command],
                cwd=ROOT,
                env=step.environment,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        return Started(step, process, output, time.monotonic())

    def end(self, ended: Started) -> None:
        step = ended.step
        step.is_good = ended.process.returncode == 0
        step.seconds = time.monotonic() - ended.began
        self.show(ended, "ended")
        if step.report and step.report.exists():
            self.count(ET.parse(step.report).getroot())  # noqa: S314

    def show(self, started: Started, how: str) -> None:
        said = started.output.read_text(errors="replace")
        print(f"\n── {started.step.title}, {how} ──\n{said}", flush=True)

    def count(self, report: ET.Element) -> None:
        for suite in report.iter("testsuite"):
            number = {name: int(suite.get(name, 0)) for name in COUNTED}
            failed = number["failures"] + number["errors"]
            passed = number["tests"] - failed - number["skipped"]
            self.numbers.update(passed=passed, failed=failed, skipped=number["skipped"])

    def summary(self) -> str:
        lines = [f"── Summary, after {time.monotonic() - self.began:.0f} s ──"]
        for step in self.steps:
            outcome = "ok    " if step.is_good else "FAILED"
            lines.append(f"{outcome} {step.title} ({step.seconds:.0f} s)")
        lines += [f"NOT RUN on this machine: {reason}" for reason in self.left_out]
        lines.append(", ".join(f"{self.numbers[name]} {name}" for name in ENDED))
        return "\n".join(lines)


COUNTED = ("tests", "failures", "errors", "skipped")
ENDED = ("passed", "failed", "skipped")
# While one step waits (for a database, for a browser, for its last worker) the other goes on.
PLACES = 2


def check_source(run: Run) -> None:
    run.step("lint", "ruff", "check", ".")
    run.step("format", "ruff", "format", "--check", ".")
    run.step("types", "mypy")
    run.step("template format", "djlint", "--check", "--quiet", "templates")
    run.step("template lint", "djlint", "--lint", "--quiet", "templates")
    run.step("migrations", "manage", "makemigrations", "--check", "--dry-run")


def check_behaviour(run: Run, database: str | None) -> None:
    workers = str(max(2, os.cpu_count() or 1))
    # Each takes the tests of a folder one after the other: what a module's tests share is seldom
    # made twice. Whoever is done takes over some of another's.
    shared = ("-n", workers, "--dist", "worksteal")
    suite = (*shared, "--ignore=tests/browser")
    run.tests("tests on SQLite", *suite)
    check_source(run)
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if chromium:
        run.tests("tests in a browser", *shared, "tests/browser", CHROMIUM=chromium)
    else:
        run.left_out.append(f"the tests in a browser (no CHROMIUM, none of {', '.join(CHROMIUMS)})")
    if database:
        run.tests(
            "tests on PostgreSQL", *suite, "-m", "not once and not unit", DATABASE_URL=database
        )
    else:
        run.left_out.append("the tests on PostgreSQL (no TEST_DATABASE_URL, no PostgreSQL)")
    if not shutil.which("soffice"):
        run.left_out.append("the recalculation of workbooks (no LibreOffice)")


def check_quickly(run: Run) -> None:
    check_source(run)
    few = ("-n", "2", "-m", "unit and not slow", "--ignore=tests/browser")
    run.tests("tests without a database", *few)


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
    with tempfile.TemporaryDirectory(prefix="tests-") as folder, ExitStack() as places:
        run = Run(Path(folder))
        if "--quick" in options:
            check_quickly(run)
        else:
            check_behaviour(run, places.enter_context(postgresql()))
        run.side_by_side()
    print(run.summary())
    return 0 if all(step.is_good for step in run.steps) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
