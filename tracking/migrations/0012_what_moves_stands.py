"""Guards look at where a row was and where it goes; reports and uploads keep all they said."""

from appeal.base.guards import (InstallGuards, LiftGuards)
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0008_lowered_reason'),
        ('tracking', '0011_comments_taken_back'),
    ]

    operations = [LiftGuards(), InstallGuards()]
