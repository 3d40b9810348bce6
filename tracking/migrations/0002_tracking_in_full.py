import appeal.models.changes
import appeal.models.money
import django.core.validators
import django.db.models.deletion
import simple_history.models
from decimal import Decimal
from django.conf import settings
from appeal.base.guards import (InstallGuards, LiftGuards)
from django.db import migrations, models


# Totals of what was posted before the database kept them; read by both engines.
FILL_TOTALS = """
INSERT INTO tracking_ledgertotal (activity_id, cell_id, kind, month, amount)
SELECT activity_id, cell_id, kind, SUBSTR(CAST(value_on AS TEXT), 1, 7),
  SUM(CASE WHEN reverses_id IS NULL THEN usd_amount ELSE -usd_amount END)
FROM tracking_transaction WHERE posted_at IS NOT NULL
GROUP BY activity_id, cell_id, kind, SUBSTR(CAST(value_on AS TEXT), 1, 7)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0002_tracking_in_full'),
        ('tracking', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        LiftGuards(),
        migrations.CreateModel(
            name='Donor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True, verbose_name='name')),
                ('kind', models.CharField(choices=[('government', 'government'), ('multilateral', 'multilateral body or fund'), ('private', 'private sector or foundation'), ('other', 'other')], max_length=15, verbose_name='kind')),
            ],
            options={
                'verbose_name': 'donor',
                'verbose_name_plural': 'donors',
            },
        ),
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('reference', models.CharField(help_text='The number of the agreement or grant.', max_length=100, verbose_name='reference')),
                ('currency', models.CharField(default='USD', max_length=3, validators=[django.core.validators.RegexValidator('^[A-Z]{3}$', 'Three capital letters, such as EUR.')], verbose_name='currency')),
                ('note', models.CharField(blank=True, max_length=1000, verbose_name='note')),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='appeal.appeal', verbose_name='appeal')),
                ('heading', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='appeal.heading', verbose_name="earmarked to the heading")),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='appeal.office', verbose_name="earmarked to the office")),
                ('donor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='tracking.donor', verbose_name='donor')),
            ],
            options={
                'verbose_name': 'contribution',
                'verbose_name_plural': 'contributions',
            },
        ),
        migrations.CreateModel(
            name='TrackedContribution',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('tracking.contribution',),
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('dated_on', models.DateField(help_text="The date shown on it.", verbose_name='date of the document')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='link')),
                ('file', models.FileField(blank=True, editable=False, upload_to='', verbose_name='file')),
                ('file_name', models.CharField(blank=True, editable=False, max_length=200, verbose_name='name of the file')),
                ('size', models.PositiveIntegerField(editable=False, null=True, verbose_name='size in bytes')),
                ('sha256', models.CharField(blank=True, editable=False, max_length=64, verbose_name='SHA-256')),
                ('added_at', models.DateTimeField(editable=False, verbose_name='added at')),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn at')),
                ('withdrawn_reason', models.CharField(blank=True, editable=False, max_length=300, verbose_name='why it was withdrawn')),
                ('added_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by')),
                ('milestone', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='appeal.milestone', verbose_name='milestone')),
                ('office', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='appeal.office', verbose_name='office')),
                ('transaction', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='tracking.transaction', verbose_name='transaction')),
                ('update', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='tracking.progressupdate', verbose_name='progress update')),
                ('withdrawn_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawn by')),
            ],
            options={
                'verbose_name': 'evidence',
                'verbose_name_plural': 'evidence',
            },
        ),
        migrations.CreateModel(
            name='ExchangeRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('currency', models.CharField(help_text='ISO 4217, such as GTQ.', max_length=3, validators=[django.core.validators.RegexValidator('^[A-Z]{3}$', 'Three capital letters, such as GTQ.')], verbose_name='currency')),
                ('effective_on', models.DateField(verbose_name='effective on')),
                ('rate', models.DecimalField(decimal_places=6, max_digits=15, validators=[django.core.validators.MinValueValidator(Decimal('0.000001'), "A rate must be above zero."), django.core.validators.MaxValueValidator(Decimal('9000000'), "A rate can be at most 9 million units per USD.")], verbose_name='units per USD')),
                ('source', models.CharField(default='UN operational rate', max_length=100, verbose_name='source')),
            ],
            options={
                'verbose_name': "exchange rate",
                'verbose_name_plural': "exchange rates",
                'constraints': [models.UniqueConstraint(fields=('currency', 'effective_on'), name='currency_has_one_rate_a_day', violation_error_message="There is already a rate for this currency and day."), models.CheckConstraint(condition=models.Q(('rate__gt', 0)), name='exchange_rate_is_positive', violation_error_message="A rate must be above zero."), models.CheckConstraint(condition=models.Q(('rate__lte', Decimal('9000000'))), name='exchange_rate_is_not_too_large', violation_error_message="A rate can be at most 9 million units per USD."), models.CheckConstraint(condition=models.Q(('currency', 'USD'), _negated=True), name='dollar_has_no_rate', violation_error_message='A US dollar needs no rate.')],
            },
        ),
        migrations.CreateModel(
            name='Flow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('pledge', 'pledge'), ('commitment', "commitment"), ('receipt', "received")], max_length=12, verbose_name='kind')),
                ('value_on', models.DateField(verbose_name='value date')),
                ('amount', appeal.models.money.MoneyField(validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='amount')),
                ('rate', models.DecimalField(decimal_places=6, editable=False, max_digits=15, verbose_name='units per USD')),
                ('usd_amount', appeal.models.money.MoneyField(editable=False, verbose_name='amount in USD')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flows', to='tracking.contribution', verbose_name='contribution')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('reverses', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversal', to='tracking.flow', verbose_name='reverses')),
            ],
            options={
                'verbose_name': "step of a contribution",
                'verbose_name_plural': "steps of contributions",
            },
        ),
        migrations.CreateModel(
            name='HistoricalContribution',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('door', models.CharField(choices=[('page', 'page'), ('admin', 'admin'), ('upload', 'upload'), ('command', 'command')], default=appeal.models.changes.current_door, max_length=10)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('reference', models.CharField(help_text='The number of the agreement or grant.', max_length=100, verbose_name='reference')),
                ('currency', models.CharField(default='USD', max_length=3, validators=[django.core.validators.RegexValidator('^[A-Z]{3}$', 'Three capital letters, such as EUR.')], verbose_name='currency')),
                ('note', models.CharField(blank=True, max_length=1000, verbose_name='note')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('appeal', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='appeal.appeal', verbose_name='appeal')),
                ('donor', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tracking.donor', verbose_name='donor')),
                ('heading', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='appeal.heading', verbose_name="earmarked to the heading")),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='appeal.office', verbose_name="earmarked to the office")),
            ],
            options={
                'verbose_name': 'historical contribution',
                'verbose_name_plural': 'historical contributions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalDonor',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('door', models.CharField(choices=[('page', 'page'), ('admin', 'admin'), ('upload', 'upload'), ('command', 'command')], default=appeal.models.changes.current_door, max_length=10)),
                ('name', models.CharField(db_index=True, max_length=200, verbose_name='name')),
                ('kind', models.CharField(choices=[('government', 'government'), ('multilateral', 'multilateral body or fund'), ('private', 'private sector or foundation'), ('other', 'other')], max_length=15, verbose_name='kind')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical donor',
                'verbose_name_plural': 'historical donors',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalEvidence',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('door', models.CharField(choices=[('page', 'page'), ('admin', 'admin'), ('upload', 'upload'), ('command', 'command')], default=appeal.models.changes.current_door, max_length=10)),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('dated_on', models.DateField(help_text="The date shown on it.", verbose_name='date of the document')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='link')),
                ('file', models.TextField(blank=True, editable=False, max_length=100, verbose_name='file')),
                ('file_name', models.CharField(blank=True, editable=False, max_length=200, verbose_name='name of the file')),
                ('size', models.PositiveIntegerField(editable=False, null=True, verbose_name='size in bytes')),
                ('sha256', models.CharField(blank=True, editable=False, max_length=64, verbose_name='SHA-256')),
                ('added_at', models.DateTimeField(editable=False, verbose_name='added at')),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn at')),
                ('withdrawn_reason', models.CharField(blank=True, editable=False, max_length=300, verbose_name='why it was withdrawn')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('added_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('milestone', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='appeal.milestone', verbose_name='milestone')),
                ('office', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='appeal.office', verbose_name='office')),
                ('transaction', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tracking.transaction', verbose_name='transaction')),
                ('update', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tracking.progressupdate', verbose_name='progress update')),
                ('withdrawn_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawn by')),
            ],
            options={
                'verbose_name': 'historical evidence',
                'verbose_name_plural': 'historical evidence',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalExchangeRate',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('door', models.CharField(choices=[('page', 'page'), ('admin', 'admin'), ('upload', 'upload'), ('command', 'command')], default=appeal.models.changes.current_door, max_length=10)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('currency', models.CharField(help_text='ISO 4217, such as GTQ.', max_length=3, validators=[django.core.validators.RegexValidator('^[A-Z]{3}$', 'Three capital letters, such as GTQ.')], verbose_name='currency')),
                ('effective_on', models.DateField(verbose_name='effective on')),
                ('rate', models.DecimalField(decimal_places=6, max_digits=15, validators=[django.core.validators.MinValueValidator(Decimal('0.000001'), "A rate must be above zero."), django.core.validators.MaxValueValidator(Decimal('9000000'), "A rate can be at most 9 million units per USD.")], verbose_name='units per USD')),
                ('source', models.CharField(default='UN operational rate', max_length=100, verbose_name='source')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': "historical exchange rate",
                'verbose_name_plural': "historical exchange rates",
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalIndicatorActual',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('door', models.CharField(choices=[('page', 'page'), ('admin', 'admin'), ('upload', 'upload'), ('command', 'command')], default=appeal.models.changes.current_door, max_length=10)),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=15, null=True, verbose_name='value')),
                ('numerator', models.DecimalField(blank=True, decimal_places=4, max_digits=15, null=True, verbose_name='numerator')),
                ('denominator', models.DecimalField(blank=True, decimal_places=4, max_digits=15, null=True, verbose_name='denominator')),
                ('missing_reason', models.CharField(blank=True, max_length=300, verbose_name="reason for no data")),
                ('comment', models.CharField(blank=True, max_length=1000, verbose_name='comment')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('indicator', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='appeal.indicator', verbose_name='indicator')),
                ('update', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tracking.progressupdate', verbose_name='progress update')),
            ],
            options={
                'verbose_name': "historical reported value of an indicator",
                'verbose_name_plural': "historical reported values of indicators",
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalMilestoneAchievement',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('door', models.CharField(choices=[('page', 'page'), ('admin', 'admin'), ('upload', 'upload'), ('command', 'command')], default=appeal.models.changes.current_door, max_length=10)),
                ('achieved_on', models.DateField(verbose_name='achieved on')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('milestone', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='appeal.milestone', verbose_name='milestone')),
                ('update', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tracking.progressupdate', verbose_name='progress update')),
            ],
            options={
                'verbose_name': 'historical milestone achieved',
                'verbose_name_plural': 'historical milestones achieved',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalRisk',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('door', models.CharField(choices=[('page', 'page'), ('admin', 'admin'), ('upload', 'upload'), ('command', 'command')], default=appeal.models.changes.current_door, max_length=10)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('what', models.CharField(help_text=(
                    "What could happen and what it would cause. Never write the names of"
                    " beneficiaries."
                ), max_length=500, verbose_name='what may happen')),
                ('likelihood', models.PositiveSmallIntegerField(choices=[(1, '1 rare'), (2, '2 unlikely'), (3, '3 possible'), (4, '4 likely'), (5, '5 almost certain')], validators=[django.core.validators.MinValueValidator(1, "A level must be a whole number from 1 to 5."), django.core.validators.MaxValueValidator(5, "A level must be a whole number from 1 to 5.")], verbose_name='likelihood')),
                ('consequence', models.PositiveSmallIntegerField(choices=[(1, '1 insignificant'), (2, '2 minor'), (3, '3 moderate'), (4, '4 major'), (5, '5 severe')], validators=[django.core.validators.MinValueValidator(1, "A level must be a whole number from 1 to 5."), django.core.validators.MaxValueValidator(5, "A level must be a whole number from 1 to 5.")], verbose_name="impact")),
                ('treatment', models.CharField(blank=True, help_text="What is being done about it.", max_length=1000, verbose_name='treatment')),
                ('owner', models.CharField(help_text="The person responsible for the treatment.", max_length=100, verbose_name='owner')),
                ('state', models.CharField(choices=[('open', 'open'), ('treated', 'being treated'), ('closed', 'closed')], default='open', max_length=10, verbose_name='state')),
                ('language', models.CharField(choices=[('en', 'English'), ('es', 'Spanish'), ('fr', 'French')], default='en', max_length=2, verbose_name='language of the text')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('activity', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='appeal.activity', verbose_name='activity')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical risk',
                'verbose_name_plural': 'historical risks',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='IndicatorActual',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=15, null=True, verbose_name='value')),
                ('numerator', models.DecimalField(blank=True, decimal_places=4, max_digits=15, null=True, verbose_name='numerator')),
                ('denominator', models.DecimalField(blank=True, decimal_places=4, max_digits=15, null=True, verbose_name='denominator')),
                ('missing_reason', models.CharField(blank=True, max_length=300, verbose_name="reason for no data")),
                ('comment', models.CharField(blank=True, max_length=1000, verbose_name='comment')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actuals', to='appeal.indicator', verbose_name='indicator')),
                ('update', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actuals', to='tracking.progressupdate', verbose_name='progress update')),
            ],
            options={
                'verbose_name': "reported value of an indicator",
                'verbose_name_plural': "reported values of indicators",
            },
        ),
        migrations.CreateModel(
            name='HistoricalActualBreakdown',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('door', models.CharField(choices=[('page', 'page'), ('admin', 'admin'), ('upload', 'upload'), ('command', 'command')], default=appeal.models.changes.current_door, max_length=10)),
                ('dimension', models.CharField(choices=[('sex', 'sex'), ('age_group', 'age group'), ('nationality', 'nationality')], max_length=12, verbose_name='broken down by')),
                ('category', models.CharField(max_length=10, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9+-]+$')], verbose_name='category')),
                ('value', models.DecimalField(decimal_places=4, max_digits=15, verbose_name='value')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('actual', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tracking.indicatoractual', verbose_name="reported value")),
            ],
            options={
                'verbose_name': "historical breakdown of a reported value",
                'verbose_name_plural': "historical breakdowns of reported values",
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ActualBreakdown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dimension', models.CharField(choices=[('sex', 'sex'), ('age_group', 'age group'), ('nationality', 'nationality')], max_length=12, verbose_name='broken down by')),
                ('category', models.CharField(max_length=10, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9+-]+$')], verbose_name='category')),
                ('value', models.DecimalField(decimal_places=4, max_digits=15, verbose_name='value')),
                ('actual', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='breakdowns', to='tracking.indicatoractual', verbose_name="reported value")),
            ],
            options={
                'verbose_name': "breakdown of a reported value",
                'verbose_name_plural': "breakdowns of reported values",
            },
        ),
        migrations.CreateModel(
            name='LedgerTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('commitment', "commitment"), ('disbursement', 'disbursement'), ('expenditure', 'expenditure'), ('release', 'release of a commitment')], max_length=15, verbose_name='kind')),
                ('month', models.CharField(help_text="For example 2020-03.", max_length=7, verbose_name='month')),
                ('amount', appeal.models.money.MoneyField(verbose_name='amount in USD')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appeal.activity', verbose_name='activity')),
                ('cell', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appeal.requirement', verbose_name="requirement line")),
            ],
            options={
                'verbose_name': "stored total",
                'verbose_name_plural': "stored totals",
            },
        ),
        migrations.CreateModel(
            name='MilestoneAchievement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('achieved_on', models.DateField(verbose_name='achieved on')),
                ('milestone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='achievements', to='appeal.milestone', verbose_name='milestone')),
                ('update', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='achievements', to='tracking.progressupdate', verbose_name='progress update')),
            ],
            options={
                'verbose_name': 'milestone achieved',
                'verbose_name_plural': 'milestones achieved',
            },
        ),
        migrations.CreateModel(
            name='PeriodEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('locked', 'locked'), ('unlocked', 'unlocked')], max_length=10, verbose_name='event')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lock_events', to='tracking.reportingperiod', verbose_name='period')),
            ],
            options={
                'verbose_name': "lock of a period",
                'verbose_name_plural': "locks of periods",
            },
        ),
        migrations.CreateModel(
            name='Risk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('what', models.CharField(help_text=(
                    "What could happen and what it would cause. Never write the names of"
                    " beneficiaries."
                ), max_length=500, verbose_name='what may happen')),
                ('likelihood', models.PositiveSmallIntegerField(choices=[(1, '1 rare'), (2, '2 unlikely'), (3, '3 possible'), (4, '4 likely'), (5, '5 almost certain')], validators=[django.core.validators.MinValueValidator(1, "A level must be a whole number from 1 to 5."), django.core.validators.MaxValueValidator(5, "A level must be a whole number from 1 to 5.")], verbose_name='likelihood')),
                ('consequence', models.PositiveSmallIntegerField(choices=[(1, '1 insignificant'), (2, '2 minor'), (3, '3 moderate'), (4, '4 major'), (5, '5 severe')], validators=[django.core.validators.MinValueValidator(1, "A level must be a whole number from 1 to 5."), django.core.validators.MaxValueValidator(5, "A level must be a whole number from 1 to 5.")], verbose_name="impact")),
                ('treatment', models.CharField(blank=True, help_text="What is being done about it.", max_length=1000, verbose_name='treatment')),
                ('owner', models.CharField(help_text="The person responsible for the treatment.", max_length=100, verbose_name='owner')),
                ('state', models.CharField(choices=[('open', 'open'), ('treated', 'being treated'), ('closed', 'closed')], default='open', max_length=10, verbose_name='state')),
                ('language', models.CharField(choices=[('en', 'English'), ('es', 'Spanish'), ('fr', 'French')], default='en', max_length=2, verbose_name='language of the text')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='risks', to='appeal.activity', verbose_name='activity')),
            ],
            options={
                'verbose_name': 'risk',
                'verbose_name_plural': 'risks',
            },
        ),
        migrations.CreateModel(
            name='StatusOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('colour', models.CharField(blank=True, choices=[('green', 'on track'), ('amber', 'needs attention'), ('red', 'off track'), ('grey', 'nothing reported')], max_length=5, verbose_name='status')),
                ('effective_on', models.DateField(verbose_name='effective on')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overrides', to='appeal.activity', verbose_name='activity')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': "assessment of a status",
                'verbose_name_plural': "assessments of statuses",
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.TextField(help_text="Never write the names of beneficiaries.", max_length=2000, verbose_name='comment')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('resolved_at', models.DateTimeField(editable=False, null=True, verbose_name='resolved at')),
                ('activity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='appeal.activity', verbose_name='activity')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='tracking.comment', verbose_name="in reply to")),
                ('report', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='tracking.officereport', verbose_name='report')),
                ('resolved_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='resolved by')),
            ],
            options={
                'verbose_name': 'comment',
                'verbose_name_plural': 'comments',
                'constraints': [models.CheckConstraint(condition=models.Q(('activity__isnull', False), ('report__isnull', False), _connector='OR'), name='comment_is_about_an_activity_or_a_report'), models.CheckConstraint(condition=models.Q(('resolved_at__isnull', True), models.Q(('parent__isnull', True), ('resolved_by__isnull', False)), _connector='OR'), name='a_thread_is_resolved_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='ContributionAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', appeal.models.money.MoneyField(validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='amount in USD')),
                ('effective_on', models.DateField(verbose_name='effective on')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='tracking.contribution', verbose_name='contribution')),
                ('from_heading', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appeal.heading', verbose_name='from the heading')),
                ('from_office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appeal.office', verbose_name='from the office')),
                ('heading', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assigned_contributions', to='appeal.heading', verbose_name='to the heading')),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assigned_contributions', to='appeal.office', verbose_name='to the office')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('reverses', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversal', to='tracking.contributionassignment', verbose_name='reverses')),
            ],
            options={
                'verbose_name': "distribution of a contribution",
                'verbose_name_plural': "distributions of contributions",
                'indexes': [models.Index(fields=['contribution', 'effective_on'], name='assignment_by_contribution')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='assignment_is_positive', violation_error_message='The amount must be above zero.'), models.CheckConstraint(condition=models.Q(models.Q(('from_office__isnull', True), models.Q(('office', models.F('from_office')), ('office__isnull', False)), _connector='OR'), models.Q(('from_heading__isnull', True), models.Q(('heading', models.F('from_heading')), ('heading__isnull', False)), _connector='OR'), models.Q(models.Q(('from_office__isnull', True), ('office__isnull', False)), models.Q(('from_heading__isnull', True), ('heading__isnull', False)), _connector='OR')), name='assignment_moves_money_down', violation_error_message="Money can only move down: choose a place within the one where it is now.")],
            },
        ),
        migrations.AddConstraint(
            model_name='contribution',
            constraint=models.UniqueConstraint(fields=('appeal', 'donor', 'reference'), name='donor_has_one_contribution_per_reference', violation_error_message="This donor already has a contribution with this reference."),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('milestone__isnull', True), ('transaction__isnull', True), ('update__isnull', False)), models.Q(('milestone__isnull', False), ('transaction__isnull', True), ('update__isnull', True)), models.Q(('milestone__isnull', True), ('transaction__isnull', False), ('update__isnull', True)), _connector='OR'), name='evidence_is_attached_to_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('link', ''), ('sha256', ''), _negated=True), name='evidence_is_a_file_or_a_link', violation_error_message='Choose a file, or give a link.'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), models.Q(('withdrawn_by__isnull', False), models.Q(('withdrawn_reason', ''), _negated=True)), _connector='OR'), name='withdrawal_has_a_person_and_a_reason', violation_error_message="Explain why it is withdrawn."),
        ),
        migrations.AddIndex(
            model_name='flow',
            index=models.Index(fields=['contribution', 'kind', 'value_on'], name='flow_by_kind'),
        ),
        migrations.AddConstraint(
            model_name='flow',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='flow_is_positive', violation_error_message='The amount must be above zero.'),
        ),
        migrations.AddConstraint(
            model_name='flow',
            constraint=models.CheckConstraint(condition=models.Q(('rate__gt', 0)), name='flow_has_a_positive_rate'),
        ),
        migrations.AddConstraint(
            model_name='flow',
            constraint=models.CheckConstraint(condition=models.Q(('rate__lte', Decimal('9000000'))), name='flow_has_no_rate_too_large'),
        ),
        migrations.AddConstraint(
            model_name='indicatoractual',
            constraint=models.UniqueConstraint(fields=('update', 'indicator'), name='line_reports_an_indicator_once'),
        ),
        migrations.AddConstraint(
            model_name='indicatoractual',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('missing_reason', ''), ('value__isnull', False)), models.Q(('value__isnull', True), models.Q(('missing_reason', ''), _negated=True)), _connector='OR'), name='actual_has_a_value_or_a_reason', violation_error_message="Give either a value or the reason why there is no data, not both."),
        ),
        migrations.AddConstraint(
            model_name='indicatoractual',
            constraint=models.CheckConstraint(condition=models.Q(('value__isnull', True), ('value__gte', 0), _connector='OR'), name='actual_is_not_negative', violation_error_message="The value of an indicator must be zero or more."),
        ),
        migrations.AddConstraint(
            model_name='indicatoractual',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('denominator__isnull', True), ('numerator__isnull', True)), models.Q(('numerator__gte', 0), ('numerator__isnull', False), ('denominator__gt', 0), ('denominator__isnull', False)), _connector='OR'), name='percentage_has_numerator_and_denominator', violation_error_message="Give both numbers; the second must be above zero."),
        ),
        migrations.AddConstraint(
            model_name='actualbreakdown',
            constraint=models.UniqueConstraint(fields=('actual', 'dimension', 'category'), name='actual_has_each_category_once'),
        ),
        migrations.AddConstraint(
            model_name='actualbreakdown',
            constraint=models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='breakdown_is_not_negative', violation_error_message="A part must be zero or more."),
        ),
        migrations.AddIndex(
            model_name='ledgertotal',
            index=models.Index(fields=['cell', 'kind', 'month', 'amount'], name='total_by_cell'),
        ),
        migrations.AddConstraint(
            model_name='ledgertotal',
            constraint=models.UniqueConstraint(fields=('activity', 'cell', 'kind', 'month'), name='total_is_kept_once'),
        ),
        migrations.AddConstraint(
            model_name='milestoneachievement',
            constraint=models.UniqueConstraint(fields=('update', 'milestone'), name='line_reports_a_milestone_once'),
        ),
        migrations.AddConstraint(
            model_name='periodevent',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='locking_has_a_reason', violation_error_message="Explain why the period is locked or unlocked."),
        ),
        migrations.AddConstraint(
            model_name='risk',
            constraint=models.CheckConstraint(condition=models.Q(('consequence__range', (1, 5)), ('likelihood__range', (1, 5))), name='risk_levels_are_from_1_to_5', violation_error_message="A level must be a whole number from 1 to 5."),
        ),
        migrations.AddConstraint(
            model_name='statusoverride',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='override_has_a_reason', violation_error_message="Explain why you change the assessment."),
        ),
        migrations.AddConstraint(
            model_name='statusoverride',
            constraint=models.CheckConstraint(condition=models.Q(('colour', 'grey'), _negated=True), name='override_is_a_judgement'),
        ),
        migrations.RunSQL(FILL_TOTALS, migrations.RunSQL.noop),
        InstallGuards(),
    ]
