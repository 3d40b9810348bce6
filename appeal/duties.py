"""Who does what: every duty with the roles that hold it, and while the appeal is in which state.

`access` of both apps reads this declaration; `manage.py who_may` prints it. Superusers hold every
duty everywhere; the state of the appeal and the second person's rule bind them too.
"""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Appeal, Role

DRAFT, PUBLISHED, CLOSED = Appeal.State.DRAFT, Appeal.State.PUBLISHED, Appeal.State.CLOSED


class HeldFor(Enum):
    """For what a role has to be held: where a region is enough, all its offices are meant."""

    OFFICE = _("the office, or its region")
    APPEAL = _("the office, or its region; for what is no single office's, any of the appeal")
    REGION = _("the region")
    ANYWHERE = _("any office or region")
    ANY_REGION = _("any region")


class Whose(Enum):
    """Of the rows within reach, which: their own alone, or what a second person has to do.

    What is not somebody's own is out of their reach. What a second person has to do is seen, and
    refused in a sentence; `narrowing` is the method of a QuerySet that leaves it out.
    """

    ANYBODYS = "", ""
    OWN = _("their own"), ""
    NOT_SUBMITTED = _("what they did not submit"), "not_submitted_by"
    NOT_WRITTEN = _("what they neither submitted nor wrote a line of"), "not_written_by"
    NOT_ENTERED = (
        _("what they neither entered nor changed, where the appeal asks for a second person"),
        "not_drafted_by",
    )

    def __init__(self, sentence: Promise | str, narrowing: str) -> None:
        self.sentence, self.narrowing = sentence, narrowing


# Compared by identity: a verb reads, and so hashes, otherwise in each language.
@dataclass(frozen=True, eq=False)
class Duty:
    """Something that people do; `while_in` are the states of the appeal in which they do it."""

    verb: Promise
    roles: tuple[Role, ...]
    while_in: tuple[Appeal.State, ...] = (PUBLISHED,)
    held_for: HeldFor = HeldFor.OFFICE
    whose: Whose = Whose.ANYBODYS


ALWAYS, PLANNED, BEGUN = (DRAFT, PUBLISHED, CLOSED), (DRAFT, PUBLISHED), (PUBLISHED, CLOSED)
REPORTER, FINANCE, REVIEWER, MANAGER = Role.REPORTER, Role.FINANCE, Role.REVIEWER, Role.MANAGER
STAFF = (REPORTER, FINANCE, REVIEWER, MANAGER)
EVERYBODY = (Role.VIEWER, *STAFF)
OFFICE, REGION = HeldFor.OFFICE, HeldFor.REGION
ANYWHERE, ANY_REGION = HeldFor.ANYWHERE, HeldFor.ANY_REGION

SEE = Duty(_("see and download what is posted or approved"), EVERYBODY, BEGUN, ANYWHERE)
SEE_PLANNED = Duty(_("see an appeal before it is published"), (MANAGER,), (DRAFT,), REGION)
WORK = Duty(_("see drafts, and the office's data in the admin"), STAFF, ALWAYS, HeldFor.APPEAL)

REPORT = Duty(_("log progress, write and submit reports"), (REPORTER,))
TAKE_BACK = Duty(_("take a submitted report back before it is decided"), (REPORTER,))
APPROVE = Duty(_("approve reports"), (REVIEWER,), whose=Whose.NOT_WRITTEN)
RETURN = Duty(_("return reports"), (REVIEWER,), whose=Whose.NOT_SUBMITTED)
REMIND = Duty(_("remind an office of an overdue report"), (REVIEWER, MANAGER))
REOPEN = Duty(_("re-open approved reports"), (MANAGER,))
JUDGE = Duty(_("change the assessment of activities"), (REVIEWER, MANAGER))
STATE_OVERLAP = Duty(_("state how far people reached overlap: in the office, or in the region"),
                     (MANAGER,))  # fmt: skip
KEEP_RISKS = Duty(_("add, change and remove risks"), (REPORTER, MANAGER))
ATTACH = Duty(_("attach evidence"), (REPORTER, FINANCE, MANAGER))
WITHDRAW = Duty(_("withdraw evidence"), (MANAGER,))

COMMENT = Duty(_("comment on what they see, and answer"), EVERYBODY, ALWAYS, ANYWHERE)
REMOVE_COMMENT = Duty(_("remove a comment"), EVERYBODY, ALWAYS, ANYWHERE, Whose.OWN)
REMOVE_ANY_COMMENT = Duty(_("remove anybody's comment"), (), ALWAYS, ANYWHERE)
RESOLVE_OWN = Duty(_("resolve and re-open threads"), EVERYBODY, ALWAYS, ANYWHERE, Whose.OWN)
RESOLVE = Duty(_("resolve and re-open threads of anybody"), STAFF, ALWAYS)
SAVE_VIEWS = Duty(_("save and delete views of a list"), EVERYBODY, ALWAYS, ANYWHERE, Whose.OWN)

ENTER = Duty(_("enter, change and discard draft ledger entries"), (REPORTER, FINANCE))
POST = Duty(_("post ledger entries"), (FINANCE,), whose=Whose.NOT_ENTERED)
REVERSE = Duty(_("reverse posted ledger entries"), (FINANCE,))
ATTRIBUTE = Duty(_("say which grant pays a posted ledger entry"), (FINANCE,))
RECONCILE = Duty(_("reconcile the ledger with the finance system"), (FINANCE,))
CARRY_OVER = Duty(_("carry open commitments over to another appeal"), (FINANCE, MANAGER), BEGUN)
CARRY_MILESTONES = Duty(_("carry milestones over to a later appeal"), (MANAGER,), BEGUN)
RECORD = Duty(_("record contributions: earmarked to the office, or all of the region"), (MANAGER,))
KEEP_RATES = Duty(_("add, change and remove exchange rates"), (MANAGER,), held_for=ANYWHERE)
UPLOAD = Duty(_("upload filled templates; apply and discard uploads"),
              (REPORTER, FINANCE, MANAGER), held_for=ANYWHERE, whose=Whose.OWN)  # fmt: skip

PLAN = Duty(_("edit the plan: activities, budgets, requirements, settings of the office"),
            (MANAGER,), PLANNED)  # fmt: skip
BEGIN = Duty(_("begin a new appeal"), (MANAGER,), ALWAYS, ANY_REGION)
PREPARE = Duty(_("prepare an appeal: its offices, amounts and priorities; publish it"),
               (MANAGER,), (DRAFT,), REGION)  # fmt: skip
EDIT_APPEAL = Duty(_("edit the appeal"), (MANAGER,), PLANNED, REGION)
MOVE_PERIODS = Duty(_("change the dates of periods"), (MANAGER,), held_for=REGION)
KEEP_CORE = Duty(_("add, change and remove core indicators"), (MANAGER,), PLANNED, REGION)
GOVERN = Duty(_("lock periods, close and re-open the appeal"), (MANAGER,), BEGUN, REGION)
KEEP_PARTNERS = Duty(_("add, rename and remove partners"), (MANAGER,), PLANNED, ANYWHERE)
MERGE = Duty(_("merge partners; rename, merge and remove donors"), (MANAGER,), PLANNED, ANY_REGION)

SEE_PEOPLE = Duty(_("see who has a role where they manage"), (MANAGER,), ALWAYS, ANYWHERE)
GIVE_ROLES = Duty(_("give and remove roles, to whoever manages nothing"),
                  (MANAGER,), ALWAYS, ANYWHERE)  # fmt: skip
KEEP_ACCOUNTS = Duty(_("invite people; change the account of whoever works only where they manage"),
                     (MANAGER,), ALWAYS, ANYWHERE)  # fmt: skip
TAKE_FACTORS = Duty(_("take away the second step of whoever lost it"), (), ALWAYS, ANYWHERE)
SEE_MAIL = Duty(_("see which mail was sent to whom, and send again what failed"),
                (MANAGER,), BEGUN)  # fmt: skip
ADMINISTER = Duty(_("keep shared tables and managers' accounts; give and remove any role"),
                  (), ALWAYS, ANYWHERE)  # fmt: skip

DUTIES = tuple(each for each in list(globals().values()) if isinstance(each, Duty))


class Line(NamedTuple):
    """A duty as it is printed; `held` says of each role, and then of administrators, whether."""

    verb: str
    held: list[bool]
    whose: str
    held_for: str
    while_in: str


def printed() -> tuple[list[str], list[Line]]:
    """The headings of the table of duties, and its lines."""
    roles = [*(str(role.label) for role in Role), str(_("administrator"))]
    heads = [_("Duty"), *roles, _("Only"), _("For"), _("While the appeal is")]
    return [str(head) for head in heads], [
        Line(
            str(duty.verb),
            [*(role in duty.roles for role in Role), True],
            str(duty.whose.sentence),
            str(duty.held_for.value),
            ", ".join(str(state.label) for state in duty.while_in),
        )
        for duty in DUTIES
    ]
