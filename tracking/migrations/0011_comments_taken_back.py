import django.db.models.deletion
from appeal.base.guards import (InstallGuards, LiftGuards)
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('tracking', '0010_questions'),
    ]

    operations = [
        LiftGuards(),
        migrations.AddField(
            model_name='comment',
            name='withdrawn_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name="removed at"),
        ),
        migrations.AddField(
            model_name='comment',
            name='withdrawn_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name="removed by"),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('body', ''), ('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='a_comment_is_taken_back_by_somebody_with_its_words'),
        ),
        InstallGuards(),
    ]
