"""Guards refuse in sentences that pages and the admin translate."""

from django.db import migrations

from appeal.base.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):

    dependencies = [
        ("tracking", "0041_distributions_are_called_so"),
        ("appeal", "0020_review_of_access"),
    ]

    operations = [LiftGuards(), InstallGuards()]
