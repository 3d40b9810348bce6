import os, re, shutil
def sub(p, *pairs):
    s = open(p).read()
    for a, b in pairs:
        assert a in s, (p, a[:80])
        s = s.replace(a, b, 1)
    open(p, "w").write(s)
S = "./mail2/"
shutil.copy(S + "choosing.py", "tracking/notices/choosing.py")
shutil.copy(S + "actions_notices.py", "tracking/actions/notices.py")
shutil.copy(S + "views_notices.py", "tracking/views/notices.py")
shutil.copy(S + "form.py", "tracking/forms/notices.py")
for n in ("notice_list", "notice_choices", "notice_stop"):
    shutil.copy(f"{S}{n}.html", f"templates/tracking/notices/{n}.html")
sub("tracking/models/notices.py",
    ('''    ROLE_GIVEN = "role_given"''', '''    REMINDER = "reminder", _("somebody reminds you of a report")
    ROLE_GIVEN = "role_given"'''),
    ('''    at = models.DateTimeField(_("at"))
    post =''', '''    at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read at"), null=True)
    post ='''),
    ('''                fields=["to", "at"], name="notices_without_mail", condition=Q(post="waiting")
            ),
''', '''                fields=["to", "at"], name="notices_without_mail", condition=Q(post="waiting")
            ),
            models.Index(fields=["to"], name="new_notices", condition=Q(read_at=None)),
            models.Index(fields=["to", "-at"], name="notices_of_a_person"),
'''),
    ('''    def waiting(self)''', '''    def count_new(self, person: OuterRef) -> Combinable:
        """How many of the person's are new, as a column of theirs."""
        new = self.filter(to=person, read_at=None).order_by().values("to")
        return Coalesce(Subquery(new.annotate(new=models.Count("pk")).values("new")), 0)

    def waiting(self)'''),
    ('''# How long a worker''', '''class NoticeChoice(models.Model):
    """When a person gets a mail about a kind of notice, where they chose it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind.choices)
    when = models.CharField(_("when"), max_length=10, choices=When.choices)

    class Meta:
        verbose_name = _("choice of a notice")
        verbose_name_plural = _("choices of notices")
        constraints = [unique("a_person_chooses_once_for_a_kind", "user", "kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_when_display()}"


# How long a worker'''),
    ('''from django.db.models import Q
''', '''from django.db.models import OuterRef, Q, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
'''),
)
sub("tracking/models/__init__.py", ("Mail, Notice, NoticeKind, When", "Mail, Notice, NoticeChoice, NoticeKind, When"))
sub("tracking/notices/__init__.py", ("from .telling import tell\n", "from .telling import tell, write\n"), ('"Worker", "tell"', '"Worker", "tell", "write"'))
sub("tracking/notices/kinds.py",
    ('''    NoticeKind.MONTH_LATE: Event(''', '''    NoticeKind.REMINDER: Event(
        ReportingPeriod, (), _("Reminder: report of %(office)s on %(period)s"),
        (_("%(by)s reminds you:"), WAS_DUE, _("Write and submit it now.")),
        OPEN_REPORT, duties.REPORT, holds=is_owed,
    ),
    NoticeKind.MONTH_LATE: Event('''))
sub("tracking/notices/facts.py",
    ('''    return told | {"office": str(notice.office), "period": period.code}
''', '''    named = {"office": str(notice.office), "period": period.code, "by": _name(notice.by)}
    return told | named
'''),
    ('''    report = event.report
    # Remarks of a return are threads that it opened, at its instant.
    said = Comment.objects.threads().filter(report=report, by=event.by, at=event.at)
    lines = said.filter(withdrawn_at=None, activity__isnull=False).select_related("activity")
    return {''', '''    report = event.report
    return {'''),
    ('''        "remarks": "\\n".join(f"{given(line.activity).code}: {line.body}" for line in lines),
    }
''', '''        "remarks": _remarks(event),
    }


@lazy_text
def _remarks(event: ReviewEvent) -> str:
    """Those of a return are threads that it opened, at its instant; asked where they are shown."""
    said = Comment.objects.threads().filter(report=event.report, by=event.by, at=event.at)
    lines = said.filter(withdrawn_at=None, activity__isnull=False).select_related("activity")
    return "\\n".join(f"{given(line.activity).code}: {line.body}" for line in lines)
'''),
    ('''Facts = dict[str, str]
''', '''Facts = dict[str, str]
lazy_text = keep_lazy_text
'''),
)
# lazily asked text by Django's own proxy
s = open("tracking/notices/facts.py").read()
s = s.replace("lazy_text = keep_lazy_text\n", "").replace("@lazy_text\n", "")
s = s.replace('"remarks": _remarks(event),', '"remarks": lazy(_remarks, str)(event),')
s = s.replace("from django.utils.formats import date_format\n", "from django.utils.formats import date_format\nfrom django.utils.functional import lazy\n")
open("tracking/notices/facts.py", "w").write(s)
sub("tracking/notices/gathering.py",
    ('''    has_address = person''', '''    choices = chosen(person)
    has_address = person'''),
    ("not _is_mailed(each, at)]", "not _is_mailed(each, choices, at)]"),
    ("    ready = [each for each in waiting if each.pk not in set(unsent) and _is_ready(each, at)]\n",
     "    wanted = [each for each in waiting if each.pk not in set(unsent)]\n"
     "    ready = [each for each in wanted if _is_ready(each, choices, at)]\n"),
    ("_bundles(list(own))]", "_bundles(list(own), choices)]"),
    ("def _is_mailed(notice: Notice, at: datetime)", "def _is_mailed(notice: Notice, choices: Choices, at: datetime)"),
    ("KINDS[notice.kind].when != When.NEVER", "choices[notice.kind] != When.NEVER"),
    ("def _is_ready(notice: Notice, at: datetime)", "def _is_ready(notice: Notice, choices: Choices, at: datetime)"),
    ("KINDS[notice.kind].when == When.AT_ONCE", "choices[notice.kind] == When.AT_ONCE"),
    ("def _bundles(notices: Bundle)", "def _bundles(notices: Bundle, choices: Choices)"),
    ("KINDS[each.kind].when == When.DIGEST", "choices[each.kind] == When.DIGEST"),
    ("Bundle = Sequence[Notice]\n", "Bundle = Sequence[Notice]\nChoices = Mapping[str, str]\n"),
    ("from .kinds import KINDS\n", "from .choosing import chosen\n"),
    ("import Iterator, Sequence", "import Iterator, Mapping, Sequence"),
)
sub("tracking/notices/letters.py",
    ('''        told = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
''', '''        told = {
            "Message-ID": mail.message_id,
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{self.stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
'''),
    ('''    html: str

''', '''    html: str
    stop: str

'''),
    ('''        parts = [
            words_of(notice, row)
            for notice, row in readable(mail.to, notices)
            if KINDS[notice.kind].holds(notice, row)
        ]
        if not parts:
            return None
''', '''        told = [
            (notice, row)
            for notice, row in readable(mail.to, notices)
            if KINDS[notice.kind].holds(notice, row)
        ]
        if not told:
            return None
        parts = [words_of(notice, row) for notice, row in told]
        mark = mark_of(mail.to, (notice.kind for notice, _row in told))
'''),
    ('''            "site": settings.SITE_URL,
''', '''            "site": settings.SITE_URL,
            "choose": reverse("tracking:notice_choices"),
'''),
    ('''    return Letter(subject, text.strip() + "\\n", html)
''', '''    stop = settings.SITE_URL + reverse("tracking:notice_stop", args=[mark])
    return Letter(subject, text.strip() + "\\n", html, stop)
'''),
    ("from .kinds import KINDS\n", "from .choosing import mark_of\nfrom .kinds import KINDS\n"),
    ("from django.utils.translation import ngettext", "from django.urls import reverse\nfrom django.utils.translation import ngettext"),
)
FOOT = "You get this because of your role in the Appeal Tracker."
for kind in ("txt", "html"):
    p = f"templates/tracking/notices/mail.{kind}"
    s = open(p).read()
    if kind == "txt":
        s = s.replace("{% endblocktrans %}\n{% endautoescape %}", "{% endblocktrans %}\n\n{% trans \"Choose what comes by mail\" %}:\n{{ site }}{{ choose }}\n{% endautoescape %}")
    else:
        s = s.replace("{% endblocktrans %}\n      </p>", "{% endblocktrans %}\n      </p>\n      <p class=\"foot\">\n        <a href=\"{{ site }}{{ choose }}\">{% trans \"Choose what comes by mail\" %}</a>\n      </p>")
    open(p, "w").write(s)
sub("appeal/models/membership.py",
    ('''    def with_roles(cls, pk: int) -> "User | None":
        """The person and their roles of today, in one query."""
''', '''    def with_roles(cls, pk: int, **beside: Combinable) -> "User | None":
        """The person and their roles of today, with columns `beside` them, in one query."""
'''),
    ('''held[name] for name in held}))''', '''held[name] for name in held} | beside))'''),
)
sub("config/signing_in.py",
    ('''        person = User.with_roles(user_id)
''', '''        # What the bell shows comes in the same query.
        new = Notice.objects.count_new(OuterRef("pk"))
        person = User.with_roles(user_id, new_notices=new)
'''),
    ("from django.db.models import Sum\n", "from django.db.models import OuterRef, Sum\n"),
    ("from appeal.models import User\n", "from appeal.models import User\nfrom tracking.models import Notice\n"),
)
sub("templates/partials/header.html",
    ('''    <div class="person">
''', '''    <div class="person">
      {% if appeal and user.is_authenticated %}
        {% include "partials/bell.html" %}
      {% endif %}
'''))
open("templates/partials/bell.html", "w").write('''{# How many notices are new. Inputs: user, with new_notices. #}
{% load i18n %}
<a class="bell" href="{% url 'tracking:notice_list' %}" title="{% trans 'What is new' %}">
  <svg width="18" height="18" viewBox="0 0 24 24" aria-hidden="true">
    <path fill="currentColor" d="M12 22a2.5 2.5 0 0 0 2.4-2h-4.8A2.5 2.5 0 0 0 12 22Zm7-6v-5a7 7 0 0 0-5.5-6.8V3a1.5 1.5 0 0 0-3 0v1.2A7 7 0 0 0 5 11v5l-2 2v1h18v-1Z" />
  </svg>
  <span class="visually-hidden">{% trans "What is new" %}</span>{% if user.new_notices %} <b>{{ user.new_notices }}</b>{% endif %}
</a>
''')
sub("config/static/css/frame.css",
    ('''.person { flex: none; }
''', '''.person { flex: none; }
.bell { display: inline-flex; gap: .25rem; align-items: center; padding: .25rem 0; text-decoration: none; }
.bell b { padding: 0 .4rem; border-radius: 1rem; background: #ffd97a; color: #1b2430; font-size: .75rem; }
'''),
    ('''  .person { gap: 0 .25rem;''', '''  .bell { min-width: 2.75rem; min-height: 2.75rem; justify-content: center; }
  .person { gap: 0 .25rem;'''))
css = open("config/static/css/site.css").read().rstrip("\n")
css += '''
.notices { margin: 0; padding: 0; list-style: none; }
.notices li { padding: .6rem 0; border-bottom: 1px solid #e3e7ec; }
.notices small { display: block; color: #56606d; }
'''
open("config/static/css/site.css", "w").write(css)
sub("tracking/forms/__init__.py", ("from .periods import", "from .notices import NoticeChoicesForm\nfrom .periods import"))
sub("tracking/actions/__init__.py", ("from .mail import NotFailed, send_again\n", "from .mail import NotFailed, send_again\nfrom .notices import AlreadyReminded, choose_notices, read_notices, remind_office\n"))
sub("tracking/urls.py",
    ("    mail,\n    matrix,\n", "    mail,\n    matrix,\n    notices,\n"),
    ('''    page(f"{ONE_REPORT}/edit/"''', '''    page(f"{ONE_REPORT}/remind/send/", report_remind.report_remind_send),
    page(f"{ONE_REPORT}/edit/"'''),
    ('''    page(f"{A}/", home.home),
''', '''    page("accounts/notifications/", notices.notice_list),
    page("accounts/notifications/<int:pk>/", notices.notice_open),
    page("accounts/notifications/read/", notices.notices_read),
    page("accounts/notifications/choose/", notices.notice_choices),
    page("accounts/notifications/stop/<str:mark>/", notices.notice_stop),
    page(f"{A}/", home.home),
'''))
sub("tracking/guide.py",
    ('''    "mail": (''', '''    "mail": (
        "tracking:notice_list", "tracking:notice_open", "tracking:notices_read",
        "tracking:notice_choices", "tracking:notice_stop",
        '''),
    ('''"tracking:report_remind",
    ),''', '''"tracking:report_remind",
        "tracking:report_remind_send",
    ),'''))
s = open("tracking/guide.py").read()
s = s.replace('''        "tracking:notice_choices", "tracking:notice_stop",
        "tracking:mail_list", "tracking:mail_detail", "tracking:mail_again"),''', '''        "tracking:notice_choices", "tracking:notice_stop",
        "tracking:mail_list", "tracking:mail_detail", "tracking:mail_again",
    ),''')
open("tracking/guide.py", "w").write(s)
sub("appeal/web/middleware.py", ('"healthz", "help_page",\n', '"healthz", "help_page",\n        "notice_stop",\n'))
sub("tracking/views/report_remind.py",
    ('''    page["reminder"] = _reminder(request, place, due, viewpoint)
''', '''    page["reminder"] = _reminder(request, place, due, viewpoint)
    page["form"] = OnceForm()
'''),
    ('''def _reminder(''', '''def report_remind_send(
    request: Request, appeal_code: str, office_code: str, period_code: str
) -> HttpResponse:
    """Remind the office in the product and by mail, once a day."""
    appeal, office, period = place_of(request, appeal_code, office_code, period_code)
    get_object_or_404(access.offices(request.user, duties.REMIND, appeal), pk=office.pk)
    back = reverse("tracking:report_remind", args=[appeal.code, office.code, period.code])

    def act() -> str:
        people = actions.remind_office(office=office, period=period, **signing(request))
        told = {"people": ", ".join(str(person) for person in people)}
        messages.success(request, _("Reminded: %(people)s.") % told)
        return reverse("tracking:report_list", args=[appeal.code])

    def show(status: int, refusal: Refusal | None = None) -> HttpResponse:
        told = {"sentence": refusal or _("Press the button on the page of the reminder.")}
        return render(request, "400.html", told, status=status)

    return press(request, OnceForm(request.POST or None), act, show, back)


def _reminder('''),
    ("from .. import access\n", "from .. import access, actions\nfrom ..forms import OnceForm\n"),
    ("from django.utils.formats import date_format\n", "from django.urls import reverse\nfrom django.utils.formats import date_format\n"),
    ("from appeal.models import User\n", "from appeal.base.refusals import Refusal\nfrom appeal.models import User\nfrom appeal.views.answering import press\n"),
    ("from .report_lines_shown import Place\n", "from .pages import signing\nfrom .report_lines_shown import Place\n"),
)
sub("templates/tracking/reports/report_remind.html",
    ('''{% trans "The tracker does not send this message. Copy it or open it in your mail program." %}''',
     '''{% trans "Send it from here, at most once a day; or write yourself with the message below." %}'''),
    ('''  <section aria-labelledby="message">
''', '''  {% if reminder.people and not period.is_locked %}
    <form method="post"
          class="form-foot"
          action="{% url 'tracking:report_remind_send' appeal.code office.code period.code %}">
      {% csrf_token %}
      {{ form.idempotency_key }}
      <button class="btn btn-primary">{% trans "Send a reminder" %}</button>
      <span class="quiet">{% trans "They find it under “What is new”, and get it by mail." %}</span>
    </form>
  {% endif %}
  <section aria-labelledby="message">
'''),
    ('''        <a class="btn btn-primary"
           href="{{ reminder.address }}"''', '''        <a class="btn btn-outline-primary"
           href="{{ reminder.address }}"'''),
)
sub("CHANGELOG.md", ('''- The tracker tells people by mail''', '''- *What is new*: a bell with the number of what a person has not read, and the list of it; *Choose what comes by mail*,
  kind by kind: at once, once a week or never. Each mail bears an address that stops its kind with one click. *Remind*
  sends the reminder of an overdue report, once a day.
- The tracker tells people by mail'''))
# tests' tables
sub("tests/test_pages.py",
    ('''    "tracking:report_edit": write(duties.REPORT),
''', '''    "tracking:report_remind_send": write(duties.REMIND, 302),
    "tracking:report_edit": write(duties.REPORT),
'''),
    ('''    "tracking:mail_list":''', '''    # Everybody's own: of others it says nothing.
    "tracking:notice_list": read(),
    "tracking:notice_open": Rule(404, 404),
    "tracking:notices_read": Rule(302, 302),
    "tracking:notice_choices": Rule(200, 422),
    "tracking:notice_stop": Rule(404, 404, anonymous=404, open=("stranger",)),
    "tracking:mail_list":'''),
    ('''    "tracking:appeal_switch",
}  # fmt: skip''', '''    "tracking:appeal_switch", "tracking:notice_open", "tracking:notices_read",
    "tracking:notice_choices", "tracking:notice_stop",
}  # fmt: skip'''),
    ('''        "token": "no-such",
''', '''        "token": "no-such",
        "mark": "no-such",
'''),
)
sub("tests/browser/pages.py",
    ('''    of_appeal("mail_list",''', '''    Shown("notice_list", "/accounts/notifications/", "reporter.gt", "tracking:notice_list"),
    Shown("notice_choices", "/accounts/notifications/choose/", "reporter.gt",
          "tracking:notice_choices"),
    of_appeal("mail_list",'''),
    ('''    "tracking:report_submit": "a button of the report",
''', '''    "tracking:notice_open": "leads to where a notice is about",
    "tracking:notices_read": "a button",
    "tracking:notice_stop": "an address that is made for one mail",
    "tracking:report_remind_send": "a button of the reminder",
    "tracking:report_submit": "a button of the report",
'''))
sub("tests/test_who_may.py", ('''    duties.SEE_MAIL: "send_again",
''', '''    duties.SEE_MAIL: "send_again",
    duties.REMIND: "remind_office",
'''))
sub("tests/test_dated.py",
    ('''    "send_again": (sends_a_mail_again,),
''', '''    "send_again": (sends_a_mail_again,),
    "read_notices": (reads_notices,),
    "remind_office": (reminds_an_office,),
'''),
    ('''def sends_a_mail_again(''', '''def reads_notices(stage: Stage) -> Act:
    make_notice(to=stage.by, period=make_period(appeal=stage.appeal))
    return lambda: actions.read_notices(**stage.signed)


def reminds_an_office(stage: Stage) -> Act:
    period, office = make_period(appeal=stage.appeal), stage.activity.office
    make_membership(role=Role.REPORTER, office=office)
    return lambda: actions.remind_office(office=office, period=period, **stage.signed)


def sends_a_mail_again('''),
    ("    make_milestone,\n", "    make_milestone,\n    make_notice,\n"),
)
for n in ("test_notice_list", "test_notice_choices", "test_reminding"):
    shutil.copy(f"{S}{n}.py", f"tests/tracking/notices/{n}.py")
sub("tests/test_who_may.py", ('NOBODY = "publish_appeal allocate_evenly value_drafts choose_language', 'NOBODY = "publish_appeal allocate_evenly value_drafts choose_language choose_notices read_notices'))
G = {
"en": ('''Managers see under *More*, *Mail*''', '''The bell at the top right leads to *What is new*: the same, newest first, with the number of what you have not read. There
*Choose what comes by mail* sets for each kind whether a mail comes at once, once a week or never. Each mail bears an address
that stops its kind with one click.

Managers see under *More*, *Mail*'''),
"es": ('''Los administradores ven en *Más*, *Correo*''', '''La campana de arriba a la derecha lleva a *Novedades*: lo mismo, lo más reciente primero, con el número de lo que no ha
leído. Allí, *Elegir qué llega por correo* fija para cada tipo si el correo llega de inmediato, una vez por semana o nunca.
Cada correo lleva una dirección que detiene los de su tipo con un clic.

Los administradores ven en *Más*, *Correo*'''),
"fr": ('''Les gestionnaires voient sous *Plus*, *Courriel*''', '''La cloche en haut à droite mène à *Nouveautés* : la même chose, du plus récent au plus ancien, avec le nombre de ce que
vous n'avez pas lu. *Choisir ce qui vient par courriel* y fixe pour chaque sorte si le courriel vient immédiatement, une fois
par semaine ou jamais. Chaque courriel porte une adresse qui arrête ceux de sa sorte en un clic.

Les gestionnaires voient sous *Plus*, *Courriel*'''),
}
for l, pair in G.items():
    sub(f"docs/guide/{l}.md", pair)
sub("docs/mail.md", ('''* Texts are kept for 90 days.
''', '''* What somebody chose never to get by mail stands in the product only. Each mail bears `List-Unsubscribe` with a signed address
  that stops its kinds, and `List-Unsubscribe-Post`, so that mail programs offer it as a button.
* Texts are kept for 90 days.
'''))

s = open("tests/tracking/notices/test_outbox.py").read()
i, j = s.index("@pytest.fixture\ndef overdue"), s.index("def test_a_mail_is_sent_once")
moved = s[i:j]
open("tests/tracking/notices/test_outbox.py", "w").write(
    (s[:i] + s[j:]).replace("import Clock, addressed\n", "import Clock, addressed, tell_of\n"))
c = open("tests/tracking/notices/conftest.py").read().rstrip("\n")
c = c.replace("from appeal.models import User\n", "from appeal.models import Appeal, User\nfrom tests.factories import make_notice\nfrom tests.tracking.browsing import period_of\n")
c = c.replace("from tracking.notices import Worker\n", "from tracking.models import Notice\nfrom tracking.notices import Worker\n")
open("tests/tracking/notices/conftest.py", "w").write(c + "\n\n\n" + moved.rstrip("\n") + "\n")
