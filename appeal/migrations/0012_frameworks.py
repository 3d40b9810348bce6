"""Headings become those of a framework, and what kind each is becomes its text."""

from django.core.validators import RegexValidator
from django.db import migrations, models
import django.db.models.deletion

from ..base.guards import InstallGuards, LiftGuards

CODE = RegexValidator("^[A-Z0-9]+(-[A-Z0-9]+)*$", "Capital letters, digits and hyphens, such as O1.")
# What every appeal stood under until now; the first row of its table.
FIRST_ID = 1
FIRST = {
    "code": "MIGOF",
    "title_en": "Migration Governance Framework",
    "title_es": "Marco de Gobernanza sobre la Migración",
    "title_fr": "Cadre de gouvernance des migrations",
}
KINDS = {
    "principle": {"kind_en": "principle", "kind_es": "principio", "kind_fr": "principe"},
    "objective": {"kind_en": "objective", "kind_es": "objetivo", "kind_fr": "objectif"},
}


def make_first(apps, schema_editor):
    Framework, Heading, Appeal = (
        apps.get_model("appeal", name) for name in ("Framework", "Heading", "Appeal")
    )
    if Heading.objects.exists() or Appeal.objects.exists():
        Framework.objects.create(**FIRST)
    for kind, words in KINDS.items():
        Heading.objects.filter(kind=kind).update(**words)


def drop_first(apps, schema_editor):
    Heading = apps.get_model("appeal", "Heading")
    for kind, words in KINDS.items():
        Heading.objects.filter(kind_en=words["kind_en"]).update(kind=kind)


def kind(language):
    return models.CharField(blank=True, default="", max_length=50, verbose_name=f"kind in {language}")


def framework(related_name, **more):
    return models.ForeignKey(
        "appeal.framework",
        django.db.models.deletion.PROTECT,
        default=FIRST_ID,
        related_name=related_name,
        verbose_name="framework",
        **more,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0011_people_are_logged'),
    ]

    operations = [
        LiftGuards(),
        migrations.CreateModel(
            name='Framework',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, validators=[CODE], verbose_name='code')),
                ('title_en', models.CharField(max_length=200, verbose_name='title in English')),
                ('title_es', models.CharField(blank=True, max_length=200, verbose_name='title in Spanish')),
                ('title_fr', models.CharField(blank=True, max_length=200, verbose_name='title in French')),
            ],
            options={
                'verbose_name': 'framework',
                'verbose_name_plural': 'frameworks',
            },
        ),
        migrations.AlterField('heading', 'kind', models.CharField(max_length=10, verbose_name='kind', default='objective')),
        migrations.AddField('heading', 'kind_en', kind('English'), preserve_default=False),
        migrations.AddField('heading', 'kind_es', kind('Spanish'), preserve_default=False),
        migrations.AddField('heading', 'kind_fr', kind('French'), preserve_default=False),
        migrations.RunPython(make_first, drop_first),
        migrations.RemoveField('heading', 'kind'),
        migrations.AddField('heading', 'framework', framework('headings'), preserve_default=False),
        migrations.AlterField('heading', 'code', models.CharField(max_length=8, validators=[CODE], verbose_name='code')),
        migrations.AlterField('heading', 'order', models.PositiveSmallIntegerField(verbose_name='order')),
        migrations.AddConstraint('heading', models.UniqueConstraint(fields=('framework', 'code'), name='heading_code_is_unique_in_a_framework')),
        migrations.AddConstraint('heading', models.UniqueConstraint(fields=('framework', 'order'), name='heading_order_is_unique_in_a_framework')),
        migrations.AddField('appeal', 'framework', framework('appeals'), preserve_default=False),
        migrations.AddField(
            'historicalappeal',
            'framework',
            models.ForeignKey('appeal.framework', blank=True, null=True, db_constraint=False, default=FIRST_ID, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', verbose_name='framework'),
            preserve_default=False,
        ),
        InstallGuards(),
    ]
