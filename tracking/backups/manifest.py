"""What is in a backup: its tables, files and versions, and figures to prove it by."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Self

from appeal.base.viewpoint import EVERYTHING
from appeal.models import Appeal

from ..figures import HEADLINES, figures_of

NAME = "manifest.json"
FORM = 1


@dataclass(frozen=True)
class Content:
    """A table or file: how many rows or bytes, and the SHA-256 of its content."""

    size: int
    sha256: str


@dataclass
class Manifest:
    """Tables by label, files by name, the last number given in each table, applied migrations.

    `figures` are the headlines of each appeal at two viewpoints, from `headlines`.
    """

    made_at: str
    engine: str
    versions: dict[str, str]
    migrations: list[tuple[str, str]]
    form: int = FORM
    tables: dict[str, Content] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    files: dict[str, Content] = field(default_factory=dict)
    figures: list[dict[str, str]] = field(default_factory=list)

    @property
    def told(self) -> str:
        rows = sum(held.size for held in self.tables.values())
        return f"{rows} rows in {len(self.tables)} tables and {len(self.files)} files"

    def written(self) -> bytes:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False).encode()

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Raises ValueError, KeyError or TypeError where it is no manifest."""
        given = json.loads(content)
        given["migrations"] = [(app, name) for app, name in given["migrations"]]
        for held in ("tables", "files"):
            given[held] = {name: Content(**each) for name, each in given[held].items()}
        return cls(**given)


def headlines(today: date) -> list[dict[str, str]]:
    """The headlines of each appeal, in the present and half-way through its year as known then."""
    return [
        headline(appeal, day, is_past=is_past)
        for appeal in Appeal.objects.order_by("pk")
        for day, is_past in viewpoints(appeal, today)
    ]


def viewpoints(appeal: Appeal, today: date) -> Iterator[tuple[date, bool]]:
    yield appeal.last_value_day(today), False
    half = appeal.starts_on + (appeal.ends_on - appeal.starts_on) // 2
    yield min(half, today - timedelta(days=1)), True


def headline(appeal: Appeal, day: date, *, is_past: bool) -> dict[str, str]:
    viewpoint = EVERYTHING.on(day)
    if is_past:
        viewpoint = replace(viewpoint, known_on=day, known_at=appeal.end_of(day))
    whole = figures_of(appeal, viewpoint).whole
    told = {name: str(getattr(whole, name)) for name in HEADLINES}
    return {
        "appeal": appeal.code,
        "day": day.isoformat(),
        "known": "then" if is_past else "now",
    } | told


def told_again(figures: list[dict[str, str]]) -> list[dict[str, str]]:
    """The same headlines from what is in the database now."""
    return [
        headline(
            Appeal.objects.get(code=each["appeal"]),
            date.fromisoformat(each["day"]),
            is_past=each["known"] == "then",
        )
        for each in figures
    ]
