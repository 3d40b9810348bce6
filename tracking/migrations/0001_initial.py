"""The first tables of the app, and their guards."""

import appeal.models.changes
import appeal.models.money
import django.core.validators
import django.db.models.deletion
import simple_history.models
from decimal import Decimal
from django.conf import settings
from appeal.base.guards import InstallGuards
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("appeal", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TrackedActivity",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("appeal.activity",),
        ),
        migrations.CreateModel(
            name="TrackedAppeal",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("appeal.appeal",),
        ),
        migrations.CreateModel(
            name="TrackedCell",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("appeal.requirement",),
        ),
        migrations.CreateModel(
            name="TrackedHeading",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("appeal.heading",),
        ),
        migrations.CreateModel(
            name="TrackedOffice",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("appeal.office",),
        ),
        migrations.CreateModel(
            name="HistoricalReportingPeriod",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "door",
                    models.CharField(
                        choices=[
                            ("page", "page"),
                            ("admin", "admin"),
                            ("upload", "upload"),
                            ("command", "command"),
                        ],
                        default=appeal.models.changes.current_door,
                        max_length=10,
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="For example 2020-Q1.",
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]{4}-[A-Z]?[0-9]+$", "For example 2020-Q1 or 2020-07."
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="starts on")),
                ("ends_on", models.DateField(verbose_name="ends on")),
                ("due_on", models.DateField(verbose_name="reports due on")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "appeal",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.appeal",
                        verbose_name="appeal",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical reporting period",
                "verbose_name_plural": "historical reporting periods",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="OfficeReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("returned", "returned"),
                            ("approved", "approved"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "highlights",
                    models.TextField(blank=True, max_length=4000, verbose_name="highlights"),
                ),
                (
                    "challenges",
                    models.TextField(blank=True, max_length=4000, verbose_name="challenges"),
                ),
                (
                    "next_steps",
                    models.TextField(blank=True, max_length=4000, verbose_name="next steps"),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Spanish"), ("fr", "French")],
                        default="en",
                        max_length=2,
                        verbose_name="language of the text",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="appeal.office",
                        verbose_name="office",
                    ),
                ),
            ],
            options={
                "verbose_name": "office report",
                "verbose_name_plural": "office reports",
            },
        ),
        migrations.CreateModel(
            name="HistoricalProgressUpdate",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "door",
                    models.CharField(
                        choices=[
                            ("page", "page"),
                            ("admin", "admin"),
                            ("upload", "upload"),
                            ("command", "command"),
                        ],
                        default=appeal.models.changes.current_door,
                        max_length=10,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "percent",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text=(
                            "A whole number from 0 to 100. Leave empty if you do not know:"
                            " empty is not 0."
                        ),
                        null=True,
                        validators=[
                            django.core.validators.MaxValueValidator(
                                100, "Percent complete is a whole number from 0 to 100."
                            )
                        ],
                        verbose_name="percent complete",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("ongoing", "ongoing"),
                            ("delayed", "delayed"),
                            ("completed", "completed"),
                        ],
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "narrative",
                    models.TextField(
                        blank=True,
                        help_text="What happened in this period. Never the names of beneficiaries.",
                        max_length=4000,
                        verbose_name="what was done",
                    ),
                ),
                ("issues", models.TextField(blank=True, max_length=4000, verbose_name="issues")),
                (
                    "next_steps",
                    models.TextField(blank=True, max_length=4000, verbose_name="next steps"),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        help_text="Needed if the percentage falls.",
                        max_length=500,
                        verbose_name="reason",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Spanish"), ("fr", "French")],
                        default="en",
                        max_length=2,
                        verbose_name="language of the text",
                    ),
                ),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="updated at")),
                (
                    "submitted_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="submitted at"),
                ),
                (
                    "superseded_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="superseded at"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.activity",
                        verbose_name="activity",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="updated by",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="tracking.officereport",
                        verbose_name="report",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical progress update",
                "verbose_name_plural": "historical progress updates",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ReportingPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="For example 2020-Q1.",
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]{4}-[A-Z]?[0-9]+$", "For example 2020-Q1 or 2020-07."
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="starts on")),
                ("ends_on", models.DateField(verbose_name="ends on")),
                ("due_on", models.DateField(verbose_name="reports due on")),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="periods",
                        to="appeal.appeal",
                        verbose_name="appeal",
                    ),
                ),
            ],
            options={
                "verbose_name": "reporting period",
                "verbose_name_plural": "reporting periods",
            },
        ),
        migrations.AddField(
            model_name="officereport",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="tracking.reportingperiod",
                verbose_name="period",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalOfficeReport",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "door",
                    models.CharField(
                        choices=[
                            ("page", "page"),
                            ("admin", "admin"),
                            ("upload", "upload"),
                            ("command", "command"),
                        ],
                        default=appeal.models.changes.current_door,
                        max_length=10,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("returned", "returned"),
                            ("approved", "approved"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "highlights",
                    models.TextField(blank=True, max_length=4000, verbose_name="highlights"),
                ),
                (
                    "challenges",
                    models.TextField(blank=True, max_length=4000, verbose_name="challenges"),
                ),
                (
                    "next_steps",
                    models.TextField(blank=True, max_length=4000, verbose_name="next steps"),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Spanish"), ("fr", "French")],
                        default="en",
                        max_length=2,
                        verbose_name="language of the text",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.office",
                        verbose_name="office",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="tracking.reportingperiod",
                        verbose_name="period",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical office report",
                "verbose_name_plural": "historical office reports",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ReviewEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "from_state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("returned", "returned"),
                            ("approved", "approved"),
                        ],
                        max_length=10,
                        verbose_name="from",
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("returned", "returned"),
                            ("approved", "approved"),
                        ],
                        max_length=10,
                        verbose_name="to",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("comment", models.TextField(blank=True, max_length=2000, verbose_name="comment")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="tracking.officereport",
                        verbose_name="report",
                    ),
                ),
            ],
            options={
                "verbose_name": "review event",
                "verbose_name_plural": "review events",
            },
        ),
        migrations.CreateModel(
            name="Transaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("commitment", "commitment"),
                            ("disbursement", "disbursement"),
                            ("expenditure", "expenditure"),
                            ("release", "release of a commitment"),
                        ],
                        default="expenditure",
                        max_length=15,
                        verbose_name="kind",
                    ),
                ),
                (
                    "value_on",
                    models.DateField(
                        help_text="The day the money was spent, not the day it is entered.",
                        verbose_name="value date",
                    ),
                ),
                (
                    "late_reason",
                    models.CharField(
                        blank=True,
                        help_text="Needed if the value date is outside the appeal's year.",
                        max_length=300,
                        verbose_name="reason for the date",
                    ),
                ),
                (
                    "amount",
                    appeal.models.money.MoneyField(
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="amount",
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        max_length=3,
                        validators=[django.core.validators.RegexValidator("^[A-Z]{3}$")],
                        verbose_name="currency",
                    ),
                ),
                (
                    "rate",
                    models.DecimalField(
                        decimal_places=6,
                        editable=False,
                        max_digits=15,
                        null=True,
                        verbose_name="units per USD",
                    ),
                ),
                (
                    "usd_amount",
                    appeal.models.money.MoneyField(
                        editable=False, null=True, verbose_name="amount in USD"
                    ),
                ),
                (
                    "counterpart",
                    models.CharField(
                        blank=True,
                        help_text="Who was paid.",
                        max_length=200,
                        verbose_name="payee",
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True,
                        help_text="Voucher, invoice or PO number.",
                        max_length=100,
                        verbose_name="reference",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Never write the names of beneficiaries.",
                        max_length=500,
                        verbose_name="note",
                    ),
                ),
                ("entered_at", models.DateTimeField(editable=False, verbose_name="entered at")),
                (
                    "posted_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="posted at"),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transactions",
                        to="appeal.activity",
                        verbose_name="activity",
                    ),
                ),
                (
                    "against",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draws",
                        to="tracking.transaction",
                        verbose_name="paid from the commitment",
                    ),
                ),
                (
                    "cell",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transactions",
                        to="appeal.requirement",
                        verbose_name="paid from",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entered_transactions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transactions",
                        to="appeal.office",
                        verbose_name="office",
                    ),
                ),
                (
                    "posted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posted_transactions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="posted by",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversal",
                        to="tracking.transaction",
                        verbose_name="reverses",
                    ),
                ),
            ],
            options={
                "verbose_name": "transaction",
                "verbose_name_plural": "transactions",
            },
        ),
        migrations.CreateModel(
            name="HistoricalTransaction",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "door",
                    models.CharField(
                        choices=[
                            ("page", "page"),
                            ("admin", "admin"),
                            ("upload", "upload"),
                            ("command", "command"),
                        ],
                        default=appeal.models.changes.current_door,
                        max_length=10,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("commitment", "commitment"),
                            ("disbursement", "disbursement"),
                            ("expenditure", "expenditure"),
                            ("release", "release of a commitment"),
                        ],
                        default="expenditure",
                        max_length=15,
                        verbose_name="kind",
                    ),
                ),
                (
                    "value_on",
                    models.DateField(
                        help_text="The day the money was spent, not the day it is entered.",
                        verbose_name="value date",
                    ),
                ),
                (
                    "late_reason",
                    models.CharField(
                        blank=True,
                        help_text="Needed if the value date is outside the appeal's year.",
                        max_length=300,
                        verbose_name="reason for the date",
                    ),
                ),
                (
                    "amount",
                    appeal.models.money.MoneyField(
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="amount",
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        max_length=3,
                        validators=[django.core.validators.RegexValidator("^[A-Z]{3}$")],
                        verbose_name="currency",
                    ),
                ),
                (
                    "rate",
                    models.DecimalField(
                        decimal_places=6,
                        editable=False,
                        max_digits=15,
                        null=True,
                        verbose_name="units per USD",
                    ),
                ),
                (
                    "usd_amount",
                    appeal.models.money.MoneyField(
                        editable=False, null=True, verbose_name="amount in USD"
                    ),
                ),
                (
                    "counterpart",
                    models.CharField(
                        blank=True,
                        help_text="Who was paid.",
                        max_length=200,
                        verbose_name="payee",
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True,
                        help_text="Voucher, invoice or PO number.",
                        max_length=100,
                        verbose_name="reference",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Never write the names of beneficiaries.",
                        max_length=500,
                        verbose_name="note",
                    ),
                ),
                ("entered_at", models.DateTimeField(editable=False, verbose_name="entered at")),
                (
                    "posted_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="posted at"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.activity",
                        verbose_name="activity",
                    ),
                ),
                (
                    "cell",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.requirement",
                        verbose_name="paid from",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.office",
                        verbose_name="office",
                    ),
                ),
                (
                    "posted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="posted by",
                    ),
                ),
                (
                    "against",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="tracking.transaction",
                        verbose_name="paid from the commitment",
                    ),
                ),
                (
                    "reverses",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="tracking.transaction",
                        verbose_name="reverses",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical transaction",
                "verbose_name_plural": "historical transactions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ProgressUpdate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "percent",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text=(
                            "A whole number from 0 to 100. Leave empty if you do not know:"
                            " empty is not 0."
                        ),
                        null=True,
                        validators=[
                            django.core.validators.MaxValueValidator(
                                100, "Percent complete is a whole number from 0 to 100."
                            )
                        ],
                        verbose_name="percent complete",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("ongoing", "ongoing"),
                            ("delayed", "delayed"),
                            ("completed", "completed"),
                        ],
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "narrative",
                    models.TextField(
                        blank=True,
                        help_text="What happened in this period. Never the names of beneficiaries.",
                        max_length=4000,
                        verbose_name="what was done",
                    ),
                ),
                ("issues", models.TextField(blank=True, max_length=4000, verbose_name="issues")),
                (
                    "next_steps",
                    models.TextField(blank=True, max_length=4000, verbose_name="next steps"),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        help_text="Needed if the percentage falls.",
                        max_length=500,
                        verbose_name="reason",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Spanish"), ("fr", "French")],
                        default="en",
                        max_length=2,
                        verbose_name="language of the text",
                    ),
                ),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="updated at")),
                (
                    "submitted_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="submitted at"),
                ),
                (
                    "superseded_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="superseded at"),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="updates",
                        to="appeal.activity",
                        verbose_name="activity",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="updates",
                        to="tracking.officereport",
                        verbose_name="report",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress_updates",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="updated by",
                    ),
                ),
            ],
            options={
                "verbose_name": "progress update",
                "verbose_name_plural": "progress updates",
                "indexes": [
                    models.Index(fields=["activity", "superseded_at"], name="update_by_activity")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at__isnull", True)),
                        fields=("report", "activity"),
                        name="activity_has_one_standing_line_in_a_report",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("percent__isnull", True), ("percent__range", (0, 100)), _connector="OR"
                        ),
                        name="percent_is_between_0_and_100",
                        violation_error_message="Percent complete is a whole number from 0 to 100.",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="reportingperiod",
            constraint=models.UniqueConstraint(
                fields=("appeal", "code"), name="period_code_is_unique_in_an_appeal"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportingperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="period_ends_after_it_starts",
                violation_error_message="The period must end on or after the day it starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportingperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("ends_on"))),
                name="reports_are_due_after_the_period",
                violation_error_message="Reports must be due on or after the last day of the period.",
            ),
        ),
        migrations.AddConstraint(
            model_name="officereport",
            constraint=models.UniqueConstraint(
                fields=("office", "period"), name="office_has_one_report_per_period"
            ),
        ),
        migrations.AddIndex(
            model_name="transaction",
            index=models.Index(
                fields=["activity", "kind", "value_on", "posted_at", "reverses", "usd_amount"],
                name="ledger_by_activity",
            ),
        ),
        migrations.AddIndex(
            model_name="transaction",
            index=models.Index(
                fields=["cell", "kind", "value_on", "posted_at", "reverses", "usd_amount"],
                name="ledger_by_cell",
            ),
        ),
        migrations.AddIndex(
            model_name="transaction",
            index=models.Index(fields=["office", "value_on"], name="ledger_by_office"),
        ),
        migrations.AddConstraint(
            model_name="transaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="transaction_amount_is_positive",
                violation_error_message="The amount must be above zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="transaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("posted_at__isnull", True), ("posted_by__isnull", True)),
                    models.Q(
                        ("posted_at__isnull", False),
                        ("posted_by__isnull", False),
                        ("rate__isnull", False),
                        ("usd_amount__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="posted_transaction_has_poster_rate_and_usd",
            ),
        ),
        migrations.AddConstraint(
            model_name="transaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reverses__isnull", True), ("posted_at__isnull", False), _connector="OR"
                ),
                name="reversal_is_posted",
            ),
        ),
        migrations.AddConstraint(
            model_name="transaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("against__isnull", True),
                    models.Q(("kind", "commitment"), _negated=True),
                    _connector="OR",
                ),
                name="commitment_draws_on_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="transaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("rate__isnull", True), ("rate__gt", 0), _connector="OR"),
                name="rate_is_positive",
            ),
        ),
        InstallGuards(),
    ]
