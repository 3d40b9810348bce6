"""Who does what: every duty with the roles that hold it, and while the appeal is in which state.

`access` of both apps reads this declaration; `manage.py who_may` prints it.
"""

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Appeal, Role

DRAFT, PUBLISHED, CLOSED = Appeal.State.DRAFT, Appeal.State.PUBLISHED, Appeal.State.CLOSED


class HeldFor(Enum):
    """For what a role has to be held: where a region is enough, all its offices are meant."""

    OFFICE = _("the office, or its region")
    REGION = _("the region")
    ANYWHERE = _("any office or region")
    ANY_REGION = _("any region")


@dataclass(frozen=True)
class Duty:
    """Something that people do; `while_in` are the states of the appeal in which they do it."""

    verb: Promise
    roles: tuple[Role, ...]
    while_in: tuple[Appeal.State, ...] = (PUBLISHED,)
    held_for: HeldFor = HeldFor.OFFICE


ALWAYS, PLANNED, BEGUN = (DRAFT, PUBLISHED, CLOSED), (DRAFT, PUBLISHED), (PUBLISHED, CLOSED)
REPORTER, FINANCE, REVIEWER, MANAGER = Role.REPORTER, Role.FINANCE, Role.REVIEWER, Role.MANAGER

WORK = Duty(_("see drafts, and the office's data in the admin"),
            (REPORTER, FINANCE, REVIEWER, MANAGER), ALWAYS)  # fmt: skip
REPORT = Duty(_("log progress, write and submit reports"), (REPORTER,))
ENTER = Duty(_("enter, change and discard draft ledger entries"), (REPORTER, FINANCE))
POST = Duty(_("post and reverse ledger entries"), (FINANCE,))
REVIEW = Duty(_("approve and return reports"), (REVIEWER,))
REOPEN = Duty(_("re-open approved reports"), (MANAGER,))
JUDGE = Duty(_("change the assessment of activities"), (REVIEWER, MANAGER))
KEEP_RISKS = Duty(_("add and change risks"), (REPORTER, MANAGER))
ATTACH = Duty(_("attach evidence"), (REPORTER, FINANCE, MANAGER))
WITHDRAW = Duty(_("withdraw evidence"), (MANAGER,))
PLAN = Duty(_("edit the plan: activities, budgets, requirements"), (MANAGER,), PLANNED)
EARMARK = Duty(_("record contributions earmarked to the office"), (MANAGER,))
RECORD = Duty(_("record all contributions"), (MANAGER,), held_for=HeldFor.REGION)
GOVERN = Duty(_("lock periods, close and re-open the appeal"), (MANAGER,), BEGUN,
              held_for=HeldFor.REGION)  # fmt: skip
EDIT_APPEAL = Duty(_("edit the appeal"), (MANAGER,), PLANNED, held_for=HeldFor.REGION)
UPLOAD = Duty(_("upload filled templates"), (REPORTER, FINANCE, MANAGER), held_for=HeldFor.ANYWHERE)
KEEP_RATES = Duty(_("add and change exchange rates"), (MANAGER,), held_for=HeldFor.ANYWHERE)
KEEP_PARTNERS = Duty(_("add, rename and remove partners"), (MANAGER,), PLANNED,
                     held_for=HeldFor.ANYWHERE)  # fmt: skip
MERGE = Duty(_("merge partners; rename, merge and remove donors"), (MANAGER,), PLANNED,
             held_for=HeldFor.ANY_REGION)  # fmt: skip
KEEP_PEOPLE = Duty(_("see people; give and remove roles below manager in the offices they manage"),
                   (MANAGER,), ALWAYS, held_for=HeldFor.ANYWHERE)  # fmt: skip

DUTIES = (
    WORK, REPORT, ENTER, POST, REVIEW, REOPEN, JUDGE, KEEP_RISKS, ATTACH, WITHDRAW, PLAN, EARMARK,
    RECORD, GOVERN, EDIT_APPEAL, UPLOAD, KEEP_RATES, KEEP_PARTNERS, MERGE, KEEP_PEOPLE,
)  # fmt: skip
