"""What people say to each other, and to an office whose report they return."""

from collections.abc import Iterable

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from appeal.models import Activity
from appeal.web.forms import OnceForm

from ..models import Comment


class CommentForm(OnceForm):
    """A comment that opens a thread, or answers the one that `parent` names.

    `activity` names the line of a report that it is about.
    """

    body = forms.CharField(
        label=_("Comment"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Never write the names of beneficiaries. Name somebody with @ and their user name:"
            " they are told."
        ),
    )
    parent = forms.ModelChoiceField(
        Comment.objects.none(), required=False, widget=forms.HiddenInput
    )
    activity = forms.ModelChoiceField(
        Activity.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(
        self,
        *args: object,
        threads: QuerySet[Comment],
        lines: QuerySet[Activity] | None = None,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = threads
        if lines is None:
            del self.fields["activity"]
        else:
            self.fields["activity"].queryset = lines


class ReturnForm(OnceForm):
    """What has to be corrected in a report, as a whole and on each of its lines."""

    reason = forms.CharField(
        label=_("What has to be corrected?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The office sees this at the top of its home page and of the report."),
    )

    def __init__(self, *args: object, activities: Iterable[Activity], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for activity in activities:
            self.fields[f"remark_{activity.pk}"] = forms.CharField(
                label=_("Remark on %(activity)s") % {"activity": activity.code},
                required=False,
                max_length=2000,
                # The field is beside its line, outside the form that it belongs to.
                widget=forms.Textarea(attrs={"rows": 2, "form": "return"}),
            )

    @property
    def remarks(self) -> dict[int, str]:
        """What was written on single lines, by the id of their activity; needs is_valid()."""
        return {
            int(name.removeprefix("remark_")): text
            for name, text in self.cleaned_data.items()
            if name.startswith("remark_") and text
        }
