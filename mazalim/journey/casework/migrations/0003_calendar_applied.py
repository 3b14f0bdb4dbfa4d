from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_tasks")]

    operations = [
        migrations.CreateModel(
            name="CalendarApplied",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("seen_at", models.DateTimeField()),
                ("after", models.BigIntegerField(default=0)),
                ("is_done", models.BooleanField(default=False)),
            ],
        ),
    ]
