"""What every workbook and page must show, worked out in Python from the raw rows of the tables.

Nothing here reads `tracking.figures`, `tracking.access` or a QuerySet method of ours: rows
come as `values()` of tables and change logs, and the definitions are those of docs/figures.md.
"""
