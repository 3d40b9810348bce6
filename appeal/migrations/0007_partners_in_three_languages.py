from ..base.guards import (InstallGuards, LiftGuards)
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0006_reversal_of_a_revision'),
    ]

    operations = [
        LiftGuards(),
        *(
            operation
            for model in ('partner', 'historicalpartner')
            for operation in (
                migrations.RenameField(model, 'name', 'name_en'),
                migrations.AddField(model, 'name_es', models.CharField(blank=True, default='', max_length=200, verbose_name='name in Spanish'), preserve_default=False),
                migrations.AddField(model, 'name_fr', models.CharField(blank=True, default='', max_length=200, verbose_name='name in French'), preserve_default=False),
            )
        ),
        migrations.AlterField('partner', 'name_en', models.CharField(max_length=200, unique=True, verbose_name='name in English')),
        migrations.AlterField('historicalpartner', 'name_en', models.CharField(db_index=True, max_length=200, verbose_name='name in English')),
        InstallGuards(),
    ]
