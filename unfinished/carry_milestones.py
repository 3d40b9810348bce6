import re,subprocess
def sub(path, *pairs):
    s=open(path).read()
    for a,b in pairs:
        assert a in s, (path,a)
        s=s.replace(a,b,1)
    open(path,'w').write(s)
sub('appeal/models/activities.py',('''    due_on = models.DateField(_("due on"))
    order = models.PositiveSmallIntegerField(_("order"))
''','''    due_on = models.DateField(_("due on"))
    order = models.PositiveSmallIntegerField(_("order"))
    continues = earlier_row()
'''))
sub('appeal/models/lineage_guards.py',('''        ("appeal_indicator", "activity_id",''','''        ("appeal_milestone", "activity_id", f"{OF_ACTIVITY} WHERE y.id = {{row}}.activity_id)"),
        ("appeal_indicator", "activity_id",'''))
sub('appeal/actions/copying.py',('''            Milestone(activity=new, title=row.title, due_on=due_in(appeal, row.due_on), order=order)
''','''            Milestone(
                activity=new,
                title=row.title,
                due_on=due_in(appeal, row.due_on),
                order=order,
                continues=_before(appeal, row),
            )
'''))
sub('appeal/actions/parts.py',('''@action
def keep_indicator(''','''class NotCarried(Refusal):
    """The milestone does not go on there; the text says why."""


@action
def carry_milestone(
    *, milestone: Milestone, activity: Activity, due_on: date, at: datetime
) -> Milestone:
    """A milestone of a later appeal with which an open one goes on; the earlier one stays as it is.

    Raises NotCarried where it goes on already, or where the other appeal is not a later one.
    """
    hold_rows(milestone)
    if milestone.continued_by.exists():
        raise NotCarried(_("This milestone goes on in another appeal already."))
    if activity.appeal.year <= milestone.activity.appeal.year:
        raise NotCarried(str(NOT_EARLIER), "to")
    new = Milestone(activity=activity, title=milestone.title, due_on=due_on, continues=milestone)
    return keep_milestone(milestone=new, version=None, at=at)


@action
def keep_indicator('''),
('from ..models import Basis, Indicator, IndicatorTarget, Milestone, hold_rows, in_languages\n','''from ..models import (
    Activity,
    Basis,
    Indicator,
    IndicatorTarget,
    Milestone,
    hold_rows,
    in_languages,
)
from ..models.lineage_guards import NOT_EARLIER
'''))
sub('appeal/actions/__init__.py',('from .parts import PublishedFact, keep_indicator, keep_milestone','from .parts import (\n    NotCarried,\n    PublishedFact,\n    carry_milestone,\n    keep_indicator,\n    keep_milestone,\n)'))
sub('tracking/forms/carrying.py',('''def _named(row''','''def activities_to_carry_to(by: User, milestone: Milestone) -> list[Activity]:
    """Those of the office in later appeals, where the person edits the plan."""
    own = milestone.activity
    found = Activity.objects.filter(
        priority__section__office=own.office.pk,
        priority__section__appeal__year__gt=own.appeal.year,
    ).exclude(hold=Activity.Hold.CANCELLED)
    rows = access.rows(by, duties.PLAN, found).select_related("priority__section__appeal")
    way = "priority__section__appeal"
    return list(rows.order_by(f"-{way}__year", f"{way}__code", "code"))


class CarryMilestoneForm(OnceForm):
    """To which activity, and when it is due there."""

    to = forms.ChoiceField(
        label=_("Activity that goes on with it"), help_text=_("Its appeal and the activity.")
    )
    due_on = DayField(label=_("Due on"), help_text=_("A day within the dates of that appeal."))

    def __init__(
        self, typed: QueryDict | None, *, milestone: Milestone, activities: Iterable[Activity]
    ) -> None:
        super().__init__(typed)
        self.activities = {str(row.pk): row for row in activities}
        by_appeal = groupby(self.activities.values(), key=lambda row: row.appeal)
        self.fields["to"].choices = [("", _("Choose an activity"))] + [
            (str(appeal), [(str(row.pk), f"{row.code} {row.title}") for row in rows])
            for appeal, rows in by_appeal
        ]
        goes_on = (
            pk
            for pk, row in self.activities.items()
            if row.continues_id == milestone.activity_id
        )
        self.initial["to"] = next(goes_on, "")

    @property
    def activity(self) -> Activity:
        return self.activities[self.cleaned_data["to"]]


def _named(row'''),
('from appeal.models import Allocation, Appeal, User','from appeal.models import Activity, Allocation, Appeal, Milestone, User'),
('"""What people type to carry a commitment over to another appeal."""','"""What people type to carry a commitment or a milestone over to another appeal."""'))
s=open('tracking/forms/__init__.py').read()
s=s.replace('from .carrying import CarryForm, places_to_carry_to\n','from .carrying import (\n    CarryForm,\n    CarryMilestoneForm,\n    activities_to_carry_to,\n    places_to_carry_to,\n)\n')
open('tracking/forms/__init__.py','w').write(s)
s=open('tracking/views/carrying.py').read()
s=s.replace('"""What goes on in another appeal: a commitment that is open here."""','"""What goes on in another appeal: a commitment or a milestone that is open here."""')
s=s.replace('''def limit_days(''','''def milestone_carry(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Go on with a milestone that was not reached in an activity of a later appeal."""
    appeal = open_appeal(request, appeal_code)
    rows = Milestone.objects.filter(activity__priority__section__appeal=appeal)
    own = rows.select_related("activity__priority__section__appeal")
    milestone = own_row(request, duties.PLAN, own, pk=pk)
    activities = activities_to_carry_to(request.user, milestone)
    form = CarryMilestoneForm(request.POST or None, milestone=milestone, activities=activities)

    def act() -> str:
        made = explained(
            lambda: plan.carry_milestone(
                milestone=milestone,
                activity=form.activity,
                due_on=form.cleaned_data["due_on"],
                at=sent_at(request),
            )
        )
        carried = {"milestone": made, "appeal": made.activity.appeal.code}
        messages.success(
            request,
            _("“%(milestone)s” goes on in %(appeal)s, %(activity)s.")
            % (carried | {"activity": made.activity.code}),
        )
        return back

    back = f"{address_of(milestone.activity, appeal)}#milestones"
    none = _(
        "No later appeal has an activity of this office whose plan you edit. Begin the next appeal"
        " first."
    )
    page = {
        "title": _("Carry the milestone over to another appeal"),
        "lead": _("It is made there with its own day, and stays here as it is."),
        "facts": [
            (_("Milestone"), milestone.title),
            (_("Activity"), milestone.activity),
            (_("Due"), date_format(milestone.due_on)),
        ],
        "label": _("Carry it over"),
        "refusal": "" if activities else none,
        "back": back,
        "from_where": milestone.activity,
    }
    return confirm(request, form, page, act)


def limit_days(''')
s=s.replace('''from appeal import duties
''','''from appeal import actions as plan
from appeal import duties
''').replace('from django.utils.translation import gettext as _\n','from django.utils.formats import date_format\nfrom django.utils.translation import gettext as _\n').replace('from appeal.models import Appeal\n','from appeal.models import Appeal, Milestone\n').replace('from appeal.views.answering import answer_page\n','from appeal.views.answering import answer_page\nfrom appeal.views.confirming import confirm\nfrom appeal.views.drafts import explained\n').replace('from ..forms import CarryForm, places_to_carry_to\n','from ..forms import (\n    CarryForm,\n    CarryMilestoneForm,\n    activities_to_carry_to,\n    places_to_carry_to,\n)\n').replace('from .pages import open_appeal, own_row, signing, today_in','from .pages import open_appeal, own_row, sent_at, signing, today_in')
open('tracking/views/carrying.py','w').write(s)
sub('tracking/urls.py',('''    page(f"{A}/milestones/<int:pk>/remove/", activity_parts.milestone_remove),
''','''    page(f"{A}/milestones/<int:pk>/remove/", activity_parts.milestone_remove),
    page(f"{A}/milestones/<int:pk>/carry/", carrying.milestone_carry),
'''))
sub('tracking/guide.py',('''        "tracking:milestone_remove",''','''        "tracking:milestone_remove", "tracking:milestone_carry",'''))
sub('tracking/figures/left_open.py',('''def open_milestones(appeal: Appeal) -> set[int]:
    """The ids of those that no standing line says were reached."""''','''def milestones_to_carry(appeal: Appeal) -> list[Milestone]:
    """Those that are open in activities that go on; what they go on as is read along with them."""
    rows = Milestone.objects.filter(pk__in=open_milestones(appeal))
    going = rows.exclude(activity__hold=Activity.Hold.CANCELLED).select_related("activity")
    later = Prefetch(
        "continued_by", Milestone.objects.select_related("activity__priority__section__appeal")
    )
    return list(going.prefetch_related(later).order_by("due_on", "pk"))


def open_milestones(appeal: Appeal) -> set[int]:
    """The ids of those that no standing line says were reached."""'''),
('from django.db.models import Exists, OuterRef','from django.db.models import Exists, OuterRef, Prefetch'))
s=open('tracking/views/closing.py').read()
s=s.replace('''        row(_("Milestones that are not reached"), len(open_milestones(appeal)), "activity_list"),
''','''        row(_("Milestones that are neither reached nor carried over"), waiting, "activity_list"),
''').replace('''    left = left_open(appeal, viewpoint)

''','''    left = left_open(appeal, viewpoint)
    waiting = sum(not each.continued_by.all() for each in milestones_to_carry(appeal))

''').replace('left_open, open_milestones','left_open, milestones_to_carry')
open('tracking/views/closing.py','w').write(s)
sub('tracking/views/periods.py',('''        **left_to_decide(request, appeal),
''','''        "milestones": milestones_to_carry(appeal),
        "seen_appeals": [each.pk for each in appeals_seen(request)],
        **left_to_decide(request, appeal),
'''),('from ..forms import ClosingForm','from ..figures.left_open import milestones_to_carry\nfrom ..forms import ClosingForm'),('from appeal.web.request import Request\n','from appeal.web.request import Request\nfrom appeal.web.which import appeals_seen\n'))
sub('templates/tracking/periods/appeal_close.html',('''{% block below %}
''','''{% block below %}
  {% if milestones %}
    <section aria-labelledby="open-milestones">
      <h2 id="open-milestones">{% trans "Milestones that are not reached" %}</h2>
      {% table _("Milestone") _("Activity") _("Due") _("Goes on as") %}
        {% for row in milestones %}
          <tr>
            <th scope="row">{{ row.title }}</th>
            <td>{{ row.activity.code }}</td>
            <td>{{ row.due_on|date }}</td>
            <td>
              {% for later in row.continued_by.all %}
                {% if later.activity.appeal.pk in seen_appeals %}
                  <a href="{% url 'tracking:activity_detail' later.activity.appeal.code later.activity.code %}#milestones">{{ later.activity.appeal.code }} {{ later.activity.code }}</a>, {{ later.due_on|date }}
                {% else %}
                  {{ later.activity.appeal.code }} {{ later.activity.code }}, {{ later.due_on|date }}
                {% endif %}
              {% empty %}
                <a href="{% url 'tracking:milestone_carry' appeal.code row.pk %}">{% trans "Carry it over" %}<span class="visually-hidden"> {{ row.title }}</span></a>
              {% endfor %}
            </td>
          </tr>
        {% endfor %}
      {% endtable %}
    </section>
  {% endif %}
'''))
sub('tests/test_pages.py',('''    "tracking:milestone_remove": write(duties.PLAN, of="milestone"),
''','''    "tracking:milestone_remove": write(duties.PLAN, of="milestone"),
    "tracking:milestone_carry": write(duties.PLAN, of="milestone"),
'''))
sub('tests/test_two_appeals.py',('ACROSS = {"tracking:commitment_carry", "tracking:part_new"}','ACROSS = {"tracking:commitment_carry", "tracking:milestone_carry", "tracking:part_new"}'))
sub('tests/test_who_may.py',('keep_milestone keep_indicator"','keep_milestone keep_indicator"\n    " carry_milestone"'))
sub('tests/test_dated.py',('''def keeps_a_changed_milestone(''','''def carries_a_milestone(stage: Stage) -> Act:
    """To an activity of the year after."""
    milestone = make_milestone(activity=stage.activity)
    after = make_appeal(region=stage.appeal.region, year=2021)
    activity = make_activity(priority=make_priority(appeal=after, office=stage.activity.office))
    day = date(2020, 6, 1)
    return lambda: plan.carry_milestone(
        milestone=milestone, activity=activity, due_on=day, at=AT
    )


def keeps_a_changed_milestone('''),
('''    "keep_milestone": (''','''    "carry_milestone": (carries_a_milestone,),
    "keep_milestone": ('''))
sub('tests/guarded/lineage_cases.py',('''def of_contributions(''','''def of_milestones(appeal: Any, **fields: Any) -> Any:
    return make_milestone(activity=make_activity(appeal=appeal), **fields)


def of_contributions('''),
('''    "appeal_indicator": of_indicators,
''','''    "appeal_indicator": of_indicators,
    "appeal_milestone": of_milestones,
'''),
('''    "appeal_indicator": lambda appeal: {"activity_id": make_activity(appeal=appeal).pk},
''','''    "appeal_indicator": lambda appeal: {"activity_id": make_activity(appeal=appeal).pk},
    "appeal_milestone": lambda appeal: {"activity_id": make_activity(appeal=appeal).pk},
'''),('''    make_indicator,
''','''    make_indicator,
    make_milestone,
'''))
s=open('tests/guarded/plan_rows.py').read()
i=s.index('    "appeal_milestone": {'); j=s.index('    "appeal_indicator": {')
part=s[i:j]
print(part)
