"""How long something takes, and how much memory above that of before."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STATUS, FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass(frozen=True)
class Measured:
    """Seconds, and the peak of memory in bytes above what was in use before; None where unknown."""

    seconds: float
    memory: int | None
    answer: Any


def measured(act: Callable[[], Any]) -> Measured:
    gc.collect()
    before = _forget_peak()
    began = time.perf_counter()
    answer = act()
    seconds = time.perf_counter() - began
    peak = _in_status("VmHWM")
    return Measured(seconds, peak - before if before and peak else None, answer)


def told(name: str, one: Measured, per: Measured | None = None, goal: float | None = None) -> None:
    """One line of the table: the time, and as a multiple of another's."""
    ratio = f"{one.seconds / per.seconds:.1f} x" if per else ""
    memory = f"{one.memory / 2**20:.0f} MB" if one.memory is not None else ""
    shown = f"{goal:g} x" if goal else ""
    print(f"{name:<48}{one.seconds:>7.2f} s{ratio:>9}{shown:>8}{memory:>10}", flush=True)


def _forget_peak() -> int | None:
    """The memory in use; the peak is counted anew from here (Linux only)."""
    if FORGET.exists():
        FORGET.write_text("5")
    return _in_status("VmRSS")


def _in_status(name: str) -> int | None:
    if not STATUS.exists():
        return None
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024
