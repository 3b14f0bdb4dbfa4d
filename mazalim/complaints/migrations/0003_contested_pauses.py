from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0002_linked_cases")]

    operations = [
        migrations.AddField("complaint", "open_question", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "complaint",
            "pause_contest",
            models.CharField(blank=True, choices=[("open", "Open"), ("upheld", "Upheld")], max_length=8),
        ),
        migrations.AddField("complaint", "paused_days", models.PositiveSmallIntegerField(default=0)),
    ]
