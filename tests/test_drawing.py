"""An input is drawn as Django draws it, but for white space; around it stands what it is about.

The title of a page is its heading. What HTML lets one leave out is not sent.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import HttpResponse
from django.template import Context, Engine, Origin, Template, engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.html import escape

from appeal.web.forms import Boxes
from config.forms import Renderer
from config.templates import Loader
from tests.tracking.shown import Element, read

pytestmark = pytest.mark.unit

CHOICES = [
    ("", "Any"),
    (2, "<two>"),
    ("USD", "USD"),
    ("U S", "U S"),
    ("Few", [("a&b", 'A "b"'), ("3", "three")]),
]
FIRST = r'(<select[^>]*><option value="[^"]*") selected>'
HOSTILE = '"><script>&'
FIELDS: dict[str, tuple[forms.Field, Any]] = {
    "text": (forms.CharField(max_length=20), HOSTILE),
    "empty text": (forms.CharField(required=False), ""),
    "no text": (forms.CharField(), None),
    "search": (forms.CharField(widget=forms.TextInput({"type": "search", "title": HOSTILE})), "x"),
    "number": (forms.IntegerField(min_value=1), 1250),
    "day": (forms.DateField(widget=forms.DateInput({"type": "date"})), "2020-06-30"),
    "hidden": (forms.CharField(widget=forms.HiddenInput), "k"),
    "ticked": (forms.BooleanField(), True),
    "not ticked": (forms.BooleanField(required=False), False),
    "choice": (forms.ChoiceField(choices=CHOICES), "2"),
    "choice in a group": (forms.ChoiceField(choices=CHOICES, required=False), "a&b"),
    "several, the first of them": (forms.MultipleChoiceField(choices=CHOICES[1:]), ["2"]),
    "several": (forms.MultipleChoiceField(choices=CHOICES), ["2", "3"]),
    "disabled": (forms.ChoiceField(choices=CHOICES, disabled=True), None),
    "long text": (forms.CharField(widget=forms.Textarea), HOSTILE),
    "boxes": (
        forms.MultipleChoiceField(choices=CHOICES[1:], widget=forms.CheckboxSelectMultiple),
        ["2", "3"],
    ),
    "one of few": (forms.ChoiceField(choices=CHOICES[:2], widget=forms.RadioSelect), "2"),
}


@pytest.mark.once
@pytest.mark.parametrize("name", FIELDS)
def test_a_field_is_drawn_as_django_draws_it(name: str) -> None:
    field, value = FIELDS[name]

    def drawn(renderer: Any, **data: Any) -> str:
        form = type("Form", (forms.Form,), {"asked": field})(renderer=renderer, **data)
        page = re.sub(r"\s*\n\s*", "", str(form["asked"])).replace("  ", "")
        # The value of a choice is its text where it has none. The first is chosen by itself.
        page = page.replace("</option>", "").replace('<option value="USD">', "<option>")
        # A label that holds its box need not name it, nor stand in a part of its own.
        box = r'(<input type="checkbox"[^>]*?) id="[^"]*"([^>]*>[^<]*</label>)'
        page = re.sub(r'<div>(<label) for="[^"]*">' + box + "</div>", r"\1>\2\3", page)
        return page if "multiple" in page else re.sub(FIRST, r"\1>", page)

    filled: list[dict[str, Any]] = [
        {"initial": {"asked": value}}, {"data": {"asked": value}}, {"data": {}},
    ]  # fmt: skip
    for data in filled:
        assert drawn(Renderer(), **data) == drawn(DjangoTemplates(), **data)


class Asking(forms.Form):
    name = forms.CharField(help_text="As on the <passport>.", max_length=5)
    note = forms.CharField(widget=forms.Textarea(), required=False)
    kind = forms.ChoiceField(choices=CHOICES, label="Kind & more")
    way = forms.ChoiceField(choices=[("a", "by air")], widget=forms.RadioSelect, help_text="Any.")
    file = forms.FileField(required=False)
    sure = forms.BooleanField(required=False)
    key = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> None:
        self.add_error(None, "Too <late>.")


def drawn(**data: Any) -> str:
    form = Asking(renderer=Renderer(), **data)
    refused = render_to_string("partials/refused.html", {"form": form})
    return re.sub(r"(?<=>)\s+(?=<)", "", f"{form}{refused}").replace("\n", " ")


@pytest.mark.once
def test_a_field_stands_with_its_label_and_what_explains_it() -> None:
    page = drawn(initial={"name": HOSTILE})

    assert (
        '<label for="id_name" class="required">Name</label>'
        f'<input type="text" name="name" value="{escape(HOSTILE)}" maxlength="5"'
        ' class="form-control" required aria-describedby="id_name_helptext" id="id_name">'
        '<div class="form-text" id="id_name_helptext">As on the &lt;passport&gt;.</div>'
    ) in page
    assert '<label for="id_note">Note</label><textarea name="note"' in page
    assert '<label for="id_kind" class="required">Kind &amp; more</label><select' in page
    assert '<fieldset aria-describedby="id_way_helptext"><legend class="required">Way' in page
    assert '<label for="id_file">File</label><input type="file" name="file" class="form-c' in page
    assert 'id="id_sure"><label for="id_sure">Sure</label>' in page
    assert page.startswith('<input type="hidden" name="key"')
    assert page.count("id_key") == 1
    assert not any(wrong in page for wrong in ("alert", "aria-invalid", '"error"'))


@pytest.mark.once
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_in_it() -> None:
    page = drawn(data={"name": "Too long", "note": "Kept", "kind": "3", "way": "b"})

    assert page.startswith('<div class="alert alert-danger refused" role="alert">')
    assert "<li>Too &lt;late&gt;." in page
    assert (
        'value="Too long" maxlength="5" class="form-control" required aria-invalid="true"'
        ' aria-describedby="id_name_helptext id_name_error" id="id_name">'
        '<p class="error" id="id_name_error">Ensure this value has at most 5 characters'
    ) in page
    assert "Kept</textarea>" in page
    assert '<option value="3" selected>' in page
    assert '<fieldset aria-describedby="id_way_helptext id_way_error">' in page
    assert '<p class="error" id="id_way_error">Select a valid choice. b is not one' in page
    assert page.count('class="error"') == 2
    assert '<a href="#id_name">Name</a>' in page
    assert '<a href="#id_way">Way</a>' in page
    assert 'id="id_way"' in page


@pytest.mark.once
@pytest.mark.parametrize(("own", "title"), [("", "GT-1 Homes &amp; &lt;more&gt;"), ("Own", "Own")])
def test_a_heading_is_the_title_of_its_page_too(own: str, title: str) -> None:
    block = f"{{% block title %}}{own}{{% endblock %}}" if own else ""
    page = engines["django"].from_string(
        f'{{% extends "base.html" %}}{block}'
        '{% block heading %}\n<span class="code">GT-1</span>\n Homes &amp; {{ x }}{% endblock %}'
    )

    drawn_page = page.render({"x": "<more>", "request": RequestFactory().get("/")})

    assert f"<title>{title} · Appeal Tracker</title>" in drawn_page
    assert '<span class="code">GT-1</span>\n Homes &amp; &lt;more&gt;' in drawn_page


WRITTEN = """\
{# What it is. #}
{% load i18n %}
<p>
  See
  <a href="/">there</a>
  {% for each in some %}
    <em>{{ each }}</em>
  {% endfor %}
</p>
<ul>
  {% for each in some %}
    <li>{{ each }} <strong>there</strong></li>
  {% endfor %}
</ul>
<table>
  <thead>
    <tr><th>Office</th><td></td></tr>
  </thead>
  <tbody>
    {% for each in some %}
      <tr>
        <th>{{ each }}</th>
        <td><ul><li>in</li><li>two</li></ul></td>
      </tr>
    {% endfor %}
  </tbody>
</table>
<dl><div><dt>Rows</dt><dd>3</dd></div></dl>
<select><option>All</option><option selected>None</option></select>
<p>After</p>
"""


@pytest.mark.once
def test_a_page_is_sent_without_what_only_its_writers_need(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(WRITTEN)
    (tmp_path / "mail.txt").write_text(WRITTEN)
    loader = Loader(Engine.get_default(), [tmp_path])

    sent = Template(loader.get_contents(Origin(str(tmp_path / "page.html")))).render(
        Context({"some": ["a", "b"]})
    )

    assert "\n  " not in sent
    assert not re.search("</(td|th|tr|thead|tbody|li|dt|dd|option)>", sent)
    assert not re.search(r"^\n|\n\n|\n<(p|ul|li|table|thead|tr|th|td|dl|div|dt|option)\b", sent)
    assert 'See\n<a href="/">there</a>\n<em>a</em>\n<em>b</em>\n</p>' in sent
    assert as_tree(sent) == as_tree(Template(WRITTEN).render(Context({"some": ["a", "b"]})))
    assert loader.get_contents(Origin(str(tmp_path / "mail.txt"))) == WRITTEN


def as_tree(page: str) -> Any:
    def told(part: Element | str) -> Any:
        if isinstance(part, str):
            return part.strip()
        return part.tag, part.attrs, [each for each in map(told, part.parts) if each]

    return told(read(HttpResponse(page)))


@pytest.mark.once
@pytest.mark.parametrize(
    ("choices", "order"),
    [
        ([("1", "a"), ("2", "b"), ("3", "c")], ["3", "1", "2"]),
        ([("x", [("1", "a"), ("2", "b")]), ("y", [("4", "d"), ("3", "c")])], ["3", "4", "1", "2"]),
    ],
)
def test_boxes_that_are_ticked_come_first_each_in_its_group(choices: Any, order: Any) -> None:
    form = type("Form", (forms.Form,), {
        "asked": forms.MultipleChoiceField(choices=choices, widget=Boxes)
    })(initial={"asked": ["3"]}, renderer=Renderer())  # fmt: skip

    assert re.findall(r'value="(\d)"', str(form["asked"])) == order
