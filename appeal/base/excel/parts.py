"""What a workbook has many of: openpyxl's objects, without its question to each of their parts."""

from typing import Any

from openpyxl.packaging.relationship import Relationship
from openpyxl.worksheet.table import TableColumn
from openpyxl.xml.functions import Element


class Plain:
    """Its attributes are texts, in the order in which they are written."""

    tagname: str

    def __init__(self, **attributes: str) -> None:
        vars(self).update(attributes)

    def to_tree(self, *given: object, **named: object) -> Any:
        return Element(self.tagname, dict(vars(self)))


class Link(Plain, Relationship):
    """Where a link leads."""


class NamedColumn(Plain, TableColumn):
    """The heading of one column of a table."""
