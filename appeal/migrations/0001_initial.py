"""The first tables of the app, and their guards."""

import appeal.models.appeals
import appeal.models.changes
import appeal.models.money
import django.contrib.auth.models
import django.contrib.auth.validators
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from ..base.guards import InstallGuards
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appeal",
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
                    "code",
                    models.CharField(
                        max_length=20,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z0-9]+(-[A-Z0-9]+)*$",
                                "Capital letters, digits and hyphens, such as MI2020-CNAC.",
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                ("title_en", models.CharField(max_length=200, verbose_name="title in English")),
                (
                    "title_es",
                    models.CharField(blank=True, max_length=200, verbose_name="title in Spanish"),
                ),
                (
                    "title_fr",
                    models.CharField(blank=True, max_length=200, verbose_name="title in French"),
                ),
                (
                    "table_title_en",
                    models.CharField(max_length=200, verbose_name="title of the table, English"),
                ),
                (
                    "table_title_es",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="title of the table, Spanish"
                    ),
                ),
                (
                    "table_title_fr",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="title of the table, French"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("starts_on", models.DateField(verbose_name="starts on")),
                ("ends_on", models.DateField(verbose_name="ends on")),
                (
                    "closes_on",
                    models.DateField(
                        help_text="The last value date that the ledger accepts.",
                        verbose_name="closes on",
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "time_zone",
                    models.CharField(
                        help_text="Decides when a day begins and ends, for every office.",
                        max_length=50,
                        validators=[appeal.models.appeals.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("published", "published"),
                            ("closed", "closed"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "published_on",
                    models.DateField(blank=True, null=True, verbose_name="published on"),
                ),
                (
                    "published_on_basis",
                    models.CharField(
                        choices=[("published", "published"), ("assigned", "set by the regional office")],
                        default="assigned",
                        max_length=10,
                        verbose_name="basis of the date of publication",
                    ),
                ),
                ("source_name", models.CharField(max_length=200, verbose_name="source document")),
                (
                    "source_sha256",
                    models.CharField(max_length=64, verbose_name="SHA-256 of the source document"),
                ),
                (
                    "is_demonstration",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="contains demonstration data"
                    ),
                ),
            ],
            options={
                "verbose_name": "appeal",
                "verbose_name_plural": "appeals",
            },
        ),
        migrations.CreateModel(
            name="CompactObjective",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(unique=True, verbose_name="number")),
                ("title_en", models.CharField(max_length=250, verbose_name="title in English")),
                (
                    "title_es",
                    models.CharField(blank=True, max_length=250, verbose_name="title in Spanish"),
                ),
                (
                    "title_fr",
                    models.CharField(blank=True, max_length=250, verbose_name="title in French"),
                ),
            ],
            options={
                "verbose_name": "Global Compact objective",
                "verbose_name_plural": "Global Compact objectives",
            },
        ),
        migrations.CreateModel(
            name="Country",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=2, unique=True, verbose_name="ISO code")),
                (
                    "iso3",
                    models.CharField(
                        max_length=3, unique=True, verbose_name="ISO code, three letters"
                    ),
                ),
                ("name_en", models.CharField(max_length=100, verbose_name="name in English")),
                (
                    "name_es",
                    models.CharField(blank=True, max_length=100, verbose_name="name in Spanish"),
                ),
                (
                    "name_fr",
                    models.CharField(blank=True, max_length=100, verbose_name="name in French"),
                ),
            ],
            options={
                "verbose_name": "country or territory",
                "verbose_name_plural": "countries and territories",
            },
        ),
        migrations.CreateModel(
            name="Heading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=4, unique=True, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[("principle", "principle"), ("objective", "objective")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(unique=True, verbose_name="order")),
                ("title_en", models.CharField(max_length=200, verbose_name="title in English")),
                (
                    "title_es",
                    models.CharField(blank=True, max_length=200, verbose_name="title in Spanish"),
                ),
                (
                    "title_fr",
                    models.CharField(blank=True, max_length=200, verbose_name="title in French"),
                ),
                (
                    "table_title_en",
                    models.CharField(max_length=200, verbose_name="title in the table, English"),
                ),
                (
                    "table_title_es",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="title in the table, Spanish"
                    ),
                ),
                (
                    "table_title_fr",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="title in the table, French"
                    ),
                ),
            ],
            options={
                "verbose_name": "heading",
                "verbose_name_plural": "headings",
            },
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("government", "government counterpart"),
                            ("un_agency", "UN agency"),
                            ("intergovernmental", "intergovernmental body"),
                            ("civil_society", "civil society"),
                            ("private_sector", "private sector"),
                            ("academia", "academia"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
            ],
            options={
                "verbose_name": "partner",
                "verbose_name_plural": "partners",
            },
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=10, unique=True, verbose_name="code")),
                ("name_en", models.CharField(max_length=100, verbose_name="name in English")),
                (
                    "name_es",
                    models.CharField(blank=True, max_length=100, verbose_name="name in Spanish"),
                ),
                (
                    "name_fr",
                    models.CharField(blank=True, max_length=100, verbose_name="name in French"),
                ),
            ],
            options={
                "verbose_name": "region",
                "verbose_name_plural": "regions",
            },
        ),
        migrations.CreateModel(
            name="SdgTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=5, unique=True, verbose_name="code")),
                ("order", models.PositiveSmallIntegerField(unique=True, verbose_name="order")),
                ("title_en", models.CharField(max_length=200, verbose_name="title in English")),
                (
                    "title_es",
                    models.CharField(blank=True, max_length=200, verbose_name="title in Spanish"),
                ),
                (
                    "title_fr",
                    models.CharField(blank=True, max_length=200, verbose_name="title in French"),
                ),
            ],
            options={
                "verbose_name": "SDG target",
                "verbose_name_plural": "SDG targets",
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                (
                    "first_name",
                    models.CharField(blank=True, max_length=150, verbose_name="first name"),
                ),
                (
                    "last_name",
                    models.CharField(blank=True, max_length=150, verbose_name="last name"),
                ),
                (
                    "email",
                    models.EmailField(blank=True, max_length=254, verbose_name="email address"),
                ),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="date joined"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[("en", "English"), ("es", "Spanish"), ("fr", "French")],
                        max_length=2,
                        verbose_name="preferred language",
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
                "abstract": False,
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="Activity",
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
                    "code",
                    models.CharField(
                        max_length=25,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z0-9]+(-[A-Z0-9]+)*\\.[0-9]+$",
                                "The priority's code, a full stop and a number, such as GT-3.2.",
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="order")),
                (
                    "own_title",
                    models.CharField(
                        blank=True,
                        help_text="If empty: the priority's title.",
                        max_length=200,
                        verbose_name="title",
                    ),
                ),
                (
                    "description",
                    models.TextField(blank=True, max_length=4000, verbose_name="description"),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Spanish"), ("fr", "French")],
                        default="en",
                        max_length=2,
                        verbose_name="language of title and description",
                    ),
                ),
                (
                    "lead",
                    models.CharField(
                        blank=True,
                        help_text="The person responsible at the office.",
                        max_length=100,
                        verbose_name="lead",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="starts on")),
                ("ends_on", models.DateField(verbose_name="ends on")),
                (
                    "dates_basis",
                    models.CharField(
                        choices=[("published", "published"), ("assigned", "set by the regional office")],
                        default="assigned",
                        max_length=10,
                        verbose_name="basis of the dates",
                    ),
                ),
                (
                    "hold",
                    models.CharField(
                        blank=True,
                        choices=[("suspended", "suspended"), ("cancelled", "cancelled")],
                        help_text="Leave empty while the activity is going ahead.",
                        max_length=10,
                        verbose_name="suspended or cancelled",
                    ),
                ),
                (
                    "compact_objectives",
                    models.ManyToManyField(
                        blank=True,
                        related_name="activities",
                        to="appeal.compactobjective",
                        verbose_name="Global Compact objectives",
                    ),
                ),
                (
                    "countries",
                    models.ManyToManyField(
                        blank=True,
                        related_name="activities",
                        to="appeal.country",
                        verbose_name="countries and territories",
                    ),
                ),
                (
                    "partners",
                    models.ManyToManyField(
                        blank=True,
                        related_name="activities",
                        to="appeal.partner",
                        verbose_name="partners",
                    ),
                ),
            ],
            options={
                "verbose_name": "activity",
                "verbose_name_plural": "activities",
            },
        ),
        migrations.CreateModel(
            name="Classification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[("published", "published"), ("assigned", "set by the regional office")],
                        max_length=10,
                        verbose_name="basis",
                    ),
                ),
                (
                    "heading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="classifications",
                        to="appeal.heading",
                        verbose_name="heading",
                    ),
                ),
            ],
            options={
                "verbose_name": "heading of a priority",
                "verbose_name_plural": "headings of a priority",
            },
        ),
        migrations.CreateModel(
            name="HistoricalActivity",
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
                    "code",
                    models.CharField(
                        max_length=25,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z0-9]+(-[A-Z0-9]+)*\\.[0-9]+$",
                                "The priority's code, a full stop and a number, such as GT-3.2.",
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="order")),
                (
                    "own_title",
                    models.CharField(
                        blank=True,
                        help_text="If empty: the priority's title.",
                        max_length=200,
                        verbose_name="title",
                    ),
                ),
                (
                    "description",
                    models.TextField(blank=True, max_length=4000, verbose_name="description"),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Spanish"), ("fr", "French")],
                        default="en",
                        max_length=2,
                        verbose_name="language of title and description",
                    ),
                ),
                (
                    "lead",
                    models.CharField(
                        blank=True,
                        help_text="The person responsible at the office.",
                        max_length=100,
                        verbose_name="lead",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="starts on")),
                ("ends_on", models.DateField(verbose_name="ends on")),
                (
                    "dates_basis",
                    models.CharField(
                        choices=[("published", "published"), ("assigned", "set by the regional office")],
                        default="assigned",
                        max_length=10,
                        verbose_name="basis of the dates",
                    ),
                ),
                (
                    "hold",
                    models.CharField(
                        blank=True,
                        choices=[("suspended", "suspended"), ("cancelled", "cancelled")],
                        help_text="Leave empty while the activity is going ahead.",
                        max_length=10,
                        verbose_name="suspended or cancelled",
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
            ],
            options={
                "verbose_name": "historical activity",
                "verbose_name_plural": "historical activities",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalActivity_compact_objectives",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.activity",
                    ),
                ),
                (
                    "compactobjective",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.compactobjective",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="appeal.historicalactivity",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalActivity_compact_objectives",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalActivity_countries",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.activity",
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.country",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="appeal.historicalactivity",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalActivity_countries",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalIndicator",
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
                ("order", models.PositiveSmallIntegerField(verbose_name="order")),
                ("title_en", models.CharField(max_length=200, verbose_name="title in English")),
                (
                    "title_es",
                    models.CharField(blank=True, max_length=200, verbose_name="title in Spanish"),
                ),
                (
                    "title_fr",
                    models.CharField(blank=True, max_length=200, verbose_name="title in French"),
                ),
                ("unit_en", models.CharField(max_length=100, verbose_name="unit in English")),
                (
                    "unit_es",
                    models.CharField(blank=True, max_length=100, verbose_name="unit in Spanish"),
                ),
                (
                    "unit_fr",
                    models.CharField(blank=True, max_length=100, verbose_name="unit in French"),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("number", "number"),
                            ("percentage", "percentage"),
                            ("yes_no", "yes or no"),
                        ],
                        max_length=10,
                        verbose_name="measure",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("up", "should rise"), ("down", "should fall")],
                        max_length=4,
                        verbose_name="direction",
                    ),
                ),
                (
                    "accumulation",
                    models.CharField(
                        choices=[
                            ("sum", "periods add up"),
                            ("latest", "the latest counts"),
                            ("max", "the highest counts"),
                        ],
                        max_length=6,
                        verbose_name="accumulation over periods",
                    ),
                ),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=15,
                        null=True,
                        verbose_name="baseline",
                    ),
                ),
                (
                    "baseline_basis",
                    models.CharField(
                        blank=True,
                        choices=[("published", "published"), ("assigned", "set by the regional office")],
                        max_length=10,
                        verbose_name="basis of the baseline",
                    ),
                ),
                (
                    "target",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=15,
                        null=True,
                        verbose_name="target",
                    ),
                ),
                (
                    "target_basis",
                    models.CharField(
                        blank=True,
                        choices=[("published", "published"), ("assigned", "set by the regional office")],
                        max_length=10,
                        verbose_name="basis of the target",
                    ),
                ),
                (
                    "means_of_verification",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="means of verification"
                    ),
                ),
                ("by_sex", models.BooleanField(default=False, verbose_name="broken down by sex")),
                (
                    "by_age_group",
                    models.BooleanField(default=False, verbose_name="broken down by age group"),
                ),
                (
                    "by_nationality",
                    models.BooleanField(default=False, verbose_name="broken down by nationality"),
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
            ],
            options={
                "verbose_name": "historical indicator",
                "verbose_name_plural": "historical indicators",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMilestone",
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
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("due_on", models.DateField(verbose_name="due on")),
                ("order", models.PositiveSmallIntegerField(verbose_name="order")),
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
            ],
            options={
                "verbose_name": "historical milestone",
                "verbose_name_plural": "historical milestones",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalOffice",
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
                        db_index=True,
                        max_length=4,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{2,4}$", "Two to four capital letters, such as GT."
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                ("name_en", models.CharField(max_length=100, verbose_name="name in English")),
                (
                    "name_es",
                    models.CharField(blank=True, max_length=100, verbose_name="name in Spanish"),
                ),
                (
                    "name_fr",
                    models.CharField(blank=True, max_length=100, verbose_name="name in French"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("regional", "regional office"),
                            ("country", "country office"),
                            ("coordination", "coordination office"),
                            ("liaison", "liaison office"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Spanish"), ("fr", "French")],
                        max_length=2,
                        verbose_name="working language",
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
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.region",
                        verbose_name="region",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical office",
                "verbose_name_plural": "historical offices",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPartner",
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
                ("name", models.CharField(db_index=True, max_length=200, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("government", "government counterpart"),
                            ("un_agency", "UN agency"),
                            ("intergovernmental", "intergovernmental body"),
                            ("civil_society", "civil society"),
                            ("private_sector", "private sector"),
                            ("academia", "academia"),
                        ],
                        max_length=20,
                        verbose_name="kind",
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
            ],
            options={
                "verbose_name": "historical partner",
                "verbose_name_plural": "historical partners",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Indicator",
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
                ("order", models.PositiveSmallIntegerField(verbose_name="order")),
                ("title_en", models.CharField(max_length=200, verbose_name="title in English")),
                (
                    "title_es",
                    models.CharField(blank=True, max_length=200, verbose_name="title in Spanish"),
                ),
                (
                    "title_fr",
                    models.CharField(blank=True, max_length=200, verbose_name="title in French"),
                ),
                ("unit_en", models.CharField(max_length=100, verbose_name="unit in English")),
                (
                    "unit_es",
                    models.CharField(blank=True, max_length=100, verbose_name="unit in Spanish"),
                ),
                (
                    "unit_fr",
                    models.CharField(blank=True, max_length=100, verbose_name="unit in French"),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("number", "number"),
                            ("percentage", "percentage"),
                            ("yes_no", "yes or no"),
                        ],
                        max_length=10,
                        verbose_name="measure",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("up", "should rise"), ("down", "should fall")],
                        max_length=4,
                        verbose_name="direction",
                    ),
                ),
                (
                    "accumulation",
                    models.CharField(
                        choices=[
                            ("sum", "periods add up"),
                            ("latest", "the latest counts"),
                            ("max", "the highest counts"),
                        ],
                        max_length=6,
                        verbose_name="accumulation over periods",
                    ),
                ),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=15,
                        null=True,
                        verbose_name="baseline",
                    ),
                ),
                (
                    "baseline_basis",
                    models.CharField(
                        blank=True,
                        choices=[("published", "published"), ("assigned", "set by the regional office")],
                        max_length=10,
                        verbose_name="basis of the baseline",
                    ),
                ),
                (
                    "target",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=15,
                        null=True,
                        verbose_name="target",
                    ),
                ),
                (
                    "target_basis",
                    models.CharField(
                        blank=True,
                        choices=[("published", "published"), ("assigned", "set by the regional office")],
                        max_length=10,
                        verbose_name="basis of the target",
                    ),
                ),
                (
                    "means_of_verification",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="means of verification"
                    ),
                ),
                ("by_sex", models.BooleanField(default=False, verbose_name="broken down by sex")),
                (
                    "by_age_group",
                    models.BooleanField(default=False, verbose_name="broken down by age group"),
                ),
                (
                    "by_nationality",
                    models.BooleanField(default=False, verbose_name="broken down by nationality"),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="appeal.activity",
                        verbose_name="activity",
                    ),
                ),
            ],
            options={
                "verbose_name": "indicator",
                "verbose_name_plural": "indicators",
            },
        ),
        migrations.CreateModel(
            name="HistoricalIndicatorTarget",
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
                ("ends_on", models.DateField(verbose_name="end of the period")),
                (
                    "value",
                    models.DecimalField(decimal_places=4, max_digits=15, verbose_name="target"),
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
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.indicator",
                        verbose_name="indicator",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical target of a period",
                "verbose_name_plural": "historical targets of a period",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="IndicatorTarget",
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
                ("ends_on", models.DateField(verbose_name="end of the period")),
                (
                    "value",
                    models.DecimalField(decimal_places=4, max_digits=15, verbose_name="target"),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="period_targets",
                        to="appeal.indicator",
                        verbose_name="indicator",
                    ),
                ),
            ],
            options={
                "verbose_name": "target of a period",
                "verbose_name_plural": "targets of a period",
            },
        ),
        migrations.CreateModel(
            name="Milestone",
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
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("due_on", models.DateField(verbose_name="due on")),
                ("order", models.PositiveSmallIntegerField(verbose_name="order")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones",
                        to="appeal.activity",
                        verbose_name="activity",
                    ),
                ),
            ],
            options={
                "verbose_name": "milestone",
                "verbose_name_plural": "milestones",
            },
        ),
        migrations.CreateModel(
            name="Office",
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
                        max_length=4,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{2,4}$", "Two to four capital letters, such as GT."
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                ("name_en", models.CharField(max_length=100, verbose_name="name in English")),
                (
                    "name_es",
                    models.CharField(blank=True, max_length=100, verbose_name="name in Spanish"),
                ),
                (
                    "name_fr",
                    models.CharField(blank=True, max_length=100, verbose_name="name in French"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("regional", "regional office"),
                            ("country", "country office"),
                            ("coordination", "coordination office"),
                            ("liaison", "liaison office"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Spanish"), ("fr", "French")],
                        max_length=2,
                        verbose_name="working language",
                    ),
                ),
                (
                    "countries",
                    models.ManyToManyField(
                        related_name="offices",
                        to="appeal.country",
                        verbose_name="countries and territories covered",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offices",
                        to="appeal.region",
                        verbose_name="region",
                    ),
                ),
            ],
            options={
                "verbose_name": "office",
                "verbose_name_plural": "offices",
            },
        ),
        migrations.CreateModel(
            name="HistoricalSection",
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
                ("printed_name", models.CharField(max_length=100, verbose_name="name as printed")),
                ("order", models.PositiveSmallIntegerField(verbose_name="printed order")),
                (
                    "summary_en",
                    models.TextField(max_length=4000, verbose_name="summary in English"),
                ),
                (
                    "summary_es",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="summary in Spanish"
                    ),
                ),
                (
                    "summary_fr",
                    models.TextField(blank=True, max_length=4000, verbose_name="summary in French"),
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
            ],
            options={
                "verbose_name": "historical section",
                "verbose_name_plural": "historical sections",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalOffice_countries",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "country",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.country",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="appeal.historicaloffice",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.office",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalOffice_countries",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalActivity_partners",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.activity",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="appeal.historicalactivity",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalActivity_partners",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Priority",
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
                    "code",
                    models.CharField(
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]+(-[A-Z0-9]+)*-[0-9]+$",
                                "The office's code, a hyphen and a number, such as GT-3.",
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(verbose_name="printed order in the section"),
                ),
                (
                    "printed_as",
                    models.CharField(
                        choices=[("bullet", "bullet"), ("prose", "prose")],
                        max_length=10,
                        verbose_name="printed as",
                    ),
                ),
                ("title_en", models.CharField(max_length=150, verbose_name="title in English")),
                (
                    "title_es",
                    models.CharField(blank=True, max_length=150, verbose_name="title in Spanish"),
                ),
                (
                    "title_fr",
                    models.CharField(blank=True, max_length=150, verbose_name="title in French"),
                ),
                (
                    "summary_en",
                    models.TextField(max_length=4000, verbose_name="summary in English"),
                ),
                (
                    "summary_es",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="summary in Spanish"
                    ),
                ),
                (
                    "summary_fr",
                    models.TextField(blank=True, max_length=4000, verbose_name="summary in French"),
                ),
                (
                    "headings",
                    models.ManyToManyField(
                        related_name="priorities",
                        through="appeal.Classification",
                        to="appeal.heading",
                        verbose_name="headings",
                    ),
                ),
            ],
            options={
                "verbose_name": "priority",
                "verbose_name_plural": "priorities",
            },
        ),
        migrations.CreateModel(
            name="HistoricalClassification",
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
                    "basis",
                    models.CharField(
                        choices=[("published", "published"), ("assigned", "set by the regional office")],
                        max_length=10,
                        verbose_name="basis",
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
                    "heading",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.heading",
                        verbose_name="heading",
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
                    "priority",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.priority",
                        verbose_name="priority",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical heading of a priority",
                "verbose_name_plural": "historical headings of a priority",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="historicalactivity",
            name="priority",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="appeal.priority",
                verbose_name="priority",
            ),
        ),
        migrations.AddField(
            model_name="classification",
            name="priority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="classifications",
                to="appeal.priority",
                verbose_name="priority",
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="priority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="activities",
                to="appeal.priority",
                verbose_name="priority",
            ),
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "key",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False, verbose_name="key"
                    ),
                ),
                ("location", models.CharField(max_length=500, verbose_name="answer")),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="receipts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "receipt",
                "verbose_name_plural": "receipts",
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("viewer", "viewer"),
                            ("reporter", "reporting officer"),
                            ("finance", "finance"),
                            ("reviewer", "reviewer"),
                            ("manager", "manager"),
                        ],
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="appeal.office",
                        verbose_name="office",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="appeal.region",
                        verbose_name="region",
                    ),
                ),
            ],
            options={
                "verbose_name": "role by office",
                "verbose_name_plural": "roles by office",
            },
        ),
        migrations.CreateModel(
            name="HistoricalMembership",
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
                    "role",
                    models.CharField(
                        choices=[
                            ("viewer", "viewer"),
                            ("reporter", "reporting officer"),
                            ("finance", "finance"),
                            ("reviewer", "reviewer"),
                            ("manager", "manager"),
                        ],
                        max_length=10,
                        verbose_name="role",
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
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
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
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.region",
                        verbose_name="region",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical role by office",
                "verbose_name_plural": "historical roles by office",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAppeal",
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
                    "code",
                    models.CharField(
                        db_index=True,
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z0-9]+(-[A-Z0-9]+)*$",
                                "Capital letters, digits and hyphens, such as MI2020-CNAC.",
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                ("title_en", models.CharField(max_length=200, verbose_name="title in English")),
                (
                    "title_es",
                    models.CharField(blank=True, max_length=200, verbose_name="title in Spanish"),
                ),
                (
                    "title_fr",
                    models.CharField(blank=True, max_length=200, verbose_name="title in French"),
                ),
                (
                    "table_title_en",
                    models.CharField(max_length=200, verbose_name="title of the table, English"),
                ),
                (
                    "table_title_es",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="title of the table, Spanish"
                    ),
                ),
                (
                    "table_title_fr",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="title of the table, French"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("starts_on", models.DateField(verbose_name="starts on")),
                ("ends_on", models.DateField(verbose_name="ends on")),
                (
                    "closes_on",
                    models.DateField(
                        help_text="The last value date that the ledger accepts.",
                        verbose_name="closes on",
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "time_zone",
                    models.CharField(
                        help_text="Decides when a day begins and ends, for every office.",
                        max_length=50,
                        validators=[appeal.models.appeals.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("published", "published"),
                            ("closed", "closed"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "published_on",
                    models.DateField(blank=True, null=True, verbose_name="published on"),
                ),
                (
                    "published_on_basis",
                    models.CharField(
                        choices=[("published", "published"), ("assigned", "set by the regional office")],
                        default="assigned",
                        max_length=10,
                        verbose_name="basis of the date of publication",
                    ),
                ),
                ("source_name", models.CharField(max_length=200, verbose_name="source document")),
                (
                    "source_sha256",
                    models.CharField(max_length=64, verbose_name="SHA-256 of the source document"),
                ),
                (
                    "is_demonstration",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="contains demonstration data"
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
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.region",
                        verbose_name="region",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical appeal",
                "verbose_name_plural": "historical appeals",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="appeal",
            name="region",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appeals",
                to="appeal.region",
                verbose_name="region",
            ),
        ),
        migrations.CreateModel(
            name="Requirement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "amount",
                    appeal.models.money.MoneyField(
                        blank=True,
                        help_text="Leave empty for a printed dash.",
                        null=True,
                        verbose_name="published amount",
                    ),
                ),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirements",
                        to="appeal.appeal",
                        verbose_name="appeal",
                    ),
                ),
                (
                    "heading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirements",
                        to="appeal.heading",
                        verbose_name="heading",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirements",
                        to="appeal.office",
                        verbose_name="office",
                    ),
                ),
            ],
            options={
                "verbose_name": "funding requirement",
                "verbose_name_plural": "funding requirements",
            },
        ),
        migrations.CreateModel(
            name="HistoricalAllocation",
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
                ("amount", appeal.models.money.MoneyField(verbose_name="amount")),
                (
                    "basis",
                    models.CharField(
                        choices=[("indicative", "indicative"), ("confirmed", "confirmed")],
                        help_text="Indicative: an even split, until a manager confirms or changes it.",
                        max_length=10,
                        verbose_name="basis",
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
                    "cell",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.requirement",
                        verbose_name="requirement line",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical budget",
                "verbose_name_plural": "historical budgets",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Allocation",
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
                ("amount", appeal.models.money.MoneyField(verbose_name="amount")),
                (
                    "basis",
                    models.CharField(
                        choices=[("indicative", "indicative"), ("confirmed", "confirmed")],
                        help_text="Indicative: an even split, until a manager confirms or changes it.",
                        max_length=10,
                        verbose_name="basis",
                    ),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="appeal.activity",
                        verbose_name="activity",
                    ),
                ),
                (
                    "cell",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="appeal.requirement",
                        verbose_name="requirement line",
                    ),
                ),
            ],
            options={
                "verbose_name": "budget",
                "verbose_name_plural": "budgets",
            },
        ),
        migrations.CreateModel(
            name="RequirementRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", appeal.models.money.MoneyField(verbose_name="new amount")),
                ("effective_on", models.DateField(verbose_name="effective on")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "cell",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="appeal.requirement",
                        verbose_name="requirement line",
                    ),
                ),
                (
                    "revised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirement_revisions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="revised by",
                    ),
                ),
            ],
            options={
                "verbose_name": "requirement revision",
                "verbose_name_plural": "requirement revisions",
            },
        ),
        migrations.CreateModel(
            name="HistoricalActivity_sdg_targets",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.activity",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="appeal.historicalactivity",
                    ),
                ),
                (
                    "sdgtarget",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.sdgtarget",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalActivity_sdg_targets",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="activity",
            name="sdg_targets",
            field=models.ManyToManyField(
                blank=True,
                related_name="activities",
                to="appeal.sdgtarget",
                verbose_name="SDG targets",
            ),
        ),
        migrations.CreateModel(
            name="Section",
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
                ("printed_name", models.CharField(max_length=100, verbose_name="name as printed")),
                ("order", models.PositiveSmallIntegerField(verbose_name="printed order")),
                (
                    "summary_en",
                    models.TextField(max_length=4000, verbose_name="summary in English"),
                ),
                (
                    "summary_es",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="summary in Spanish"
                    ),
                ),
                (
                    "summary_fr",
                    models.TextField(blank=True, max_length=4000, verbose_name="summary in French"),
                ),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sections",
                        to="appeal.appeal",
                        verbose_name="appeal",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sections",
                        to="appeal.office",
                        verbose_name="office",
                    ),
                ),
            ],
            options={
                "verbose_name": "section",
                "verbose_name_plural": "sections",
            },
        ),
        migrations.AddField(
            model_name="priority",
            name="section",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="priorities",
                to="appeal.section",
                verbose_name="section",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalPriority",
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
                    "code",
                    models.CharField(
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]+(-[A-Z0-9]+)*-[0-9]+$",
                                "The office's code, a hyphen and a number, such as GT-3.",
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(verbose_name="printed order in the section"),
                ),
                (
                    "printed_as",
                    models.CharField(
                        choices=[("bullet", "bullet"), ("prose", "prose")],
                        max_length=10,
                        verbose_name="printed as",
                    ),
                ),
                ("title_en", models.CharField(max_length=150, verbose_name="title in English")),
                (
                    "title_es",
                    models.CharField(blank=True, max_length=150, verbose_name="title in Spanish"),
                ),
                (
                    "title_fr",
                    models.CharField(blank=True, max_length=150, verbose_name="title in French"),
                ),
                (
                    "summary_en",
                    models.TextField(max_length=4000, verbose_name="summary in English"),
                ),
                (
                    "summary_es",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="summary in Spanish"
                    ),
                ),
                (
                    "summary_fr",
                    models.TextField(blank=True, max_length=4000, verbose_name="summary in French"),
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
                    "section",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appeal.section",
                        verbose_name="section",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical priority",
                "verbose_name_plural": "historical priorities",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="appeal",
            name="offices",
            field=models.ManyToManyField(
                related_name="appeals", through="appeal.Section", to="appeal.office"
            ),
        ),
        migrations.CreateModel(
            name="StatedTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", appeal.models.money.MoneyField(verbose_name="amount")),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stated_totals",
                        to="appeal.appeal",
                        verbose_name="appeal",
                    ),
                ),
                (
                    "heading",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stated_totals",
                        to="appeal.heading",
                        verbose_name="heading",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stated_totals",
                        to="appeal.office",
                        verbose_name="office",
                    ),
                ),
            ],
            options={
                "verbose_name": "stated total",
                "verbose_name_plural": "stated totals",
            },
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.UniqueConstraint(
                fields=("activity", "order"), name="indicator_order_is_unique_in_an_activity"
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("baseline__isnull", True), ("baseline_basis", "")),
                    models.Q(
                        ("baseline__isnull", False), models.Q(("baseline_basis", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="baseline_has_a_basis",
                violation_error_message="Choose whether the baseline was published or set by the regional office.",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("target__isnull", True), ("target_basis", "")),
                    models.Q(
                        ("target__isnull", False), models.Q(("target_basis", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="target_has_a_basis",
                violation_error_message="Choose whether the target was published or set by the regional office.",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicatortarget",
            constraint=models.UniqueConstraint(
                fields=("indicator", "ends_on"), name="indicator_has_one_target_per_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(
                fields=("activity", "order"), name="milestone_order_is_unique_in_an_activity"
            ),
        ),
        migrations.AddConstraint(
            model_name="classification",
            constraint=models.UniqueConstraint(
                fields=("priority", "heading"),
                name="priority_stands_once_under_a_heading",
                violation_error_message="The priority is already under this heading.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("office__isnull", True), ("region__isnull", True), _connector="XOR"
                ),
                name="membership_is_for_an_office_or_a_region",
                violation_error_message="Choose either an office or a region, not both.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("office__isnull", False)),
                fields=("user", "role", "office"),
                name="person_holds_a_role_once_per_office",
                violation_error_message="This person already has this role for this office.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("region__isnull", False)),
                fields=("user", "role", "region"),
                name="person_holds_a_role_once_per_region",
                violation_error_message="This person already has this role for this region.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.UniqueConstraint(
                fields=("appeal", "office", "heading"), name="cell_stands_once_in_an_appeal"
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__isnull", True), ("amount__gt", 0), _connector="OR"),
                name="requirement_is_positive_or_a_dash",
                violation_error_message="A requirement must be above zero, or empty for a dash.",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.UniqueConstraint(
                fields=("activity", "cell"),
                name="activity_draws_once_on_a_cell",
                violation_error_message="This activity already has a budget in this requirement line.",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="allocation_is_positive",
                violation_error_message="A budget must be above zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0)),
                name="revision_is_not_negative",
                violation_error_message="A requirement cannot be negative.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="revision_has_a_reason",
                violation_error_message="Explain why the requirement changes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.UniqueConstraint(
                fields=("priority", "code"), name="activity_code_is_unique_in_a_priority"
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.UniqueConstraint(
                fields=("priority", "order"),
                name="activity_order_is_unique_in_a_priority",
                violation_error_message="Another activity of this priority already has this order.",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__contains", "/"), _negated=True),
                name="activity_code_fits_into_an_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="activity_ends_after_it_starts",
                violation_error_message="The activity must end on or after the day it starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.UniqueConstraint(
                fields=("appeal", "office"), name="office_has_one_section_in_an_appeal"
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.UniqueConstraint(
                fields=("appeal", "order"), name="section_order_is_unique_in_an_appeal"
            ),
        ),
        migrations.AddConstraint(
            model_name="priority",
            constraint=models.UniqueConstraint(
                fields=("section", "code"), name="priority_code_is_unique_in_a_section"
            ),
        ),
        migrations.AddConstraint(
            model_name="priority",
            constraint=models.UniqueConstraint(
                fields=("section", "order"), name="priority_order_is_unique_in_a_section"
            ),
        ),
        migrations.AddConstraint(
            model_name="priority",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__contains", "/"), _negated=True),
                name="priority_code_fits_into_an_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="appeal_ends_after_it_starts",
                violation_error_message="The appeal must end on or after the day it starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_on__gte", models.F("ends_on"))),
                name="appeal_closes_after_it_ends",
                violation_error_message="The appeal must close on or after the day it ends.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statedtotal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("office__isnull", True), ("heading__isnull", True), _connector="OR"
                ),
                name="total_is_of_an_office_or_a_heading_or_all",
                violation_error_message="Choose an office, a heading, or neither for the overall total.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statedtotal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("office__isnull", False)),
                fields=("appeal", "office"),
                name="office_has_one_stated_total",
            ),
        ),
        migrations.AddConstraint(
            model_name="statedtotal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("heading__isnull", False)),
                fields=("appeal", "heading"),
                name="heading_has_one_stated_total",
            ),
        ),
        migrations.AddConstraint(
            model_name="statedtotal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("heading__isnull", True), ("office__isnull", True)),
                fields=("appeal",),
                name="appeal_has_one_grand_total",
            ),
        ),
        InstallGuards(),
    ]
