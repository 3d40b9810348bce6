"""Which tests a mutant must face, and how it fares in a copy of the tree."""

import ast
import os
import shutil
import subprocess
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from coverage import CoverageData

from .sampling import Mutant

MOST_TESTS = 250
PATIENCE = 400  # seconds until a mutant counts as one that never ends


@dataclass(frozen=True)
class Fate:
    """What became of a mutant: survived, killed, broken (it does not even start), endless, or
    untested (no test runs its line).
    """

    mutant: Mutant
    end: str
    killer: str = ""
    seconds: float = 0
    faced: int = 0


class Tests:
    """The tests that run a line, those first that run least beside it."""

    def __init__(self, measured: Path, whole: Path) -> None:
        self.whole = whole
        self.lines: dict[str, dict[int, list[str]]] = {}
        size: Counter[str] = Counter()
        coverage = CoverageData(str(measured))
        coverage.read()
        for file in coverage.measured_files():
            by_line = {
                line: sorted({each.rsplit("|", 1)[0] for each in contexts if each})
                for line, contexts in coverage.contexts_by_lineno(file).items()
            }
            self.lines[str(Path(file).relative_to(whole))] = by_line
            for contexts in by_line.values():
                size.update(contexts)
        self.size = size

    def of(self, mutant: Mutant) -> list[str]:
        lines = self.lines.get(mutant.path, {})
        span = statement_at((self.whole / mutant.path).read_text(), mutant.line)
        found = {test for line in span for test in lines.get(line, ())}
        if found:
            return sorted(found, key=lambda test: (self.size[test], test))[:MOST_TESTS]
        return self.of_module(lines)

    def of_module(self, lines: dict[int, list[str]]) -> list[str]:
        """For what runs on import: the tests that run most of the module, in turn of each file."""
        runs = Counter(test for tests in lines.values() for test in tests)
        by_file: dict[str, list[str]] = defaultdict(list)
        for test, _ in runs.most_common():
            by_file[test.split("::")[0]].append(test)
        rounds = max(map(len, by_file.values()), default=0)
        order = (tests[at] for at in range(rounds) for tests in by_file.values() if at < len(tests))
        return list(order)[:MOST_TESTS]


def statement_at(code: str, line: int) -> range:
    """The lines of the innermost statement at a line; of one with a body, its head."""
    best = range(line, line + 1)
    smallest = sys.maxsize
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.stmt | ast.ExceptHandler) or node.end_lineno is None:
            continue
        body = getattr(node, "body", None) or getattr(node, "cases", None)
        end = body[0].lineno if body and isinstance(body[0], ast.stmt) else node.end_lineno + 1
        span = range(node.lineno, max(end, node.lineno + 1))
        if line in span and len(span) < smallest:
            best, smallest = span, len(span)
    return best


def try_out(mutant: Mutant, source: str, tests: list[str], tree: Path) -> Fate:
    """Run the tests with the fault in the tree, which is as before afterwards."""
    if not tests:
        return Fate(mutant, "untested")
    file = tree / mutant.path
    kept = file.with_suffix(".kept")
    shutil.copy2(file, kept)
    began = time.monotonic()
    try:
        file.write_text(source)
        end, killer = run(tests, tree)
    finally:
        os.replace(kept, file)
    return Fate(mutant, end, killer, time.monotonic() - began, len(tests))


def run(tests: list[str], tree: Path) -> tuple[str, str]:
    command = (sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--tb=no")
    own = {"PYTHONDONTWRITEBYTECODE": "1", "DATA_DIR": str(tree / "var")}
    try:
        ended = subprocess.run(
            [*command, *tests], cwd=tree, env=os.environ | own, capture_output=True, text=True,
            timeout=PATIENCE,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "endless", ""
    if ended.returncode == 0:
        return "survived", ""
    said = [line for line in ended.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return ("killed" if ended.returncode == 1 else "broken"), said[0] if said else ""
