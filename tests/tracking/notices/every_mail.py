"""Every kind of mail, each made once and kept unsent, to be written in any language."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Model

from appeal.base.actions import signed
from appeal.models import AccountLetter, Appeal, LetterKind, Membership, Office, Role, User
from tests.factories import (
    make_membership,
    make_milestone,
    make_notice,
    make_transaction,
    make_update,
    make_upload,
    make_user,
)
from tests.tracking.browsing import activity_of, period_of
from tracking import actions
from tracking.models import Comment, Mail, NoticeKind, OfficeReport, ReportingPeriod, ReviewEvent
from tracking.notices.kinds import KINDS
from tracking.notices.letters import Letter, write_letter
from tracking.notices.week import last_sunday

AT, FAR = datetime(2020, 5, 20, 15, tzinfo=UTC), date(2099, 12, 31)
# What people typed is of no language: it stands in each as it is.
SAID, REMARK, FILE, TITLE = "Xx yy.\nZz <b>&</b> ww.", "Qq rr?", "R12-GT.xlsx", "Ww xx"
STATES = {
    NoticeKind.SUBMITTED: ("draft", "submitted"),
    NoticeKind.TAKEN_BACK: ("submitted", "draft"),
    NoticeKind.RETURNED: ("submitted", "returned"),
    NoticeKind.APPROVED: ("submitted", "approved"),
    NoticeKind.REOPENED: ("approved", "draft"),
}


class EveryMail:
    """The mails by name: each kind of notice and of letter, and those that hold several."""

    def __init__(self, appeal: Appeal) -> None:
        self.appeal, self.office = appeal, Office.objects.get(code="GT")
        self.reader = make_user(username="ana", email="ana@example.org")
        self.other = make_user(username="rui", first_name="Rui", last_name="Paz")
        self._give_roles()
        self._go_through_a_report()
        make_milestone(activity=activity_of("GT-1.1"), title=TITLE, due_on=date(2020, 5, 20))
        self.mails = dict(self._notices()) | dict(self._several()) | dict(self._letters())

    def written(self, language: str) -> dict[str, tuple[Mail, Letter]]:
        """What each says to a reader of the language."""
        User.objects.update(language=language)
        read = {name: Mail.objects.get(pk=mail.pk) for name, mail in self.mails.items()}
        letters = {name: write_letter(mail) for name, mail in read.items()}
        assert not [name for name, letter in letters.items() if letter is None]
        return {name: (read[name], letter) for name, letter in letters.items() if letter}

    def _give_roles(self) -> None:
        for role in (Role.MANAGER, Role.REVIEWER):
            make_membership(user=self.reader, role=role, region=self.appeal.region)
        make_membership(user=self.reader, role=Role.FINANCE, office=self.office)
        with signed(by=self.other, at=AT):
            self.role = make_membership(user=self.reader, office=self.office, ends_on=FAR)

    def _go_through_a_report(self) -> None:
        line = make_update(activity=activity_of("GT-1.1"), period=period_of(self.appeal))
        own, because = {"by": make_user(username="eva")}, {"by": self.other, "reason": SAID}
        remarks = {"remarks": {line.activity_id: REMARK}}
        steps: list[tuple[Callable[..., OfficeReport], dict[str, Any]]] = [
            (actions.submit_report, own | {"comment": SAID}),
            (actions.take_back_report, own | {"comment": SAID}),
            (actions.submit_report, own),
            (actions.return_report, because | remarks),
            (actions.submit_report, own),
            (actions.approve_report, {"by": self.other, "comment": SAID}),
            (actions.reopen_report, because),
            (actions.submit_report, own),
        ]
        report = line.report
        for step, said in steps:
            report = step(report=report, version=report.version, at=AT, **said)
        self.comment = actions.add_comment(body=SAID, report=report, by=self.other, at=AT)
        self.upload = make_upload(uploaded_by=self.other, file_name=FILE)
        self.draft = make_transaction(activity=activity_of("GT-1.1"), entered_by=self.other)

    def _row(self, kind: str) -> Model:
        """One that a notice of this kind can be about."""
        if kind in STATES:
            before, after = STATES[NoticeKind(kind)]
            return ReviewEvent.objects.filter(from_state=before, to_state=after).latest("pk")
        rows: dict[type[Model], Model] = {
            ReportingPeriod: period_of(self.appeal, "2020-Q2"),
            Comment: self.comment,
            type(self.upload): self.upload,
            type(self.draft): self.draft,
            Membership: self.role,
            Appeal: self.appeal,
        }
        return rows[KINDS[kind].row]

    def _mail(self, *kinds: str, office: Office | None = None) -> Mail:
        mail = Mail.objects.create(
            to=self.reader, appeal=self.appeal, message_id=f"<{len(kinds)}{kinds[0]}{office}@x>",
            made_at=AT, next_at=AT,
        )  # fmt: skip
        sunday = last_sunday(date(2020, 5, 25))
        ended = self.appeal.end_of(sunday) - timedelta(seconds=1)
        for kind in kinds:
            make_notice(
                to=self.reader, kind=kind, row=self._row(kind).pk, appeal=self.appeal,
                period=period_of(self.appeal), office=office, by=self.other, mail=mail,
                at=ended if kind == NoticeKind.WEEK else AT,
            )  # fmt: skip
        return mail

    def _notices(self) -> Iterator[tuple[str, Mail]]:
        for kind in NoticeKind.values:
            yield kind, self._mail(kind, office=self.office)

    def _several(self) -> Iterator[tuple[str, Mail]]:
        yield "week of the region", self._mail(NoticeKind.WEEK)
        yield "two", self._mail(NoticeKind.OVERDUE, NoticeKind.COMMENT, office=self.office)
        yield "all", self._mail(*NoticeKind.values, office=self.office)

    def _letters(self) -> Iterator[tuple[str, Mail]]:
        invited = User.objects.create_user("luz", email="luz@example.org")
        with signed(by=self.other, at=AT):
            make_membership(user=invited, office=self.office, ends_on=FAR)
        for kind in LetterKind.values:
            to = invited if kind == LetterKind.INVITATION else self.reader
            letter = AccountLetter.objects.create(
                to=to, kind=kind, address="new@example.org", at=AT
            )
            yield (
                f"letter: {kind}",
                Mail.objects.create(
                    to=to, letter=letter, message_id=f"<{kind}@x>", made_at=AT, next_at=AT
                ),
            )
