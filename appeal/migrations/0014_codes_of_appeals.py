"""No code of an appeal is a word of another address."""

import django.core.validators
from django.db import migrations, models

from ..base.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0013_lineage'),
    ]

    operations = [
        LiftGuards(),
        migrations.AlterField(
            model_name='appeal',
            name='code',
            field=models.CharField(max_length=20, unique=True, validators=[django.core.validators.RegexValidator('^[A-Z0-9]+(-[A-Z0-9]+)*$', 'Capital letters, digits and hyphens, such as MI2020-CNAC.'), django.core.validators.RegexValidator('(?i)^new$', 'This word is the address of another page. Choose a code such as MI2021-CNAC.', inverse_match=True)], verbose_name='code'),
        ),
        migrations.AlterField(
            model_name='historicalappeal',
            name='code',
            field=models.CharField(db_index=True, max_length=20, validators=[django.core.validators.RegexValidator('^[A-Z0-9]+(-[A-Z0-9]+)*$', 'Capital letters, digits and hyphens, such as MI2020-CNAC.'), django.core.validators.RegexValidator('(?i)^new$', 'This word is the address of another page. Choose a code such as MI2021-CNAC.', inverse_match=True)], verbose_name='code'),
        ),
        InstallGuards(),
    ]
