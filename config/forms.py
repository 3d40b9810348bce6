"""How fields are drawn: a choice in one go, not by two templates for each of its options."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

FOLDER = "django/forms/widgets/"
INPUTS = {
    f"{FOLDER}{name}.html" for name in ("input", "text", "number", "date", "hidden", "checkbox")
}


class Renderer(DjangoTemplates):
    """Draws inputs and choices as Django's templates do, without white space; by these all else."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        widget = context.get("widget", {})
        if template_name in INPUTS:
            return _input(widget)
        if template_name == f"{FOLDER}select.html":
            return _select(widget)
        return super().render(template_name, context, request)  # type: ignore[no-any-return]


def _input(widget: Mapping[str, Any]) -> SafeString:
    own = {"type": widget["type"], "name": widget["name"]}
    if widget["value"] is not None:
        own["value"] = str(widget["value"])
    return mark_safe(f"<input{_attributes(own | widget['attrs'])}>")  # noqa: S308


def _select(widget: Mapping[str, Any]) -> SafeString:
    drawn = [f"<select{_attributes({'name': widget['name']} | widget['attrs'])}>"]
    for group, options, _place in widget["optgroups"]:
        if group:
            drawn.append(f'<optgroup label="{escape(group)}">')
        for option in options:
            own = {"value": str(option["value"])} | option["attrs"]
            drawn.append(f"<option{_attributes(own)}>{escape(option['label'])}</option>")
        if group:
            drawn.append("</optgroup>")
    return mark_safe("".join([*drawn, "</select>"]))  # noqa: S308


def _attributes(values: Mapping[str, Any]) -> str:
    """False is left out, True is the name alone."""
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(value)}"'
        for name, value in values.items()
        if value is not False
    )
