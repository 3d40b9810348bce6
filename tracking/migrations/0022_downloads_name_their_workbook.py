"""A download names its workbook: a report is an office's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracking", "0021_entries_of_an_activity")]

    operations = [
        migrations.RemoveIndex("download", "downloads_by_person"),
        migrations.RenameField("download", "report", "workbook"),
        migrations.AlterField(
            "download", "workbook", models.CharField(max_length=5, verbose_name="Excel report")
        ),
        migrations.AddIndex(
            "download",
            models.Index(fields=["by", "appeal", "workbook"], name="downloads_by_person"),
        ),
    ]
