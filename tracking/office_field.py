"""How the office is offered that a list is narrowed to."""

from collections.abc import Iterator

from django_filters.fields import ModelChoiceField, ModelChoiceIterator

from appeal.base.folding import fold


class ByName(ModelChoiceIterator):
    """The choices by their names, below the one that chooses none.

    Sorted here: for so few the database takes longer to be asked for the order than for the rows.
    """

    def __iter__(self) -> Iterator[tuple[object, str]]:
        choices = super().__iter__()
        yield next(choices)
        yield from sorted(choices, key=lambda choice: fold(choice[1]))


class OfficeField(ModelChoiceField):
    """An office, by name."""

    iterator = ByName
