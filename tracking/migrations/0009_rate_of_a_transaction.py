from decimal import Decimal

from appeal.base.guards import (InstallGuards, LiftGuards)
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0003_second_person'),
        ('tracking', '0008_currency_of_a_flow'),
    ]

    operations = [
        LiftGuards(),
        migrations.AddConstraint(
            model_name='transaction',
            constraint=models.CheckConstraint(condition=models.Q(('rate__isnull', True), ('rate__lte', Decimal('9000000')), _connector='OR'), name='transaction_has_no_rate_too_large'),
        ),
        InstallGuards(),
    ]
