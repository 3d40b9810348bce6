"""The workbook toolkit of both apps: declare a Report, `write` it. The only door to openpyxl."""

from .sheets import (
    Chart,
    Column,
    Context,
    Control,
    Cover,
    Definition,
    Drawing,
    Fact,
    Format,
    Look,
    Part,
    Report,
    Sheet,
    Tone,
)
from .writing import write

__all__ = [
    "Chart",
    "Column",
    "Context",
    "Control",
    "Cover",
    "Definition",
    "Drawing",
    "Fact",
    "Format",
    "Look",
    "Part",
    "Report",
    "Sheet",
    "Tone",
    "write",
]
