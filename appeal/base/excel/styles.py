"""How workbooks look: named styles, made once and shared by all workbooks."""

from functools import cache
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.styles.fonts import DEFAULT_FONT
from openpyxl.styles.stylesheet import write_stylesheet
from openpyxl.xml.functions import tostring

from .columns import Format, Tone

FONT = "Arial"
INK, BLUE, GREY, LINE, PALE = "22303C", "2B5F8C", "66737F", "D3DCE5", "EAF0F6"
AMBER, AMBER_INK, GREEN, GREEN_INK, RED, RED_INK = (
    "FFF1C9", "7A4B00", "E0F1E4", "1C6B36", "FADDDB", "9B1C1C",
)  # fmt: skip

TO_FILL = "FFFBE6"
# The number format Text: what is typed stays as it is, 00123 and 1/2 too.
AS_TYPED = "@"
PAPERS = {Tone.GOOD: GREEN, Tone.WARNING: AMBER, Tone.BAD: RED, Tone.QUIET: "EEF1F4"}
INKS = {Tone.GOOD: GREEN_INK, Tone.WARNING: AMBER_INK, Tone.BAD: RED_INK, Tone.QUIET: GREY}

TITLE, SUBTITLE, BANNER, LINE_ABOVE = "Title line", "Subtitle line", "Demonstration", "Line above"
HEADING, HEADING_RIGHT, ABOVE, TAG = "Heading left", "Heading right", "Above heading", "HXL tag"
SECTION, LABEL, FACT, FACT_DAY = "Section", "Label", "Fact", "Fact day"
VERDICT, PARAGRAPH, REMARK, LINK = "Verdict", "Paragraph", "Remark", "Link"
# Of these there is a style for each format.
VALUE, TOTAL, ENTRY, ON_COVER, LARGE = "Value", "Total", "Entry", "Cover", "Large"
BAND, BAND_TITLE, BAND_MARK = "Band", "Band title", "Band mark"
TOTAL_LABEL = "Total label"
LARGE_LABEL, LARGE_NOTE = "Large label", "Large note"

# The indent keeps a text apart from the number of the column before, and from the edge.
LEFT: dict[str, Any] = {"horizontal": "left", "indent": 1}
RIGHT: dict[str, Any] = {"horizontal": "right", "indent": 1}


def filled(colour: str) -> PatternFill:
    return PatternFill("solid", start_color=colour, end_color=colour)


def style_of(kind: str, format: Format, tone: Tone | None = None) -> str:
    """The name of a style that there is for each format; those ON_COVER may have a tone."""
    return " ".join([kind, format.name.lower(), *([tone.value] if tone else [])])


@cache
def numbers() -> dict[tuple[str, bool], int]:
    """The numbers of the styles: by their names, plain and for text that looks like a formula."""
    return _written()[1]


def styled(styles: bytes) -> bytes:
    """Ours, and of a workbook's styles, as openpyxl wrote them, what rules give to cells."""
    end = b"</cellStyles>"
    return _written()[0].partition(end)[0] + end + styles.partition(end)[2]


@cache
def _written() -> tuple[bytes, dict[tuple[str, bool], int]]:
    """All styles as openpyxl writes them: once, for that takes longer than a small workbook."""
    book, numbers = Workbook(), {}
    for name, look in _all_styles().items():
        book.add_named_style(NamedStyle(name, **look))
        for is_quoted in (False, True):
            cell = Cell(book.worksheets[0], 1, 1)
            cell.style, cell.quotePrefix = name, is_quoted
            numbers[name, is_quoted] = int(cell.style_id)
    # Readers take the width of columns from the digits of the font that a workbook begins with.
    usual, own = (tostring(font.to_tree()) for font in (DEFAULT_FONT, _font()))
    return tostring(write_stylesheet(book)).replace(usual, own, 1), numbers


def _all_styles() -> dict[str, dict[str, Any]]:
    styles = _of_texts() | _of_covers() | _of_headlines()
    for format in Format:
        styles |= _of_values(format)
    return styles


def _font(size: float = 10, colour: str = INK, *, bold: bool = False) -> Font:
    return Font(name=FONT, size=size, color=colour, bold=bold)


def _of_values(format: Format) -> dict[str, dict[str, Any]]:
    side = RIGHT if format.is_right_aligned else LEFT
    top = Alignment(vertical="top", wrap_text=format is Format.TEXT, **side)
    thin, strong = Side("thin", LINE), Side("thin", BLUE)
    return {
        style_of(VALUE, format): {
            "font": _font(),
            "border": Border(bottom=thin),
            "alignment": top,
            "number_format": format.number_format,
        },
        style_of(ENTRY, format): {
            "font": _font(),
            "fill": filled(TO_FILL),
            "border": Border(thin, thin, thin, thin),
            "alignment": top,
            "number_format": AS_TYPED if format is Format.TEXT else format.number_format,
            "protection": Protection(locked=False),
        },
        style_of(TOTAL, format): {
            "font": _font(bold=True),
            "fill": filled(PALE),
            "border": Border(top=strong, bottom=strong),
            "alignment": Alignment(vertical="center", **side),
            "number_format": format.number_format,
        },
    }


def _of_texts() -> dict[str, dict[str, Any]]:
    wrapped = Alignment(vertical="top", wrap_text=True)
    line = Border(bottom=Side("thin", LINE))
    head: dict[str, Any] = {"font": _font(colour="FFFFFF", bold=True), "fill": filled(BLUE)}
    # At the top: Excel puts the button of the filter over the lower right corner.
    top: dict[str, Any] = {"vertical": "top", "wrap_text": True}
    return {
        TITLE: {"font": _font(16, BLUE, bold=True)},
        SUBTITLE: {"font": _font(10, GREY)},
        BANNER: {"font": _font(11, AMBER_INK, bold=True), "fill": filled(AMBER)},
        LINE_ABOVE: {"font": _font(11, bold=True)},
        HEADING: dict(alignment=Alignment(**top, **LEFT), **head),
        HEADING_RIGHT: dict(alignment=Alignment(**top, **RIGHT), **head),
        ABOVE: {
            "font": _font(10, GREY),
            "alignment": Alignment(vertical="bottom", wrap_text=True, **RIGHT),
        },
        LINK: {
            "font": Font(name=FONT, size=10, color=BLUE, underline="single"),
            "border": line,
            "alignment": Alignment(vertical="top", wrap_text=True, **LEFT),
        },
        TAG: {"font": _font(10, GREY), "fill": filled(PALE)},
        SECTION: {"font": _font(11, BLUE, bold=True), "border": line},
        TOTAL_LABEL: {
            "font": _font(bold=True),
            "fill": filled(PALE),
            "border": Border(top=Side("thin", BLUE), bottom=Side("thin", BLUE)),
            "alignment": Alignment(vertical="center", wrap_text=True, **LEFT),
        },
        LABEL: {"font": _font(colour=GREY), "border": line, "alignment": wrapped},
        FACT: {"font": _font(), "border": line, "alignment": wrapped},
        FACT_DAY: {
            "font": _font(),
            "border": line,
            "alignment": Alignment(horizontal="left", vertical="top"),
            "number_format": Format.DAY.number_format,
        },
        VERDICT: {"font": _font(11, GREEN_INK, bold=True), "fill": filled(GREEN)},
    }


def _of_covers() -> dict[str, dict[str, Any]]:
    line = Border(bottom=Side("thin", LINE))
    facts = {
        style_of(ON_COVER, format, tone): {
            "font": _font(11, INKS[tone] if tone else INK, bold=True),
            "fill": filled(PAPERS[tone]) if tone else PatternFill(),
            "border": line,
            "alignment": Alignment(vertical="top", wrap_text=True, **LEFT),
            "number_format": format.number_format,
        }
        for format in Format
        for tone in (None, *Tone)
    }
    text = Alignment(vertical="top", wrap_text=True)
    return {
        **facts,
        PARAGRAPH: {"font": _font(10.5), "alignment": text},
        REMARK: {"font": _font(10, GREY), "border": line, "alignment": text},
    }


def _of_headlines() -> dict[str, dict[str, Any]]:
    """The band of a cover, and its large figures."""
    large = {
        style_of(LARGE, format): {
            "font": _font(18, BLUE, bold=True),
            "fill": filled(PALE),
            "alignment": Alignment(vertical="center", **LEFT),
            "number_format": format.number_format,
        }
        for format in Format
    }
    inside = Alignment(vertical="center", wrap_text=True, **LEFT)
    return {
        **large,
        BAND: {"font": _font(11, "FFFFFF"), "fill": filled(BLUE), "alignment": inside},
        BAND_TITLE: {
            "font": _font(22, "FFFFFF", bold=True),
            "fill": filled(BLUE),
            "alignment": inside,
        },
        BAND_MARK: {
            "font": _font(10.5, AMBER_INK, bold=True),
            "fill": filled(AMBER),
            "alignment": inside,
        },
        LARGE_LABEL: {"font": _font(10, GREY), "fill": filled(PALE), "alignment": inside},
        LARGE_NOTE: {
            "font": _font(10, GREY),
            "fill": filled(PALE),
            "alignment": Alignment(vertical="top", wrap_text=True, **LEFT),
        },
    }
