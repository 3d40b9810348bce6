"""Forms of rows that say what a constraint refuses at the field that has to change."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import EMPTY_VALUES
from django.db import models


class MarkedForm(forms.ModelForm):
    """A form of a row: what a constraint refuses is said at the field that has to change.

    `marked` fields are needed, though another may be filled in instead: drawn as the required are.
    """

    marked: tuple[str, ...] = ()

    def _update_errors(self, errors: ValidationError) -> None:
        told = errors.update_error_dict({})
        marked: dict[str, list[Any]] = {}
        for error in told.pop(NON_FIELD_ERRORS, []):
            marked.setdefault(self._place_of(error), []).append(error)
        for name, several in marked.items():
            told.setdefault(name, []).extend(several)
        super()._update_errors(ValidationError(told))  # type: ignore[misc]

    def _place_of(self, error: ValidationError) -> str:
        """The field that the constraint with this sentence is about: an empty one before others."""
        for _model, constraints in self.instance.get_constraints():
            for constraint in constraints:
                if str(constraint.get_violation_error_message()) == str(error.message):
                    names = [name for name in columns_of(constraint) if name in self.fields]
                    empty = [name for name in names if self.cleaned_data.get(name) in EMPTY_VALUES]
                    return [*empty, *names, NON_FIELD_ERRORS][0]
        return NON_FIELD_ERRORS


def columns_of(constraint: models.BaseConstraint) -> list[str]:
    """What a constraint is about, the column that most likely has to change first."""
    if isinstance(constraint, models.UniqueConstraint):
        return [*reversed(constraint.fields)]
    return [*_named_in(constraint.condition)] if hasattr(constraint, "condition") else []


def _named_in(condition: Any) -> Iterator[str]:
    for part in condition.children:
        if isinstance(part, models.Q):
            yield from _named_in(part)
        else:
            yield part[0].split("__")[0]
