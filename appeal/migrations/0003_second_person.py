from ..base.guards import (InstallGuards, LiftGuards)
from django.db import migrations, models

FIELD = models.BooleanField(
    default=False,
    help_text=(
        "If ticked, nobody can post a draft entry that they entered or changed. If not, they"
        " can, and it is listed among the issues to fix."
    ),
    verbose_name='posting needs a second person',
)


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0002_tracking_in_full'),
    ]

    operations = [
        LiftGuards(),
        migrations.AddField(model_name='appeal', name='needs_second_person', field=FIELD),
        migrations.AddField(model_name='historicalappeal', name='needs_second_person', field=FIELD),
        InstallGuards(),
    ]
