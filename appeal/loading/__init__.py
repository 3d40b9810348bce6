"""Reads an appeal from files or a workbook, proves its totals, and writes or verifies it."""

from .faults import FixtureError
from .loading import load
from .making import make_appeal
from .sheet_rows import NotReadable
