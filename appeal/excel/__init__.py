"""The workbook toolkit of both apps: declare a Report, `write` it. The only door to openpyxl."""

from .sheets import Column, Context, Control, Definition, Format, Report, Sheet
from .writing import write

__all__ = ["Column", "Context", "Control", "Definition", "Format", "Report", "Sheet", "write"]
