"""How forms are drawn: every field by one template, its input in one go."""

from collections.abc import Mapping
from typing import Any

from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import BoundField, CheckboxSelectMultiple
from django.forms.renderers import TemplatesSetting
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from appeal.base.amounts import DASH

FOLDER = "django/forms/widgets/"
INPUTS = {
    f"{FOLDER}{name}.html" for name in ("input", "text", "number", "date", "hidden", "checkbox")
}
# What Django calls a choice that is left open.
UNSAID = BLANK_CHOICE_DASH[0][1]
# The class of an input by its type; radio buttons are in a list that would carry it too.
LOOKS = {"select": "form-select", "checkbox": "form-check-input", "radio": ""}


class Renderer(TemplatesSetting):
    """Draws inputs and choices as Django's templates do, without white space; by these all else.

    A choice drawn by Django takes two templates for each of its options.
    """

    form_template_name = "partials/form.html"
    field_template_name = "partials/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        widget = context.get("widget", {})
        if template_name in INPUTS:
            return _input(widget)
        if template_name == f"{FOLDER}select.html":
            return _select(widget)
        if template_name == f"{FOLDER}checkbox_select.html":
            return _boxes(widget)
        if template_name == self.field_template_name:
            context["control"] = _control(context["field"])
        return super().render(template_name, context, request)


def _control(field: BoundField) -> str:
    widget = field.field.widget
    look = LOOKS.get(getattr(widget, "input_type", ""), "form-control")
    if isinstance(widget, CheckboxSelectMultiple):
        look = "boxes"
    look = widget.attrs.get("class", look)
    drawn = field.as_widget(attrs={"class": look} if look else {})
    if field.field.show_hidden_initial:
        # What the page showed, so that only what was changed on it is saved.
        drawn += field.as_hidden(only_initial=True)
    return drawn


def _input(widget: Mapping[str, Any]) -> SafeString:
    own = {"type": widget["type"], "name": widget["name"]}
    if widget["value"] is not None:
        own["value"] = str(widget["value"])
    return mark_safe(f"<input{_attributes(own | widget['attrs'])}>")  # noqa: S308


def _select(widget: Mapping[str, Any]) -> SafeString:
    drawn = [f"<select{_attributes({'name': widget['name']} | widget['attrs'])}>"]
    options = (option for _group, options, _place in widget["optgroups"] for option in options)
    # A browser chooses it by itself.
    first = None if "multiple" in widget["attrs"] else next(options, None)
    for group, options, _place in widget["optgroups"]:
        if group:
            drawn.append(f'<optgroup label="{escape(group)}">')
        for option in options:
            value, label = str(option["value"]), str(option["label"])
            if label == UNSAID:
                label = gettext("Choose one") if widget["required"] else DASH
            # A choice without a value has its text as value: currencies need not say it twice.
            is_said = value == label and value.isalnum()
            own = {"value": False if is_said else value} | option["attrs"]
            if option is first:
                own["selected"] = False
            drawn.append(f"<option{_attributes(own)}>{escape(label)}")
        if group:
            drawn.append("</optgroup>")
    return mark_safe("".join([*drawn, "</select>"]))  # noqa: S308


def _boxes(widget: Mapping[str, Any]) -> SafeString:
    own = {name: widget["attrs"][name] for name in ("id", "class") if name in widget["attrs"]}
    drawn = [f"<div{_attributes(own)}>"]
    for group, options, _place in widget["optgroups"]:
        if group:
            drawn.append(f"<div><label>{escape(group)}</label>")
        for option in options:
            named = {"type": "checkbox", "name": option["name"], "value": str(option["value"])}
            # The class is that of the list, which a hundred boxes need not repeat, and a label
            # that holds its box needs no name for it.
            named |= option["attrs"] | {"class": False, "id": False}
            box = f"<input{_attributes(named)}>{escape(option['label'])}"
            drawn.append(f"<label>{box}</label>")
        if group:
            drawn.append("</div>")
    return mark_safe("".join([*drawn, "</div>"]))  # noqa: S308


def _attributes(values: Mapping[str, object]) -> str:
    """False is left out, True is the name alone."""
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(value)}"'
        for name, value in values.items()
        if value is not False
    )
