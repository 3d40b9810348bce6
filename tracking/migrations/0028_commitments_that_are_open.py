"""What each posted commitment leaves open is stored, as the database adds it up."""

import appeal.models.money
import django.db.models.deletion
import tracking.models.left_open
from appeal.base.guards import InstallGuards, LiftGuards
from django.db import migrations, models

SIGN = "CASE WHEN t.reverses_id IS NULL THEN 1 ELSE -1 END"
# Read by both engines.
FILL = f"""
INSERT INTO tracking_opencommitment
 (commitment_id, activity_id, cell_id, millionths, own_left, drawn_usd, last_on, last_posted_at)
SELECT c.id, c.activity_id, c.cell_id, CAST(ROUND(c.rate * 1000000) AS BIGINT),
  SUM({SIGN} * CASE WHEN t.against_id IS NULL THEN t.amount WHEN t.currency = c.currency
    THEN -t.amount ELSE 0 END),
  SUM({SIGN} * CASE WHEN t.against_id IS NULL OR t.currency = c.currency
    THEN 0 ELSE t.usd_amount END),
  MAX(t.value_on), MAX(t.posted_at)
FROM tracking_transaction t
JOIN tracking_transaction c ON c.id = COALESCE(t.against_id, t.reverses_id, t.id)
WHERE t.posted_at IS NOT NULL AND (t.kind = 'commitment' OR t.against_id IS NOT NULL)
GROUP BY c.id, c.activity_id, c.cell_id, c.rate
"""  # noqa: S608


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0011_people_are_logged'),
        ('tracking', '0027_drafts_of_a_past_day'),
    ]

    operations = [
        LiftGuards(),
        migrations.CreateModel(
            name='OpenCommitment',
            fields=[
                ('commitment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='tracking.transaction', verbose_name='outgoing commitment')),
                ('millionths', models.BigIntegerField(null=True, verbose_name='millionths of a unit per USD')),
                ('own_left', appeal.models.money.MoneyField(verbose_name='left in its own currency')),
                ('drawn_usd', appeal.models.money.MoneyField(verbose_name='drawn in other currencies, in USD')),
                ('last_on', models.DateField(db_index=True, verbose_name='value date of the last entry')),
                ('last_posted_at', models.DateTimeField(db_index=True, verbose_name='last entry posted at')),
                ('usd', models.GeneratedField(db_persist=True, expression=tracking.models.left_open.LeftOpen(), output_field=appeal.models.money.MoneyField(), verbose_name='left in USD')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appeal.activity', verbose_name='activity')),
                ('cell', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appeal.requirement', verbose_name='requirement line')),
            ],
            options={
                'verbose_name': 'open commitment',
                'verbose_name_plural': 'open commitments',
                'indexes': [models.Index(condition=models.Q(('usd__gt', 0)), fields=['cell', 'activity', 'last_on', 'last_posted_at', 'usd'], name='open_commitments_by_cell')],
            },
        ),
        migrations.RunSQL(FILL, "DELETE FROM tracking_opencommitment"),
        InstallGuards(),
    ]
