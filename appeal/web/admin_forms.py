"""The admin's forms and filters: they save only what changed, and say why not."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db import IntegrityError, models
from django.forms.models import model_to_dict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..base import guards
from ..base.days import DayField
from ..base.number_fields import NumberField, WholeField
from ..base.refusals import Refusal
from ..models import Partner, StaleVersion, User
from .admin_help import help_of, how_days_are_written, typed_day
from .forms import (
    Boxes,
    OneLanguageForm,
    needed_in_some_language,
    overtaken_by,
    retype,
    stored_value,
)
from .request import Request


class WrittenDay(forms.DateInput):
    """A day in letters and digits as the reader's language writes it, whatever the browser's."""

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__({"autocomplete": "off", "size": 14} | (attrs or {}))

    def format_value(self, value: object) -> str | None:
        return typed_day(value) if isinstance(value, date) else super().format_value(value)


# One reader for what people type, here as on every page.
READERS: dict[type[models.Field], dict[str, Any]] = {
    models.DateField: {"form_class": DayField, "widget": WrittenDay},
    models.DecimalField: {"form_class": NumberField},
    models.IntegerField: {"form_class": WholeField},
    # Django's admin has a widget of its own for it, which is found before that of its parent.
    models.BigIntegerField: {"form_class": WholeField},
}


def in_the_admin(form: type[forms.ModelForm]) -> type[forms.ModelForm]:
    """The form of a row with help at every field, and its days typed as people write them."""
    model = form._meta.model
    helps = help_of(model) | (form._meta.help_texts or {})
    form._meta.help_texts = helps
    in_english = {f"{name}_en" for name in needed_in_some_language(model)}
    for name, declared in form.base_fields.items():
        # A field that a page declares is that page's too.
        form.base_fields[name] = field = deepcopy(declared)
        field.label = capfirst(field.label) if field.label else field.label
        field.required = field.required and name not in in_english
        field.help_text = field.help_text or helps.get(name, "")
        if isinstance(field, DayField):
            field.widget = WrittenDay()
            field.help_text = with_format(field.help_text)
    return form


def with_format(help_text: object) -> str:
    """The help of a day, with how days are written."""
    return f"{help_text} {how_days_are_written()}".strip()


class OwnChangesForm(OneLanguageForm):
    """Writes what the person changed since they read the row; all else stays as it is stored now.

    What they read travels with the form, so that a later save of another field is not undone, and
    whoever changes a field that somebody changed since is warned: the row needs no version.
    """

    _save_m2m: Callable[[], None]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # A disabled field is not sent back: for a password, its hash would be in the page.
            field.show_hidden_initial = bool(self.instance.pk) and not field.disabled

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk:
            for name in set(model_to_dict(self.instance, cleaned)) - set(self.changed_data):
                stored = getattr(self.instance, name)
                cleaned[name] = stored.all() if isinstance(stored, models.Manager) else stored
            self._tell_of_later_changes()
        return cleaned

    def _tell_of_later_changes(self) -> None:
        """Say what is stored now beside each field that somebody else changed, to save over it."""
        stored = model_to_dict(self.instance, self.changed_data)
        for name in stored.keys() & self.cleaned_data.keys():
            field, read_as = self.fields[name], self[name].html_initial_name
            read = field.hidden_widget().value_from_datadict(self.data, self.files, read_as)
            is_read = read is None or not field.has_changed(stored[name], read)
            if not is_read and field.has_changed(stored[name], self[name].data):
                self.add_error(name, overtaken_by(self.instance, name))
                sent: Any = self.data
                self.data = sent = sent.copy()
                kept = field.prepare_value(stored[name])
                sent.setlist(read_as, kept if isinstance(kept, list) else [kept])

    def save(self, commit: bool = True) -> Any:
        if not commit or not self.instance.pk:
            return super().save(commit)
        self.instance.save(update_fields=changed_columns(self))
        self._save_m2m()
        return self.instance


class MergingForm(OwnChangesForm):
    """For a row that may be given up for another of its kind."""

    into = forms.ModelChoiceField(
        label=gettext_lazy("merge into"),
        queryset=Partner.objects.none(),
        required=False,
        help_text=gettext_lazy(
            "Everything linked to this one will be linked to the other instead; this one will"
            " be removed."
        ),
    )


def changed_columns(form: forms.ModelForm) -> list[str]:
    """The fields of the row itself that the person changed."""
    columns = {field.name for field in form.instance._meta.concrete_fields}
    return [name for name in form.changed_data if name in columns]


class VersionedForm(OneLanguageForm):
    """Carries the version at which the row was read, and refuses to write over a later one."""

    version: forms.Field | None = forms.IntegerField(widget=forms.HiddenInput, required=False)

    _save_m2m: Callable[[], None]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and cleaned.get("version") != self.instance.version:
            self.add_error(None, self._what_stands_there())
            # Everything typed stays, now against the version that the person is being shown.
            retype(self, "version", str(self.instance.version))
        return cleaned

    def _what_stands_there(self) -> list[str]:
        """Says that somebody else saved, and lists stored values that differ from those typed."""
        sentences = [
            _(
                "Somebody else saved this while you were working on it. Nothing you entered is"
                " lost. Compare it with what is saved now, and save again to replace it."
            )
        ]
        for name in self.changed_data:
            if name != "version":
                label = self.fields[name].label or name
                sentences.append(
                    _("Saved now as %(field)s: %(value)s")
                    % {"field": label, "value": stored_value(self.instance, name)}
                )
        return sentences

    def save(self, commit: bool = True) -> Any:
        if not commit or not self.instance.pk:
            return super().save(commit)
        self.instance.save_over(self.cleaned_data["version"], changed_columns(self))
        self._save_m2m()
        return self.instance


class WithRefusal(forms.BaseForm):
    """Mixed into a form whose saving was refused: says why, with everything typed.

    A form of a page says it in its own way.
    """

    refusal: Exception

    def clean(self) -> Any:
        cleaned = super().clean()
        is_late = isinstance(self.refusal, StaleVersion)
        if isinstance(self.refusal, Refusal) and not is_late and hasattr(self, "refuse"):
            self.refuse(self.refusal)
        else:
            self.add_error(None, sentence(self.refusal))
        return cleaned


def sentence(error: Exception) -> str:
    """What to say to a person whose entry was refused."""
    if not isinstance(error, IntegrityError):
        return str(error)
    for guard in guards.declared():
        if isinstance(guard, guards.Guard) and guard.message in str(error):
            return _(guard.message)
    return _("This does not fit the data already saved. Check what you entered.")


class InScopeFilter(admin.RelatedFieldListFilter):
    """A filter that offers only the related rows that the person finds in the admin."""

    def field_choices(self, field: Any, request: Request, model_admin: Any) -> list:
        related = model_admin.admin_site.get_model_admin(field.remote_field.model)
        return [(row.pk, str(row)) for row in related.get_queryset(request)]


# Every filter by a relation, in every list.
admin.FieldListFilter.register(
    lambda field: bool(field.remote_field), InScopeFilter, take_priority=True
)


Choose = Callable[[User], models.QuerySet]


class RelationsInScope(admin.options.BaseModelAdmin):
    """Offers, and accepts, for every relation only what the person may point it at."""

    choices: dict[str, Choose] = {}

    def choices_for(self, field: Any, request: Request) -> models.QuerySet:
        """The rows that a relation may point at: what `choices` names, else what is found."""
        related: Any = self.admin_site.get_model_admin(field.remote_field.model)
        if field.name in self.choices:
            return related.arranged(request, self.choices[field.name](request.user))
        return related.get_queryset(request)

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField, request: Request, **kwargs: object
    ) -> forms.ModelMultipleChoiceField | None:
        """Boxes to tick: a list in which several are chosen with a key held down hides how."""
        kwargs.setdefault("widget", Boxes)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_field_queryset(self, db: object, field: object, request: Request) -> models.QuerySet:
        return self.choices_for(field, request)
