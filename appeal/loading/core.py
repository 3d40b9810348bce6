"""Which core indicators the indicators of an appeal's documents feed."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from .documents import LoadedEntry
from .faults import Faults


def prove_core(priority: LoadedEntry, core: Iterable[LoadedEntry], faults: Faults) -> None:
    """Each indicator feeds one of the appeal's core indicators, and is measured as that is."""
    known = {row.text("code"): row for row in core}
    for activity in (priority, *priority.entries("activities")):
        for row in activity.entries("indicators"):
            if "core" in row:
                faults.gather(_prove, row, known)


def _prove(row: LoadedEntry, known: dict[str, LoadedEntry]) -> None:
    code = row.text("core")
    core = known.get(code)
    if core is None:
        row.refuse(_("“%(core)s” is no core indicator of this appeal.") % {"core": code}, "core")
    is_alike = all(row.get(name) == core.get(name) for name in ("measure", "accumulation"))
    if not is_alike or row.get("direction") != "up":
        row.refuse(
            _(
                "An indicator that feeds “%(core)s” needs its measure and its accumulation, and"
                " should rise."
            )
            % {"core": code},
            "core",
        )
