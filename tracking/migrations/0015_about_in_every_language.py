"""What a row of an upload is about is kept in every language; what is there has one only."""

from typing import Any

from appeal.base.guards import (InstallGuards, LiftGuards)
from django.db import migrations, models

BATCH = 2000


def keep_names(apps: Any, _editor: Any) -> None:
    rows = apps.get_model('tracking', 'UploadRow').objects
    named = []
    for row in rows.exclude(name='').only('name', 'about').iterator(BATCH):
        row.about = row.name
        named.append(row)
        if len(named) == BATCH:
            rows.bulk_update(named, ['about'])
            named.clear()
    rows.bulk_update(named, ['about'])


def keep_one(apps: Any, _editor: Any) -> None:
    rows = apps.get_model('tracking', 'UploadRow').objects
    for row in rows.only('name', 'about').iterator(BATCH):
        kept = row.about
        row.name = (kept if isinstance(kept, str) else kept.get('en', ''))[:200]
        row.save(update_fields=['name'])


class Migration(migrations.Migration):

    dependencies = [
        ('tracking', '0014_words'),
    ]

    operations = [
        LiftGuards(),
        migrations.AddField(
            model_name='uploadrow',
            name='about',
            field=models.JSONField(blank=True, default=str, verbose_name='about'),
        ),
        migrations.RunPython(keep_names, keep_one),
        migrations.RemoveField(model_name='uploadrow', name='name'),
        InstallGuards(),
    ]
