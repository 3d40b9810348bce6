"""The names of a table's columns, for its cards on a narrow screen where no script runs."""

from django.http import HttpResponse
from django.utils.cache import patch_cache_control

from ..web.card_labels import place_of, read_labels
from ..web.request import Request

NARROW = "@media (max-width: 720px) and (scripting: none) {\n%s\n}\n"
# Of a cell that is of one column and says something.
CELL = "%s ~ * > tr:not(:has([colspan])) > :nth-child(%d)"


def card_labels(request: Request) -> HttpResponse:
    """A style sheet that writes before each cell of which column it is, and folds some away.

    The address has the names: see `labels_of`. It is the same for everybody and never changes.
    """
    place, rules = place_of(request.GET.dict()), []
    for number, (title, is_folded) in enumerate(read_labels(request.GET), 1):
        cell = CELL % (f".{place}", number)
        if title and number > 1:
            rules.append(f"{cell}:not(th, :empty)::before {{ content: {quoted(title)}; }}")
        if is_folded:
            closed = cell.replace("tr:not(", "tr:not(:hover, :focus-within):not(")
            rules.append(f"{closed} {{ display: none; }}")
    if opener := request.GET.get("opener"):
        rows = f".{place} ~ tbody > tr:not(:hover, :focus-within):not(:has([colspan]))::after"
        rules.append(f"{rows} {{ content: {quoted(f'▸ {opener}')}; }}")
    answer = HttpResponse(NARROW % "\n".join(rules), content_type="text/css; charset=utf-8")
    patch_cache_control(answer, private=True, max_age=31_536_000, immutable=True)
    return answer


def quoted(text: str) -> str:
    """Text as CSS writes it, whatever is in it."""
    written = (c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text[:80])
    return f'"{"".join(written)}"'
