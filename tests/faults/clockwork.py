"""`manage.py serve` with a clock that jumps back an hour at SIGUSR1, as one that is put right."""

import runpy
import signal
import sys
from datetime import UTC, datetime, timedelta

import time_machine

HOUR = timedelta(hours=1)


def jump(*told: object) -> None:
    time_machine.travel(datetime.now(UTC) - HOUR, tick=True).start()


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, jump)
    sys.argv = ["manage.py", "serve"]
    runpy.run_path("manage.py", run_name="__main__")
