"""How workbooks look: named styles, made once per workbook and shared by all their cells."""

from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

from .sheets import Format, Tone

FONT = "Arial"
INK, BLUE, GREY, LINE, PALE = "22303C", "2B5F8C", "66737F", "D3DCE5", "EAF0F6"
AMBER, AMBER_INK, GREEN, GREEN_INK, RED, RED_INK = (
    "FFF1C9", "7A4B00", "E0F1E4", "1C6B36", "FADDDB", "9B1C1C",
)  # fmt: skip

ENTRY = "FFFBE6"
# The number format Text: what is typed stays as it is, 00123 and 1/2 too.
AS_TYPED = "@"
PAPERS = {Tone.GOOD: GREEN, Tone.WARNING: AMBER, Tone.BAD: RED, Tone.QUIET: "EEF1F4"}
INKS = {Tone.GOOD: GREEN_INK, Tone.WARNING: AMBER_INK, Tone.BAD: RED_INK, Tone.QUIET: GREY}

TITLE, SUBTITLE, BANNER, LINE_ABOVE = "Title line", "Subtitle line", "Demonstration", "Line above"
HEADING, HEADING_RIGHT, ABOVE, TAG = "Heading left", "Heading right", "Above heading", "HXL tag"
SECTION, LABEL, FACT, FACT_DAY = "Section", "Label", "Fact", "Fact day"
VERDICT, PARAGRAPH, REMARK, LINK = "Verdict", "Paragraph", "Remark", "Link"

# The indent keeps a text apart from the number of the column before, and from the edge.
LEFT: dict[str, Any] = {"horizontal": "left", "indent": 1}
RIGHT: dict[str, Any] = {"horizontal": "right", "indent": 1}


def filled(colour: str) -> PatternFill:
    return PatternFill("solid", start_color=colour, end_color=colour)


def value_style(format: Format) -> str:
    """The name of the style of a value."""
    return f"Value {format.name.lower()}"


def total_style(format: Format) -> str:
    """The name of the style of a value in the total row."""
    return f"Total {format.name.lower()}"


def add_styles(book: Workbook) -> None:
    """Register every style with the workbook."""
    styles = [*_of_texts(), *_of_covers(), *(s for f in Format for s in _of_values(f))]
    for style in styles:
        book.add_named_style(style)


def entry_style(format: Format) -> str:
    """The name of the style of a cell to fill in."""
    return f"Entry {format.name.lower()}"


def fact_style(format: Format, tone: Tone | None = None) -> str:
    """The name of the style of a fact on a cover."""
    return " ".join(["Cover", format.name.lower(), *([tone.value] if tone else [])])


def _font(size: float = 10, colour: str = INK, *, bold: bool = False) -> Font:
    return Font(name=FONT, size=size, color=colour, bold=bold)


def _of_values(format: Format) -> list[NamedStyle]:
    side = RIGHT if format.is_right_aligned else LEFT
    is_wrapped = format is Format.TEXT
    hair, strong = Side("thin", LINE), Side("thin", BLUE)
    return [
        NamedStyle(
            value_style(format),
            font=_font(),
            border=Border(bottom=hair),
            alignment=Alignment(vertical="top", wrap_text=is_wrapped, **side),
            number_format=format.number_format,
        ),
        NamedStyle(
            entry_style(format),
            font=_font(),
            fill=filled(ENTRY),
            border=Border(*(Side("thin", LINE) for _side in range(4))),
            alignment=Alignment(vertical="top", wrap_text=is_wrapped, **side),
            number_format=AS_TYPED if format is Format.TEXT else format.number_format,
            protection=Protection(locked=False),
        ),
        NamedStyle(
            total_style(format),
            font=_font(bold=True),
            fill=filled(PALE),
            border=Border(top=strong, bottom=strong),
            alignment=Alignment(vertical="center", **side),
            number_format=format.number_format,
        ),
    ]


def _of_texts() -> list[NamedStyle]:
    wrapped = Alignment(vertical="top", wrap_text=True)
    line = Border(bottom=Side("thin", LINE))
    head: dict[str, Any] = {"font": _font(colour="FFFFFF", bold=True), "fill": filled(BLUE)}
    # At the top: Excel puts the button of the filter over the lower right corner.
    top: dict[str, Any] = {"vertical": "top", "wrap_text": True}
    return [
        NamedStyle(TITLE, font=_font(16, BLUE, bold=True)),
        NamedStyle(SUBTITLE, font=_font(10, GREY)),
        NamedStyle(BANNER, font=_font(11, AMBER_INK, bold=True), fill=filled(AMBER)),
        NamedStyle(LINE_ABOVE, font=_font(11, bold=True)),
        NamedStyle(HEADING, alignment=Alignment(**top, **LEFT), **head),
        NamedStyle(HEADING_RIGHT, alignment=Alignment(**top, **RIGHT), **head),
        NamedStyle(
            ABOVE,
            font=_font(8.5, GREY),
            alignment=Alignment(vertical="bottom", wrap_text=True, **RIGHT),
        ),
        NamedStyle(
            LINK,
            font=Font(name=FONT, size=10, color=BLUE, underline="single"),
            border=line,
            alignment=Alignment(vertical="top", wrap_text=True, **LEFT),
        ),
        NamedStyle(TAG, font=_font(8, GREY), fill=filled(PALE)),
        NamedStyle(SECTION, font=_font(11, BLUE, bold=True), border=line),
        NamedStyle(LABEL, font=_font(colour=GREY), border=line, alignment=wrapped),
        NamedStyle(FACT, font=_font(), border=line, alignment=wrapped),
        NamedStyle(
            FACT_DAY,
            font=_font(),
            border=line,
            alignment=Alignment(horizontal="left", vertical="top"),
            number_format=Format.DAY.number_format,
        ),
        NamedStyle(VERDICT, font=_font(11, GREEN_INK, bold=True), fill=filled(GREEN)),
    ]


def _of_covers() -> list[NamedStyle]:
    line = Border(bottom=Side("thin", LINE))
    facts = [
        NamedStyle(
            fact_style(format, tone),
            font=_font(11, INKS[tone] if tone else INK, bold=True),
            fill=filled(PAPERS[tone]) if tone else PatternFill(),
            border=line,
            alignment=Alignment(vertical="top", wrap_text=True, **LEFT),
            number_format=format.number_format,
        )
        for format in Format
        for tone in (None, *Tone)
    ]
    text = Alignment(vertical="top", wrap_text=True)
    return [
        *facts,
        NamedStyle(PARAGRAPH, font=_font(10.5), alignment=text),
        NamedStyle(REMARK, font=_font(9, GREY), border=line, alignment=text),
    ]
