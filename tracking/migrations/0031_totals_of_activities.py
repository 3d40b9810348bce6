"""All that is posted on an activity is stored, so that its figures need none of its months."""

import appeal.models.money
import django.db.models.deletion
from django.db import migrations, models

from appeal.base.guards import InstallGuards, LiftGuards

OF_KIND = """SUM(CASE WHEN t.kind <> '{kind}' THEN 0
  WHEN t.reverses_id IS NULL THEN t.usd_amount ELSE -t.usd_amount END)"""
KINDS = ("commitment", "release", "disbursement", "expenditure")
# Read by both engines.
FILL = f"""
INSERT INTO tracking_activitytotal
 (activity_id, cell_id, {", ".join(KINDS)}, committed, last_on, last_posted_at)
SELECT t.activity_id, t.cell_id, {", ".join(OF_KIND.format(kind=kind) for kind in KINDS)},
  COALESCE((SELECT SUM(o.usd) FROM tracking_opencommitment o
    WHERE o.activity_id = t.activity_id AND o.cell_id = t.cell_id), 0),
  MAX(t.value_on), MAX(t.posted_at)
FROM tracking_transaction t WHERE t.posted_at IS NOT NULL
GROUP BY t.activity_id, t.cell_id
"""  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [
        ("appeal", "0013_lineage"),
        ("tracking", "0030_what_people_call_them"),
    ]

    operations = [
        LiftGuards(),
        migrations.CreateModel(
            name='ActivityTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('commitment', appeal.models.money.MoneyField(verbose_name='commitments, in USD')),
                ('release', appeal.models.money.MoneyField(verbose_name='releases, in USD')),
                ('disbursement', appeal.models.money.MoneyField(verbose_name='disbursements, in USD')),
                ('expenditure', appeal.models.money.MoneyField(verbose_name='expenditure, in USD')),
                ('committed', appeal.models.money.MoneyField(verbose_name='committed, not yet spent, in USD')),
                ('last_on', models.DateField(verbose_name='value date of the last entry')),
                ('last_posted_at', models.DateTimeField(verbose_name='last entry posted at')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appeal.activity', verbose_name='activity')),
                ('cell', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appeal.requirement', verbose_name='requirement line')),
            ],
            options={
                'verbose_name': 'stored total of an activity',
                'verbose_name_plural': 'stored totals of activities',
                'constraints': [models.UniqueConstraint(fields=('activity', 'cell'), name='activity_has_one_total_of_a_cell')],
            },
        ),
        migrations.RunSQL(FILL, "DELETE FROM tracking_activitytotal"),
        InstallGuards(),
    ]
