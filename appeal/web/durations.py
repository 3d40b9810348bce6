"""How often each page was asked for since this process began, and how long its answers took."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from threading import Lock
from typing import NamedTuple

BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
NAME = "appeal_request_duration_seconds"


class Answered(NamedTuple):
    """What is counted together: few, whatever strangers ask for."""

    route: str
    method: str
    status: str


@dataclass
class Durations:
    """How many answers took up to each bound and no less, the last beyond all; and all seconds."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0


known: dict[Answered, Durations] = {}
lock = Lock()


def note(answered: Answered, seconds: float) -> None:
    with lock:
        durations = known.setdefault(answered, Durations())
        durations.counts[bisect_left(BOUNDS, seconds)] += 1
        durations.seconds += seconds


def histogram() -> Iterator[str]:
    """In the text format of Prometheus, where each bound counts those below it, too."""
    yield f"# HELP {NAME} Answers by page, method and class of status, and how long they took."
    yield f"# TYPE {NAME} histogram"
    with lock:
        noted = [(key, [*each.counts], each.seconds) for key, each in known.items()]
    for key, counts, seconds in noted:
        labels = ",".join(f'{name}="{value}"' for name, value in key._asdict().items())
        for bound, count in zip((*BOUNDS, "+Inf"), accumulate(counts), strict=True):
            yield f'{NAME}_bucket{{{labels},le="{bound}"}} {count}'
        yield f"{NAME}_sum{{{labels}}} {seconds}"
        yield f"{NAME}_count{{{labels}}} {sum(counts)}"
