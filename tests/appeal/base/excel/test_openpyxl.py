"""What rests on the inside of openpyxl, named in one place: it may change without notice."""

import ast
import hashlib
import inspect
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import write_stylesheet
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from appeal.base import excel

pytestmark = pytest.mark.unit

HERE = Path(inspect.getfile(excel)).parent
CHANGED = (
    "openpyxl changed {name}, on which appeal/base/excel/{module} rests: read what it does now,"
    " mend the module if need be, run the tests of workbooks and renew this table."
)
# The modules of openpyxl that begin with an underscore, by ours that import of them.
MODULES = {
    "pages.py": {"openpyxl.worksheet._writer"},
    "reading.py": {"openpyxl.worksheet._reader"},
}
# What openpyxl keeps to itself and we read or set, by our modules.
NAMES = {
    "pages.py": {"WorksheetWriter._rels", "Worksheet._rels"},
    "streaming.py": {
        "Workbook._colors", "Worksheet._id", "ExcelWriter._archive", "Worksheet._drawing",
        "Worksheet._charts",
    },
    "reading.py": {
        "Workbook._date_formats", "Workbook._timedelta_formats",
        "ReadOnlyWorksheet._shared_strings",
    },
    "filled.py": {"ReadOnlyWorksheet._worksheet_path", "ReadOnlyWorksheet._get_source"},
}  # fmt: skip
# What we override or rely on step by step: our module, and the digest of what openpyxl does.
STEPS: dict[Any, tuple[str, str]] = {
    WorksheetWriter.__init__: ("pages.py", "eb13e00d42ef"),
    WorksheetWriter.get_stream: ("pages.py", "4b1c8d4aa72e"),
    WorksheetWriter.write: ("pages.py", "c33698168341"),
    WorksheetWriter.write_top: ("pages.py", "3fc24717d9ac"),
    WorksheetWriter.write_rows: ("pages.py", "06e276464f17"),
    WorksheetWriter.write_tail: ("pages.py", "e502b499f5d3"),
    WorksheetWriter.write_dimensions: ("pages.py", "34cee250afdb"),
    WorksheetWriter.write_hyperlinks: ("pages.py", "47ffb8d5363f"),
    ExcelWriter.__init__: ("streaming.py", "cd36c3736cf4"),
    ExcelWriter.save: ("streaming.py", "746ede3ed966"),
    ExcelWriter.write_data: ("streaming.py", "12547452e8d5"),
    ExcelWriter._write_worksheets: ("streaming.py", "49d05d77a6ef"),
    ExcelWriter.write_worksheet: ("streaming.py", "ccfd37f0bebe"),
    write_stylesheet: ("styles.py", "830898948ecf"),
    ExcelReader.read: ("reading.py", "27b7e1665e5a"),
    ExcelReader.read_strings: ("reading.py", "ee8e06ea0a2c"),
    WorkSheetParser.__init__: ("reading.py", "f798e668e211"),
    WorkSheetParser.parse_row: ("reading.py", "6a1bbadaee7d"),
    WorkSheetParser.parse_cell: ("reading.py", "c999f7bc699a"),
}


def digest(step: Any) -> str:
    return hashlib.sha256(inspect.getsource(step).encode()).hexdigest()[:12]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__qualname__)
def test_openpyxl_does_step_by_step_what_we_rest_on(step: Any) -> None:
    module, known = STEPS[step]

    assert digest(step) == known, CHANGED.format(name=step.__qualname__, module=module)


@pytest.fixture(scope="module")
def parts() -> dict[str, Any]:
    """One of each of openpyxl's classes of which we use what it keeps to itself."""
    book = Workbook()
    book.worksheets[0]["A1"] = 1
    saved = BytesIO()
    book.save(saved)
    reader = ExcelReader(saved, read_only=True)
    reader.read()
    writer = WorksheetWriter(book.worksheets[0], BytesIO())
    writer.write()
    return {
        "Workbook": reader.wb,
        "Worksheet": book.worksheets[0],
        "WorksheetWriter": writer,
        "ExcelWriter": ExcelWriter(book, ZipFile(BytesIO(), "w")),
        "ReadOnlyWorksheet": reader.wb.worksheets[0],
    }


@pytest.mark.parametrize(
    ("module", "name"),
    [(module, name) for module, names in NAMES.items() for name in sorted(names)],
)
def test_openpyxl_still_has_what_we_use_of_its_own(
    parts: dict[str, Any], module: str, name: str
) -> None:
    owner, _dot, attribute = name.partition(".")

    assert type(parts[owner]).__name__ == owner
    assert hasattr(parts[owner], attribute), CHANGED.format(name=name, module=module)


@pytest.mark.parametrize("path", sorted(HERE.glob("*.py")), ids=lambda path: path.name)
def test_nothing_else_of_openpyxl_that_is_its_own_is_used(path: Path) -> None:
    tree = ast.parse(path.read_text())
    named = {name.partition(".")[2] for name in NAMES.get(path.name, ())}

    assert set(private_modules(tree)) == MODULES.get(path.name, set())
    assert set(private_names(tree)) == named


def private_modules(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and "._" in (node.module or ""):
            yield str(node.module)


def private_names(tree: ast.Module) -> Iterator[str]:
    """What begins with an underscore and is not given its name in the same module."""
    own = {"_make", "_fields"}  # Those of named tuples are Python's.
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            own.add(node.name)
        elif isinstance(node, ast.AnnAssign | ast.Assign):
            targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
            for target in targets:
                for each in ast.walk(target):
                    if isinstance(each, ast.Attribute) and ast.unparse(each.value) == "self":
                        own.add(each.attr)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and re.match("_[a-z]", node.attr):
            yield from {node.attr} - own
