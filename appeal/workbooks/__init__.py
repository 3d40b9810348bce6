"""The workbooks of the plan, a file each, found by its code."""

from .r1_requirements import requirements_as_published

__all__ = ["requirements_as_published"]
