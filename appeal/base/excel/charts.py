"""Native charts, drawn from the cells of a table."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.worksheet.pagebreak import Break

from .banners import title_of, write_banner
from .columns import Column, Format, Hue, Tone
from .pages import Page
from .sheets import Book, Chart, Drawing
from .styles import GREY, INK, LINE
from .tables import Placed, home_of

# The colours of the product's own charts.
HUES = {Hue.PLAN: "8793A1", Hue.FUNDS: "2E8B83", Hue.SPENT: "1B6FC0"}
# Two families, each from dark to light, so that they are told apart without colour too; the last
# are grey, as what is under no heading.
COLOURS = ("1F4E79", "3F7FB8", "A3C4E4", "1E6B52", "4CA37F", "AEDBC7", "B8BEC5", "66737F")
TONES = {Tone.GOOD: "2E8B57", Tone.WARNING: "E8B33F", Tone.BAD: "A5322C", Tone.QUIET: "B8BEC5"}
# Months from one label along an axis to the next.
QUARTER = 3
DASHES: tuple[Any, ...] = ("solid", "dash", "sysDot", "dashDot")
# In centimetres, of an A4 page on its side less margins and title; a row is half a one high.
WIDTH, HEIGHT, HIGHEST, PER_LABEL, ROW = 25.5, 11.0, 14.5, 0.8, 0.5
BANNER_COLUMNS = 13
# From how much on an axis counts in millions, and from where on in whole ones. A zero is just that.
MILLIONS = {10_000_000: '[=0]0;#,##0,," M"', 2_000_000: '[=0]0;#,##0.0,," M"'}
# Between two beside each other on a cover, in the units of drawings.
GAP = 120_000


class Spot(NamedTuple):
    """Where a chart comes on a cover, which is written before the cells that the chart draws.

    It fills two columns, of which the `first` is numbered from 0, of a row that is numbered so too.
    """

    page: Page
    row: int
    first: int
    chart: Chart


def write_charts(page: Page, book: Book, placed: Placed) -> None:
    """Draw the sheet's charts on a page of their own, so that each prints whole."""
    write_banner(page, book, title_of(book, placed.sheet), placed.sheet.lines, BANNER_COLUMNS)
    row = page.last + 2
    for number, chart in enumerate(placed.sheet.charts):
        if number:
            page.sheet.row_breaks.append(Break(id=row - 2))
        drawn = _drawn(chart, placed)
        page.sheet.add_chart(drawn, f"A{row}")
        row += round(drawn.height / ROW) + 2


def draw_on_covers(spots: Iterable[Spot], placed: Sequence[Placed]) -> None:
    """Draw the charts of covers, now that their cells are written."""
    for spot in spots:
        at = home_of(spot.chart.series[0], placed)
        if at.has_rows:
            drawn = _drawn(spot.chart, at, letters=1000)
            # As small as may be printed, so that each of 15 bars has its name in every reader.
            drawn.x_axis.txPr = _text(940)
            first, behind = spot.first, spot.first + 2
            drawn.anchor = TwoCellAnchor(
                _from=AnchorMarker(first, GAP if first else 0, spot.row, GAP),
                to=AnchorMarker(behind, 0, spot.row + 1, 0),
            )
            spot.page.sheet.add_chart(drawn)


def _drawn(chart: Chart, placed: Placed, letters: int = 1300) -> Any:
    """The chart as large as its bars ask for; its title has letters of hundredths of a point."""
    lies = chart.drawing is not Drawing.LINES and not chart.is_short
    drawn: Any = LineChart() if chart.drawing is Drawing.LINES else BarChart()
    for number, column in enumerate(chart.series):
        drawn.add_data(_cells(placed, column, with_heading=True), titles_from_data=True)
        _colour(drawn.series[-1], chart, number)
    drawn.set_categories(_cells(placed, chart.labels))
    if chart.drawing is not Drawing.LINES:
        drawn.type = "bar" if lies else "col"
        drawn.gapWidth = 40
    if chart.drawing is Drawing.STACKED_BARS:
        drawn.grouping, drawn.overlap = "stacked", 100
    if chart.target:
        drawn += _line(chart.target, len(chart.series), placed)
    drawn.title = str(chart.title)
    drawn.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=_letters(letters, INK, bold=True))
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
    _draw_line(line.series[-1], column, number, colour := COLOURS[number % len(COLOURS)])
    if placed.first_row == placed.last_row:
        # Of one point there is no line to see.
        marker = line.series[-1].marker
        marker.symbol, marker.size = "dash", 40
        marker.graphicalProperties = GraphicalProperties(solidFill=colour)
    return line


def _cells(placed: Placed, column: object, *, with_heading: bool = False) -> Reference:
    number = placed.sheet.columns.index(column) + 1
    first = placed.heading_row if with_heading else placed.first_row
    return Reference(placed.page.sheet, number, first, number, placed.last_row)


def _colour(series: Any, chart: Chart, number: int) -> None:
    column = chart.series[number]
    colour = HUES[column.hue] if column.hue else COLOURS[number % len(COLOURS)]
    if chart.tones:
        colour = TONES[chart.tones[number]]
    if chart.drawing is Drawing.LINES:
        _draw_line(series, column, number, colour)
    else:
        edge = LineProperties(solidFill="FFFFFF", w=6_000)
        series.graphicalProperties = GraphicalProperties(solidFill=colour, ln=edge)


def _draw_line(series: Any, column: Column, number: int, colour: str) -> None:
    dash = DASHES[number % len(DASHES)]
    if column.hue:
        dash = "dash" if column.hue is Hue.PLAN else "solid"
    line = LineProperties(solidFill=colour, w=28_000, prstDash=dash)
    series.graphicalProperties = GraphicalProperties(ln=line)
    series.smooth = False
    series.marker.symbol = "none"


def _set_axes(drawn: Any, chart: Chart, placed: Placed, *, lies: bool) -> None:
    drawn.legend.position = "b"
    drawn.legend.overlay = False
    drawn.legend.txPr = _text(1000)
    if len(chart.series) == 1 and not chart.target:
        drawn.legend = None
    drawn.y_axis.number_format = _along_the_axis(chart, placed)
    drawn.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=LINE))
    for axis in (drawn.x_axis, drawn.y_axis):
        # openpyxl says of every axis that it is deleted, and newer Excel believes it.
        axis.delete = False
        axis.txPr = _text(1000)
        axis.spPr = GraphicalProperties(ln=LineProperties(solidFill=LINE))
    drawn.x_axis.tickLblPos = "low"
    if chart.drawing is Drawing.LINES and placed.last_row - placed.first_row >= QUARTER * 2:
        # The names of all months side by side break in two.
        drawn.x_axis.tickLblSkip = QUARTER
    if not _goes_below_zero(chart, placed):
        # A bar is as long as its value, a line as steep as its course, only from zero on.
        drawn.y_axis.scaling.min = 0
    if lies:
        # Each bar has its name, however many there are.
        drawn.x_axis.tickLblSkip = 1
        # The first row of the table on top, as one reads; the axis of figures stays below.
        drawn.x_axis.scaling.orientation = "maxMin"
        drawn.y_axis.crosses = "max"


def _along_the_axis(chart: Chart, placed: Placed) -> str:
    """How the figures of the axis are written: no cents, and much money in millions."""
    format = chart.series[0].format
    if format not in (Format.CENTS, Format.MONEY):
        return format.number_format
    reach: Callable[[list[float]], float] = sum if chart.drawing is Drawing.STACKED_BARS else max
    most = max((reach([0, *map(abs, row)]) for row in _values(chart, placed)), default=0)
    written = (format for least, format in MILLIONS.items() if most >= least)
    return next(written, Format.MONEY.number_format)


def _values(chart: Chart, placed: Placed) -> Iterator[list[float]]:
    """What each row draws."""
    for source in placed.sources:
        row = (column.value(source) for column in chart.series)
        yield [float(value) for value in row if isinstance(value, int | float | Decimal)]


def _goes_below_zero(chart: Chart, placed: Placed) -> bool:
    return any(value < 0 for row in _values(chart, placed) for value in row)


def _text(size: int) -> RichText:
    return RichText(
        p=[Paragraph(pPr=ParagraphProperties(defRPr=_letters(size, GREY)), endParaRPr=None)]
    )


def _letters(size: int, colour: str, *, bold: bool = False) -> CharacterProperties:
    """Letters of a size in hundredths of a point."""
    return CharacterProperties(sz=size, b=bold, solidFill=colour)
