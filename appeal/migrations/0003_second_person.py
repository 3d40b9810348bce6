from ..base.guards import (InstallGuards, LiftGuards)
from django.db import migrations, models

FIELD = models.BooleanField(
    default=False,
    help_text='Whoever entered or changed a draft of the ledger does not post it: somebody else does. Without this it is allowed, and listed among the issues to fix.',
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
