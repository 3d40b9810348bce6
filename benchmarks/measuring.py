"""How long something takes, how much memory above that of before, and the table of it all."""

import gc
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

STATUS, FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
HEAD = ("What", "Measured", "Goal", "")


@dataclass(frozen=True)
class Measured:
    """Seconds, and the peak of memory in bytes above what was in use before; None where unknown."""

    seconds: float
    memory: int | None
    answer: Any


def measured(act: Callable[[], Any]) -> Measured:
    gc.collect()
    before = _forget_peak()
    began = worked()
    answer = act()
    seconds = worked() - began
    peak = _in_status("VmHWM")
    return Measured(seconds, peak - before if before and peak else None, answer)


def took(act: Callable[[], Any]) -> float:
    """Seconds, of what is too quick for anything else to be done around it."""
    began = worked()
    act()
    return worked() - began


def worked() -> float:
    """Processor time of this process, and of the one of PostgreSQL that answers it.

    So that nothing else that the machine does counts; where that cannot be read, the time.
    """
    if connection.vendor == "sqlite":
        return time.process_time()
    connection.ensure_connection()
    answering = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    if not answering.exists():
        return time.perf_counter()
    return time.process_time() + int(answering.read_text().split()[0]) / 1e9


def quickest(act: Callable[[], Any], times: int = 7) -> float:
    """Seconds at best: whatever else the machine does only adds. Once before, to warm up."""
    return quickest_in_turn(act, times=times)[0]


def quickest_in_turn(*acts: Callable[[], Any], times: int = 7) -> list[float]:
    """Seconds at best of each of what is compared, one after the other again and again.

    One after the other alone, what else the machine does would slow only one of them.
    """
    for act in acts:
        act()
    taken = [[measured(act).seconds for act in acts] for _ in range(times)]
    return [min(each) for each in zip(*taken, strict=True)]


@dataclass
class Table:
    """What was measured, printed line by line, with the goal and whether it is met."""

    lines: list[tuple[str, ...]] = field(default_factory=list)

    def say(self, what: str, figure: float, unit: str, most: float | None = None) -> None:
        """`figure` in a unit, such as x (a multiple of what `what` names), MB or ms."""
        is_met = most is None or figure <= most
        goal = "" if most is None else f"at most {most:g} {unit}"
        verdict = "" if most is None else "met" if is_met else "MISSED"
        self._add(what, f"{_short(figure)} {unit}", goal, verdict)

    def at_least(self, what: str, figure: float, unit: str, least: float) -> None:
        verdict = "met" if figure >= least else "MISSED"
        self._add(what, f"{_short(figure)} {unit}", f"at least {least:g} {unit}", verdict)

    def memory(self, what: str, one: Measured, most: float | None = None) -> None:
        if one.memory is not None:
            self.say(f"{what}: memory", one.memory / 2**20, "MB", most)

    def _add(self, *line: str) -> None:
        self.lines.append(line)
        what, figure, goal, verdict = line
        print(f"{what:<74}{figure:>14}{goal:>20}  {verdict}", flush=True)

    def as_markdown(self, about: Iterable[str]) -> str:
        rows = [HEAD, ("---", "---:", "---:", "---"), *self.lines]
        return "\n".join([*about, "", *("| " + " | ".join(row) + " |" for row in rows), ""])


def _short(figure: float) -> str:
    return (
        f"{figure:.0f}" if figure >= 100 else f"{figure:.1f}" if figure >= 10 else f"{figure:.2f}"
    )


def _forget_peak() -> int | None:
    """The memory in use; resets the peak (Linux only)."""
    if FORGET.exists():
        FORGET.write_text("5")
    return _in_status("VmRSS")


def _in_status(name: str) -> int | None:
    if not STATUS.exists():
        return None
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024
