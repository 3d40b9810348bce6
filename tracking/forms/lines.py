"""The lines of a whole office on one page; only those that the person changed are saved."""

from collections.abc import Iterable, Sequence
from typing import Any, Self

from django import forms
from django.utils.translation import gettext as _

from appeal.base.refusals import Refusal
from appeal.models import Activity, StaleVersion
from appeal.web.forms import CleanTextMixin, OnceForm, retype

from ..actions import LinesRefused, ReasonMissing
from ..models import Comment, ProgressUpdate, ReportingPeriod
from .reports import LineForm

TYPED = ("percent", "status", "reason", "narrative", "issues")


class LongTextField(forms.CharField):
    """Browsers send line ends as CR LF: that alone is no change."""

    def to_python(self, value: object) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")

    def has_changed(self, initial: Any, typed: object) -> bool:
        return super().has_changed((initial or "").replace("\r\n", "\n").strip(), typed)


class OfficeLineForm(CleanTextMixin, LineForm):
    """One line of the page.

    `stored` is the line as it is, `shown` as it was when the person began to write, which shows
    what they changed; None: as it is. `theirs` is what somebody else saved, `remarks` what was
    said of the line and waits for an answer.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    # A line that nobody touches asks for nothing.
    use_required_attribute = False
    theirs: ProgressUpdate | None = None

    class Meta:
        model = ProgressUpdate
        fields = TYPED
        field_classes = {"narrative": LongTextField, "issues": LongTextField}
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("narrative", "issues")}

    def __init__(
        self,
        typed: object,
        *,
        activity: Activity,
        stored: ProgressUpdate | None,
        shown: object,
        previous: ProgressUpdate | None,
        language: str,
        remarks: Sequence[Comment] = (),
    ) -> None:
        line = stored or ProgressUpdate(activity=activity, language=language, version=0)
        initial = {name: getattr(shown or line, name) for name in TYPED}
        if previous and stored is None:
            initial["status"] = previous.status
        self.activity, self.stored, self.language = activity, stored, language
        self.remarks = remarks
        super().__init__(
            typed,
            previous=previous,
            instance=line,
            initial=initial | {"version": line.version},
            prefix=f"line-{activity.pk}",
        )
        for name in TYPED:
            # Said once at the top of the page, not at every line.
            self.fields[name].help_text = ""

    def has_changed(self) -> bool:
        return any(name != "version" for name in self.changed_data)

    @property
    def update(self) -> ProgressUpdate:
        """The line that a valid form comes to."""
        self.instance.version = self.cleaned_data["version"] or 0
        return self.instance

    def untouched(self) -> Self:
        """The same line as it is stored now, with nothing typed."""
        return type(self)(
            None,
            activity=self.activity,
            stored=self.stored,
            shown=None,
            previous=self.previous,
            language=self.language,
            remarks=self.remarks,
        )

    def put_on_desk(self, form: str) -> Self:
        """Its fields are in the rows of a table, outside the form that they belong to."""
        for field in self.fields.values():
            field.widget.attrs["form"] = form
        code = {"code": self.activity.code}
        self.fields["percent"].widget.attrs |= {
            "class": "form-control form-control-sm percent",
            "aria-label": _("%(code)s: percent complete") % code,
        }
        self.fields["status"].widget.attrs |= {
            "class": "form-select form-select-sm",
            "aria-label": _("%(code)s: status") % code,
        }
        return self

    @property
    def is_open(self) -> bool:
        """Whether its texts have to be seen: one of them, or what somebody else saved."""
        return bool(self.theirs or self.errors.keys() & {"reason", "narrative", "issues"})

    def set_against(self, theirs: ProgressUpdate) -> None:
        """Keep what is typed, show `theirs` beside it; saving again replaces them."""
        self.theirs = theirs
        retype(self, "version", theirs.version)


class OfficeLines:
    """The lines of the page as one form; what nobody touched is neither checked nor saved."""

    # Why the report takes no line at all, where it does not.
    refusal = ""

    def __init__(
        self, lines: list[OfficeLineForm], period: ReportingPeriod, sent: object = None
    ) -> None:
        self.period, self.sent = period, OnceForm(sent)
        self.changed = [line for line in lines if line.is_bound and line.has_changed()]
        self.rows = [
            line if line in self.changed or not line.is_bound else line.untouched()
            for line in lines
        ]

    @property
    def errors(self) -> dict[str, Any]:
        """The sentences of each line that has some, by its prefix."""
        return {str(line.prefix): line.errors for line in self.changed if line.errors}

    def is_valid(self) -> bool:
        """Every line is asked, so that all sentences are there at once."""
        return self.sent.is_valid() & (not self.errors)

    @property
    def cleaned_data(self) -> dict[str, Any]:
        return self.sent.cleaned_data

    @property
    def is_refused(self) -> bool:
        """Whether something is to be corrected in a line."""
        return any(line.errors or line.theirs for line in self.changed)

    def refuse(self, refusal: Refusal) -> None:
        """Say it at each line, beside what somebody else saved; or of the whole report."""
        if not isinstance(refusal, LinesRefused):
            self.refusal = str(refusal)
            return
        stored = standing_lines([line.activity for line in self.changed], self.period)
        for line in self.changed:
            told = refusal.refusals.get(line.activity.pk)
            if isinstance(told, StaleVersion):
                line.set_against(stored[line.activity.pk])
            elif told:
                line.add_error("reason" if isinstance(told, ReasonMissing) else None, str(told))


def standing_lines(
    activities: Iterable[Activity], period: ReportingPeriod
) -> dict[int, ProgressUpdate]:
    """The line of each activity's report on the period as it is stored, by activity."""
    rows = ProgressUpdate.objects.standing().filter(
        activity__in=[activity.pk for activity in activities], report__period=period
    )
    return {line.activity_id: line for line in rows.select_related("updated_by")}
