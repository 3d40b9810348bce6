from ..base.guards import (InstallGuards, LiftGuards)
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0004_the_clock_of_demonstration_data'),
    ]

    operations = [
        LiftGuards(),
        migrations.RemoveConstraint(
            model_name='membership',
            name='membership_is_for_an_office_or_a_region',
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('office__isnull', False), ('region__isnull', False), _connector='OR'), name='membership_is_for_an_office_or_a_region', violation_error_message="Choose the office or region for this role."),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('office__isnull', True), ('region__isnull', True), _connector='OR'), name='membership_is_not_for_both', violation_error_message='Choose either an office or a region, not both.'),
        ),
        InstallGuards(),
    ]
