"""What goes on in another appeal: parts of contributions, commitments carried over."""

import django.db.models.deletion
from appeal.base.guards import InstallGuards, LiftGuards
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0013_lineage'),
        ('tracking', '0032_notices'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        LiftGuards(),
        migrations.RemoveConstraint(
            model_name='contributionassignment',
            name='assignment_moves_money_down',
        ),
        migrations.AddField(
            model_name='contributionassignment',
            name='into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='tracking.contribution', verbose_name='to the contribution of another appeal'),
        ),
        migrations.AddConstraint(
            model_name='contributionassignment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('heading__isnull', True), ('into__isnull', False), ('office__isnull', True)), models.Q(('into__isnull', True), models.Q(('from_office__isnull', True), models.Q(('office', models.F('from_office')), ('office__isnull', False)), _connector='OR'), models.Q(('from_heading__isnull', True), models.Q(('heading', models.F('from_heading')), ('heading__isnull', False)), _connector='OR'), models.Q(models.Q(('from_office__isnull', True), ('office__isnull', False)), models.Q(('from_heading__isnull', True), ('heading__isnull', False)), _connector='OR')), _connector='OR'), name='assignment_moves_money_down', violation_error_message='Money can only move down: choose a place within the one where it is now.'),
        ),
        migrations.AddField(
            model_name='historicaltransaction',
            name='continues',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tracking.transaction', verbose_name='carried over from the commitment'),
        ),
        migrations.AddField(
            model_name='transaction',
            name='continues',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carried_on', to='tracking.transaction', verbose_name='carried over from the commitment'),
        ),
        migrations.AddIndex(
            model_name='transaction',
            index=models.Index(condition=models.Q(('continues__isnull', False)), fields=['continues'], name='commitments_carried_over'),
        ),
        migrations.AddConstraint(
            model_name='transaction',
            constraint=models.CheckConstraint(condition=models.Q(('continues__isnull', True), ('kind', 'commitment'), _connector='OR'), name='only_a_commitment_is_carried_over'),
        ),
        InstallGuards(),
    ]
