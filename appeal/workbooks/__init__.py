"""The workbooks of the plan, a file each, found by its code."""

from .r1_requirements import requirements_as_published
from .t0_appeal import appeal_template, empty_template

__all__ = ["appeal_template", "empty_template", "requirements_as_published"]
