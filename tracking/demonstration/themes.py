"""What each priority is about: the sort of work that it is, and what is measured of it."""

from collections import defaultdict

from django.conf import settings

from appeal.loading.documents import LoadedEntry, read_list

FILE = settings.BASE_DIR / "fixtures" / "demonstration" / "themes.yaml"


def read_themes() -> dict[str, LoadedEntry]:
    """The themes of the file by the codes of priorities; the general one for all others."""
    entries = read_list(FILE)
    general = next(entry for entry in entries if entry.get("general"))
    named = {code: entry for entry in entries for code in entry.texts("priorities")}
    return defaultdict(lambda: general, named)
