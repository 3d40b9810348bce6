"""The headings of tables that pages draw themselves, and the lines of lists of facts."""

from dataclasses import dataclass

from django import template
from django.template import Context
from django.template.base import FilterExpression, Parser, Token, render_value_in_context
from django.utils.html import format_html, format_html_join

from ..web.card_labels import labels_of

register = template.Library()


@dataclass(frozen=True)
class TableHeading:
    """Of a column, there where `condition` is as `wanted`; numbers are right-aligned with theirs.

    One that is folded away is shown on a narrow screen once its row is opened.
    """

    title: FilterExpression
    kinds: tuple[str, ...]
    condition: FilterExpression | None
    wanted: bool = True

    def is_drawn(self, context: Context) -> bool:
        return not self.condition or bool(self.condition.resolve(context)) == self.wanted

    def titles(self, context: Context) -> list[str]:
        """One, or those of a column for `each` of several."""
        title = self.title.resolve(context)
        return [str(each) for each in title] if "each" in self.kinds else [str(title)]

    def drawn(self, title: str, link: str) -> str:
        kinds = ["num" if kind == "each" else kind for kind in self.kinds]
        kind = format_html(' class="{}"', " ".join(kinds)) if kinds else ""
        return format_html('<th scope="col"{}>{}{}</th>', kind, link, title)


class TableHead(template.Node):
    """The head of a table, in one row."""

    def __init__(self, headings: list[TableHeading]) -> None:
        self.headings = headings

    def render(self, context: Context) -> str:
        drawn_ones = [row for row in self.headings if row.is_drawn(context)]
        pairs = [(row, title) for row in drawn_ones for title in row.titles(context)]
        headings, titles = [row for row, _title in pairs], [title for _row, title in pairs]
        folded = ["more" in row.kinds for row in headings]
        place, link = labels_of(list(zip(titles, folded, strict=True)))
        links = [link, *[""] * len(headings)]
        cells = zip(headings, titles, links, strict=False)
        drawn = format_html_join(" ", "{}", ((row.drawn(*said),) for row, *said in cells))
        return format_html('<thead class="{}"><tr>{}</tr></thead>', place, drawn)


class CardTable(template.Node):
    """A table that scrolls sideways, and whose rows become cards on a narrow screen."""

    def __init__(self, head: TableHead, rows: template.NodeList, kind: str = "") -> None:
        self.head, self.nodelist, self.kind = head, rows, kind

    def render(self, context: Context) -> str:
        return format_html(
            '<div class="scroll"><table class="{}">{}<tbody>{}</tbody></table></div>',
            f"figures cards {self.kind}".strip(),
            self.head.render(context),
            self.nodelist.render(context),
        )


@register.tag
def table(parser: Parser, token: Token) -> CardTable:
    """A table with a head as `columns` draws it, its rows up to `{% endtable %}`.

    `{% table findings: _("Rule") _("Office") %}` gives it the class `findings` too.
    """
    words = token.split_contents()[1:]
    kind = words.pop(0).rstrip(":") if words[0].endswith(":") else ""
    head = TableHead(read_headings(parser, words))
    rows = parser.parse(("endtable",))
    parser.delete_first_token()
    return CardTable(head, rows, kind)


@register.tag
def columns(parser: Parser, token: Token) -> TableHead:
    """The head of a table: `{% columns _("Kind") num _("USD") more _("Change") if may_keep %}`.

    A condition may begin with `not`. `each titles` is a column of numbers for each of several.
    """
    return TableHead(read_headings(parser, token.split_contents()[1:]))


def read_headings(parser: Parser, contents: list[str]) -> list[TableHeading]:
    words, headings = iter(contents), []
    ahead = next(words, None)
    while ahead:
        kinds: list[str] = []
        while ahead in ("num", "more", "each"):
            kinds.append(ahead)
            ahead = next(words)
        title = parser.compile_filter(ahead)
        ahead, condition, wanted = next(words, None), None, True
        if ahead == "if":
            asked = next(words)
            if asked == "not":
                asked, wanted = next(words), False
            condition, ahead = parser.compile_filter(asked), next(words, None)
        headings.append(TableHeading(title, tuple(kinds), condition, wanted))
    return headings


@register.simple_tag(takes_context=True)
def fact(context: Context, name: object, value: object) -> str:
    """A line of a list of facts: its name and what it is."""
    shown = render_value_in_context(value, context)
    return format_html("<div><dt>{}<dd>{}</div>", name, shown)
