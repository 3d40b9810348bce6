"""What each priority is about: the sort of work that it is, and what is measured of it."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from appeal.loading.documents import LoadedEntry, read_list
from appeal.models import Priority

FILE = settings.BASE_DIR / "fixtures" / "demonstration" / "themes.yaml"


@dataclass(frozen=True)
class Themes:
    """The themes of the file; a priority that none names has the general one."""

    entries: list[LoadedEntry]

    @cached_property
    def by_code(self) -> dict[str, LoadedEntry]:
        return {code: entry for entry in self.entries for code in entry.texts("priorities")}

    @cached_property
    def general(self) -> LoadedEntry:
        return next(entry for entry in self.entries if entry.get("general"))

    def of(self, priority: Priority) -> LoadedEntry:
        return self.by_code.get(priority.code, self.general)


def read_themes() -> Themes:
    return Themes(read_list(FILE))
