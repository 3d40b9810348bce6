"""Conditional formatting, so that highlighting follows later edits."""

from collections.abc import Iterator
from functools import cache

from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, DataBarRule, Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

from .columns import Column, Look, Tone
from .sheets import Sheet
from .styles import INKS, PAPERS, filled
from .text import quoted

HEAT_FROM, HEAT_TO, BAR = "FFFFFF", "7FB0DC", "9CC3E6"


def add_looks(page: Worksheet, sheet: Sheet, areas: dict[Column, str]) -> None:
    """Format the cells of each column (`areas`: the column's cells, such as C5:C18)."""
    heat = [areas[column] for column in sheet.columns if column.look is Look.HEAT]
    if heat:
        # One scale over all of them, so that equal figures have equal colours.
        rule = ColorScaleRule("min", None, HEAT_FROM, end_type="max", end_color=HEAT_TO)
        page.conditional_formatting.add(" ".join(heat), rule)
    for column, area in areas.items():
        for rule in _rules(column):
            page.conditional_formatting.add(area, rule)


@cache
def toned(tone: Tone) -> DifferentialStyle:
    """What a rule gives to a cell of that tone."""
    return DifferentialStyle(font=Font(color=INKS[tone]), fill=filled(PAPERS[tone]))


RED = DifferentialStyle(font=Font(color=INKS[Tone.BAD]))


def _where(operator: str, limits: list[str], style: DifferentialStyle) -> Rule:
    rule = CellIsRule(operator, limits)
    rule.dxf = style
    return rule


def _rules(column: Column) -> Iterator[Rule]:
    if column.look is Look.SHARE:
        yield DataBarRule("num", 0, "num", 1, color=BAR)
    elif column.look is Look.COVERAGE:
        for operator, limits, tone in COVERAGE:
            yield _where(operator, limits, toned(tone))
    elif column.look is Look.SIGNED:
        yield _where("lessThan", ["0"], RED)
    for word, tone in column.tones.items():
        yield _where("equal", [quoted(str(word))], toned(tone))


COVERAGE = (
    ("between", ["0", "0.4999999999"], Tone.BAD),
    ("between", ["0.5", "0.9999999999"], Tone.WARNING),
    ("greaterThanOrEqual", ["1"], Tone.GOOD),
)
