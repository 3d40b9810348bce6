"""`python -m tests.faults [--engine NAME] [--quick]`: every fault on purpose, and what it found.

`make faults` runs it at full strength on both engines, trial by trial, which takes hours. A line
says what was tried, how often, and what was found; the last ones name what could not be tried
here.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.__main__ import FOREIGN, ROOT, postgresql

from .trials import TRIALS, Trial

ENGINES = ("sqlite", "postgresql")
# What pytest answers where nothing is left to run.
NOTHING = 5
LINE = "{:<11}{:<34}{:<10}{:>9}{:>7}{:>9}"
LONGEST = 200


@dataclass(frozen=True)
class Outcome:
    """How often a trial was tried, and a sentence for whatever it found."""

    times: int
    found: list[str]


def main() -> int:
    asked = arguments()
    found, left_out = 0, list[str]()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder, ExitStack() as places:
        print(LINE.format("engine", "trial", "tried", "times", "found", "seconds"), flush=True)
        for engine in asked.engine or ENGINES:
            settings = {"DATA_DIR": folder}
            if engine == "postgresql":
                url = places.enter_context(postgresql())
                if url is None:
                    left_out.append("PostgreSQL (no TEST_DATABASE_URL, no PostgreSQL)")
                    continue
                settings["DATABASE_URL"] = url
            for trial in TRIALS:
                began = time.monotonic()
                report = Path(folder) / f"{engine}-{TRIALS.index(trial)}.xml"
                outcome = run(trial, report, settings | trial.environment(is_quick=asked.quick))
                if outcome:
                    show(engine, trial, outcome, time.monotonic() - began)
                    found += len(outcome.found)
                else:
                    left_out.append(f"{trial.name} on {engine}")
    for each in left_out:
        print(f"Not tried here: {each}.")
    print(f"{found} found.")
    return 1 if found else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, action="append", help="this engine only")
    parser.add_argument("--quick", action="store_true", help="as often as make test tries")
    return parser.parse_args()


def run(trial: Trial, report: Path, settings: dict[str, str]) -> Outcome | None:
    """None where none of its tests runs on this engine or machine."""
    own = {name: value for name, value in os.environ.items() if name not in FOREIGN} | settings
    options = ["-q", "-p", "no:cacheprovider", "-n", str(os.cpu_count() or 1)]
    if "DATABASE_URL" in settings:
        options += ["-m", "not once and not unit"]
    command = [sys.executable, "-m", "pytest", *options, f"--junitxml={report}", *trial.tests]
    ended = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True)
    if ended.returncode == NOTHING:
        return None
    outcome = read(report) if report.exists() else Outcome(0, [])
    if ended.returncode and not outcome.found:
        said = (ended.stdout + ended.stderr).strip().splitlines() or ["nothing"]
        return Outcome(outcome.times, [f"pytest ended with {ended.returncode}: {said[-1]}"])
    return outcome if outcome.times else None


def read(report: Path) -> Outcome:
    """What pytest wrote: a test that counts nothing was one try."""
    times, found = 0, list[str]()
    for case in ET.parse(report).getroot().iter("testcase"):  # noqa: S314
        if case.find("skipped") is not None:
            continue
        counted = case.find("./properties/property[@name='tried']")
        times += 1 if counted is None else int(counted.get("value", 0))
        for wrong in (*case.findall("failure"), *case.findall("error")):
            sentence = " ".join((wrong.get("message") or "").split())[:LONGEST]
            found.append(f"{case.get('name')}: {sentence}")
    return Outcome(times, found)


def show(engine: str, trial: Trial, outcome: Outcome, seconds: float) -> None:
    line = (engine, trial.name, trial.tried, outcome.times, len(outcome.found), round(seconds))
    print(LINE.format(*line), *outcome.found, sep="\n    ", flush=True)


if __name__ == "__main__":
    sys.exit(main())
