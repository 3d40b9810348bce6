"""`python -m tests.mutants`: how many faults the tests notice, and which they do not."""

import argparse
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from difflib import unified_diff
from pathlib import Path
from queue import Queue

from .running import Fate, Tests, try_out
from .sampling import Mutant, sample

ROOT = Path(__file__).resolve().parent.parent.parent
ENDS = ("killed", "endless", "broken", "survived", "untested")
# What says nothing about a line: the source's own form, other programs, the longest of all.
LEFT_OUT = (
    "tests/browser",
    "tests/test_architecture.py",
    "tests/appeal/running/test_full_disk.py",
    "tests/test_house.py",
    "tests/test_links.py",
    "tests/test_translations.py",
    "tests/appeal/running/test_serve.py",
    "tests/appeal/running/test_settings.py",
    "tests/tracking/year/test_a_year.py",
    "tests/tracking/viewpoints/test_known_on.py",
    "tests/tracking/questions/test_seeded_mistakes.py",
    "tests/tracking/workbooks/test_every_viewpoint.py",
)


def main() -> int:
    asked = arguments()
    whole = copied(asked.folder / "whole")
    trees = [copied(asked.folder / f"mutated-{at}") for at in range(asked.workers)]
    tests = Tests(measured(asked.folder / "measured", whole), whole)
    mutants = sample(whole, asked.count, asked.seed)
    fates = []
    for fate in tried(mutants, tests, trees):
        fates.append(fate)
        print(f"{fate.end:9}{fate.seconds:6.0f} s  {told(fate, whole)}", flush=True)
        with (asked.folder / f"seed-{asked.seed}.jsonl").open("a") as file:
            file.write(json.dumps(asdict(fate)) + "\n")
    print(summary(fates))
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--count", type=int, default=150, help="how many faults (150)")
    parser.add_argument("--seed", type=int, default=1, help="another number, another sample (1)")
    parser.add_argument("--workers", type=int, default=2, help="how many at a time (2)")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "mutants")
    return parser.parse_args()


def copied(tree: Path) -> Path:
    """A copy of what is committed or about to be, where nobody edits."""
    if not tree.exists():
        listed = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        files = subprocess.check_output(listed, cwd=ROOT, text=True)
        for name in filter(None, files.split("\0")):
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    return tree.resolve()


def measured(file: Path, tree: Path) -> Path:
    """Which test runs which line: every test once, which takes a while and is kept."""
    if not file.exists():
        command = ("pytest", "-q", "-n", "2", "-p", "no:cacheprovider", "--cov-report=")
        options = ("--cov", "--cov-context=test", *(f"--ignore={each}" for each in LEFT_OUT))
        subprocess.run([sys.executable, "-m", *command, *options], cwd=tree)
        shutil.move(tree / ".coverage", file)
    return file


def tried(mutants: list[Mutant], tests: Tests, trees: list[Path]) -> Iterator[Fate]:
    free: Queue[Path] = Queue()
    for tree in trees:
        free.put(tree)

    def one(mutant: Mutant) -> Fate:
        tree = free.get()
        try:
            return try_out(mutant, mutant.source(tests.whole), tests.of(mutant), tree)
        finally:
            free.put(tree)

    with ThreadPoolExecutor(len(trees)) as pool:
        yield from pool.map(one, mutants)


def told(fate: Fate, whole: Path) -> str:
    """Where the fault is; of one that was not noticed, what it is."""
    mutant = fate.mutant
    place = f"{mutant.path}:{mutant.line} {mutant.operator}"
    if fate.end not in ("survived", "untested"):
        return f"{place}  {fate.killer}"
    before = (whole / mutant.path).read_text().splitlines()
    lines = list(unified_diff(before, mutant.source(whole).splitlines(), lineterm="", n=0))
    return "\n    ".join([f"{place} ({fate.faced} tests)", *lines[2:]])


def summary(fates: list[Fate]) -> str:
    areas: dict[str, Counter[str]] = {}
    for fate in fates:
        areas.setdefault(fate.mutant.area, Counter())[fate.end] += 1
    lines = [f"{'':12}" + "".join(f"{end:>10}" for end in ENDS)]
    for area, ends in [*areas.items(), ("all", sum(areas.values(), Counter()))]:
        lines.append(f"{area:12}" + "".join(f"{ends[end]:>10}" for end in ENDS))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
