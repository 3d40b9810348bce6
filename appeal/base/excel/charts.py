"""Native charts, drawn from the cells of a table."""

from decimal import Decimal
from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.worksheet.pagebreak import Break

from .pages import Page
from .sheets import Book, Chart, Drawing, Format, Tone
from .styles import GREY, INK, LINE
from .tables import Placed, write_banner

# Told apart without colour too: from dark to light, each beside a contrasting one.
COLOURS = ("1F4E79", "E08A1E", "5B9BD5", "7A3E9D", "70AD47", "B8BEC5", "A5322C", "2E8B83")
TONES = {Tone.GOOD: "2E8B57", Tone.WARNING: "E8B33F", Tone.BAD: "A5322C", Tone.QUIET: "B8BEC5"}
DASHES: tuple[Any, ...] = ("solid", "dash", "sysDot", "dashDot")
# In centimetres, of an A4 page on its side less margins and title; a row is half a one high.
WIDTH, HEIGHT, HIGHEST, PER_LABEL, ROW = 25.5, 11.0, 14.5, 0.8, 0.5
BANNER_COLUMNS = 13


def write_charts(page: Page, book: Book, placed: Placed) -> None:
    """Draw the sheet's charts on a page of their own, so that each prints whole."""
    title = f"{book.title} · {placed.sheet.title}"
    write_banner(page, book, title, placed.sheet.lines, BANNER_COLUMNS)
    row = page.last + 2
    for number, chart in enumerate(placed.sheet.charts):
        if number:
            page.sheet.row_breaks.append(Break(id=row - 2))
        drawn = _drawn(chart, placed)
        page.sheet.add_chart(drawn, f"A{row}")
        row += round(drawn.height / ROW) + 2


def _drawn(chart: Chart, placed: Placed) -> Any:
    lies = chart.drawing is not Drawing.LINES and not chart.is_short
    drawn: Any = LineChart() if chart.drawing is Drawing.LINES else BarChart()
    for number, column in enumerate(chart.series):
        drawn.add_data(_cells(placed, column, with_heading=True), titles_from_data=True)
        tone = chart.tones[number] if chart.tones else None
        colour = TONES[tone] if tone else COLOURS[number % len(COLOURS)]
        _colour(drawn.series[-1], chart.drawing, number, colour)
    drawn.set_categories(_cells(placed, chart.labels))
    if chart.drawing is not Drawing.LINES:
        drawn.type = "bar" if lies else "col"
        drawn.gapWidth = 40
    if chart.drawing is Drawing.STACKED_BARS:
        drawn.grouping, drawn.overlap = "stacked", 100
    if chart.target:
        drawn += _line(chart.target, len(chart.series), placed)
    drawn.title = str(chart.title)
    drawn.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=_letters(1300, INK, bold=True))
    drawn.title.overlay = False
    labels = placed.last_row - placed.first_row + 1
    drawn.width = WIDTH
    drawn.height = min(HIGHEST, max(HEIGHT, PER_LABEL * labels + 3)) if lies else HEIGHT
    _set_axes(drawn, chart, placed, lies=lies)
    return drawn


def _line(column: Any, number: int, placed: Placed) -> Any:
    """A line over the bars, on their axes."""
    line: Any = LineChart()
    line.add_data(_cells(placed, column, with_heading=True), titles_from_data=True)
    _colour(line.series[-1], Drawing.LINES, number, COLOURS[number % len(COLOURS)])
    return line


def _cells(placed: Placed, column: Any, *, with_heading: bool = False) -> Reference:
    number = placed.sheet.columns.index(column) + 1
    first = placed.heading_row if with_heading else placed.first_row
    return Reference(placed.page.sheet, number, first, number, placed.last_row)


def _colour(series: Any, drawing: Drawing, number: int, colour: str) -> None:
    if drawing is Drawing.LINES:
        dash = DASHES[number % len(DASHES)]
        line = LineProperties(solidFill=colour, w=28_000, prstDash=dash)
        series.graphicalProperties = GraphicalProperties(ln=line)
        series.smooth = False
        series.marker.symbol = "none"
    else:
        edge = LineProperties(solidFill="FFFFFF", w=6_000)
        series.graphicalProperties = GraphicalProperties(solidFill=colour, ln=edge)


def _set_axes(drawn: Any, chart: Chart, placed: Placed, *, lies: bool) -> None:
    drawn.legend.position = "b"
    drawn.legend.overlay = False
    drawn.legend.txPr = _text(900)
    if len(chart.series) == 1 and not chart.target:
        drawn.legend = None
    # Nobody reads cents along an axis.
    format = chart.series[0].format
    whole = Format.MONEY if format is Format.CENTS else format
    drawn.y_axis.number_format = whole.number_format
    drawn.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=LINE))
    for axis in (drawn.x_axis, drawn.y_axis):
        # openpyxl says of every axis that it is deleted, and newer Excel believes it.
        axis.delete = False
        axis.txPr = _text(900)
        axis.spPr = GraphicalProperties(ln=LineProperties(solidFill=LINE))
    drawn.x_axis.tickLblPos = "low"
    if not _goes_below_zero(chart, placed):
        # A bar is as long as its value, a line as steep as its course, only from zero on.
        drawn.y_axis.scaling.min = 0
    if lies:
        # The first row of the table on top, as one reads; the axis of figures stays below.
        drawn.x_axis.scaling.orientation = "maxMin"
        drawn.y_axis.crosses = "max"


def _goes_below_zero(chart: Chart, placed: Placed) -> bool:
    values = (column.value(source) for source in placed.sources for column in chart.series)
    return any(value < 0 for value in values if isinstance(value, int | float | Decimal))


def _text(size: int) -> RichText:
    return RichText(
        p=[Paragraph(pPr=ParagraphProperties(defRPr=_letters(size, GREY)), endParaRPr=None)]
    )


def _letters(size: int, colour: str, *, bold: bool = False) -> CharacterProperties:
    """Letters of a size in hundredths of a point."""
    return CharacterProperties(sz=size, b=bold, solidFill=colour)
