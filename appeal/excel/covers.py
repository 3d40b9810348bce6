"""A declared Cover as an upright page: titles, facts, running text."""

from openpyxl.worksheet.worksheet import Worksheet

from .pen import Pen
from .sheets import Cover, Fact, Report
from .styles import LABEL, PARAGRAPH, REMARK, SECTION, fact_style
from .tables import fit_height, write_banner

# Label, value, remark; running text goes over value and remark.
WIDTHS = (30, 26, 52)
PARAGRAPH_LIMIT = 900


def write_cover(page: Worksheet, report: Report, cover: Cover, pen: Pen) -> None:
    """Write the page; it prints upright and one page wide."""
    for letter, width in zip("ABC", WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    row = write_banner(page, report, cover.title, cover.lines, len(WIDTHS), pen) + 1
    for part in cover.parts:
        for column in range(1, len(WIDTHS) + 1):
            pen.write(page, row, column, part.title if column == 1 else None, SECTION)
        page.row_dimensions[row].height = 24
        row += 1
        for fact in part.facts:
            _write_fact(page, row, fact, pen)
            row += 1
        for text in _paragraphs(str(part.text)):
            _write_paragraph(page, row, text, pen)
            row += 1
        row += 1
    page.page_setup.orientation = "portrait"


def _write_fact(page: Worksheet, row: int, fact: Fact, pen: Pen) -> None:
    pen.write(page, row, 1, fact.label, LABEL)
    pen.write(page, row, 2, fact.value, fact_style(fact.format, fact.tone))
    pen.write(page, row, 3, fact.note, REMARK)
    fit_height(page, row)


def _write_paragraph(page: Worksheet, row: int, text: str, pen: Pen) -> None:
    """Over the whole width: the only cells of ours that are merged."""
    pen.write(page, row, 1, text, PARAGRAPH)
    page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(WIDTHS))
    fit_height(page, row, width=sum(WIDTHS))


def _paragraphs(text: str) -> list[str]:
    """A row for each paragraph, since no row is higher than a page; long ones in several."""
    found = []
    for line in text.splitlines():
        words, taken = line.split(" "), ""
        for word in words:
            if len(taken) + len(word) > PARAGRAPH_LIMIT and taken:
                found.append(taken)
                taken = word
            else:
                taken = f"{taken} {word}" if taken else word
        if taken.strip():
            found.append(taken)
    return found
