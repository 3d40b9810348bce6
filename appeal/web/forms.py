"""What every form begins with: it takes effect once, on what was read, and holds clean text."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django import forms
from django.contrib.admin.utils import display_for_field
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ..base.actions import signed
from ..base.amounts import DASH
from ..base.given import given
from ..base.refusals import Refusal
from ..models import StaleVersion, Translated, User, hold_rows, in_languages, version_of
from .marked_forms import MarkedForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def retype(form: forms.BaseForm, name: str, value: object) -> None:
    """Put a value in the place of what was sent for a field."""
    sent: Any = form.data
    form.data = sent = sent.copy()
    sent[form.add_prefix(name)] = value


def stored_value(row: models.Model, name: str) -> str:
    """The value of a field as people read it."""
    field: Any = row._meta.get_field(name)
    value = getattr(row, name)
    if field.many_to_many:
        return ", ".join(str(item) for item in value.all()) or DASH
    return str(value if field.is_relation and value else display_for_field(value, field, DASH))


def overtaken_by(row: models.Model, name: str) -> str:
    """What to say beside a field whose value somebody else changed to that of `row`."""
    return overtaken(stored_value(row, name))


def overtaken(value: str) -> str:
    """What to say beside a field that somebody else changed to `value`."""
    sentence = gettext(
        "Somebody changed this to “%(value)s” while you were writing. What you entered is"
        " still here: save again to replace theirs."
    )
    return sentence % {"value": value}


class CleanTextMixin(forms.Form):
    """Strips control characters, which no workbook can hold; alone they are no text."""

    # What a field offers is set once a form is made.
    fields: dict[str, Any]
    cleaned_data: dict[str, Any]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned = {
            name: CONTROL.sub("", value) if isinstance(value, str) else value
            for name, value in cleaned.items()
        }
        for name, field in self.fields.items():
            if field.required and cleaned.get(name) == "":
                self.add_error(name, field.error_messages["required"])
        return cleaned


class Boxes(forms.CheckboxSelectMultiple):
    """Boxes to tick: those that are ticked come first, so that nobody looks for them."""

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        groups = [
            (group, sorted(options, key=lambda option: not option["selected"]), place)
            for group, options, place in super().optgroups(name, value, attrs)
        ]
        return sorted(groups, key=lambda each: not any(option["selected"] for option in each[1]))


class OneLanguageForm(MarkedForm):
    """A text in one language is enough: where there is no English, that is taken for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = needed_in_some_language(type(self.instance))
        for name in names:
            if field := self.fields.get(f"{name}_en"):
                field.required = False
        self.marked += tuple(map(in_own_language, names))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in needed_in_some_language(type(self.instance)):
            columns = in_languages(name)
            texts = [cleaned[each] for each in columns if cleaned.get(each)]
            if texts:
                cleaned[columns[0]] = cleaned.get(columns[0]) or texts[0]
            elif columns[0] in self.fields and not self.errors.keys() & set(columns):
                own = in_own_language(name)
                place = own if own in self.fields else columns[0]
                self.add_error(place, gettext("Write it in at least one language."))
        return cleaned


def in_own_language(name: str) -> str:
    """The column of a text that the reader writes first."""
    return f"{name}_{(get_language() or 'en')[:2]}"


def needed_in_some_language(model: type[models.Model]) -> list[str]:
    """The texts of a table that are kept in a column per language, where one is needed."""
    names = [name for name, kept in vars(model).items() if isinstance(kept, Translated)]
    return [
        name for name in names if not getattr(model._meta.get_field(f"{name}_en"), "blank", True)
    ]


class OnceForm(CleanTextMixin):
    """A form that takes effect once (`idempotency_key`) and on what was read (`version`)."""

    idempotency_key: forms.Field | None = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid.uuid4
    )
    version: forms.Field | None = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, initial=0
    )
    # What somebody else saved while the person was writing, and the sentence that says so.
    theirs: Any = None
    overtaken: "StrOrPromise" = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = getattr(self, "instance", None)
        if row and row.pk:
            self.initial.setdefault("version", version_of(row))

    def refuse(self, refusal: Refusal) -> None:
        """Keep everything as typed and say, where it belongs, why it was not done.

        Over what somebody else saved the person may save once they have read it; where there is
        nothing left to save over, the refusal is raised again.
        """
        if isinstance(refusal, StaleVersion):
            self.theirs = self.stored()
            if self.theirs is None:
                raise refusal
            self.set_on(version_of(self.theirs))
        else:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))

    def stored(self) -> Any:
        """The row that the form is about as it is stored now; None where it is gone."""
        row = getattr(self, "instance", None)
        return row and type(row)._base_manager.filter(pk=row.pk).first()

    def set_on(self, version: int) -> None:
        """Keep everything as typed, but save over `version`: that of what is stored now."""
        retype(self, "version", version)


class ConfirmForm(OnceForm):
    """A button that does one thing once: post, submit, approve, discard."""

    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Saved in the report's review log."),
    )


class ReasonForm(OnceForm):
    """A button that does one thing once, and asks why."""

    reason = forms.CharField(
        label=_("Why?"), max_length=500, help_text=_("Everybody can read this in the log.")
    )


@dataclass(frozen=True)
class FieldGroup:
    """Fields of a form that belong together; `is_folded` until somebody opens it."""

    title: "StrOrPromise"
    names: tuple[str, ...]
    is_folded: bool = False


class RowForm(OnceForm, MarkedForm):
    """What is written of one row, over the `version` of it that the person saw."""

    _save_m2m: Callable[[], None]

    # How the fields are divided; they come one after another where there are none.
    divided: tuple[FieldGroup, ...] = ()

    @property
    def template_name(self) -> str:
        return "partials/parts.html" if self.divided else super().template_name

    @property
    def parts(self) -> list[tuple[FieldGroup, list[forms.BoundField], bool]]:
        """Each part with its fields, and whether it is open: something is in it, or always."""
        found = []
        for part in self.divided:
            fields = [self[name] for name in part.names if name in self.fields]
            is_used = any(field.errors or field.value() for field in fields)
            found.append((part, fields, not part.is_folded or is_used))
        return [each for each in found if each[1]]

    def put_ticked_first(self, name: str) -> None:
        """Where a list is longer than its box, what was chosen is in sight."""
        ticked = {str(getattr(row, "pk", row)) for row in self[name].value() or ()}
        choices = [(str(key), label) for key, label in self.fields[name].choices]
        self.fields[name].choices = sorted(choices, key=lambda choice: choice[0] not in ticked)

    def refuse(self, refusal: Refusal) -> None:
        """Say beside each field what is stored now; saving again writes over it."""
        super().refuse(refusal)
        for name in given(self._meta.fields) if self.theirs else ():
            if name in self.cleaned_data and self._is_other(name):
                self.add_error(name, overtaken_by(self.theirs, name))

    def _is_other(self, name: str) -> bool:
        """Whether what is stored now is not what was typed."""
        stored, typed = getattr(self.theirs, name), self.cleaned_data[name]
        if isinstance(stored, models.Manager):
            return {*stored.all()} != {*typed}
        return bool(stored != typed)


class UnversionedForm(RowForm):
    """What is written of a row that has no version, by no action of its own."""

    def keep(self, at: datetime) -> None:
        """Write what was changed, or a new row; raises StaleVersion where somebody wrote since."""
        if not self.instance.pk:
            self._make(at)
            return
        hold_rows(self.instance, version=self.cleaned_data["version"])
        columns = {field.name for field in self.instance._meta.concrete_fields}
        with signed(at=at):
            self.instance.save(update_fields=columns & {*given(self._meta.fields)})
            self._save_m2m()

    def _make(self, at: datetime) -> None:
        """Save a new row, checked with what the form does not ask."""
        try:
            self.instance.full_clean()
        except ValidationError as error:
            raise Refusal(" ".join(error.messages)) from error
        with signed(at=at):
            self.save()


Row = TypeVar("Row", bound=models.Model)


class SeveralRowsForm(CleanTextMixin, Generic[Row]):
    """Writes one row after the other; `seen` is the version of it that the person was shown."""

    def offer(self, user: User) -> None:
        """Put what the person may choose into the lists."""

    def write(self, row: Row, seen: int, at: datetime) -> None:
        """Change the row, or raise what refuses it."""
        raise NotImplementedError

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if not self.errors and not any(cleaned.values()):
            raise ValidationError(_("Fill in what is to change: everything is empty."))
        return cleaned
