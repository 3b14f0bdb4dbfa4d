from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0004_conflicts"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="exclusion", name="exclusion_once"),
        migrations.AddConstraint(
            model_name="exclusion",
            constraint=models.UniqueConstraint(fields=("complaint", "officer", "why"), name="exclusion_once_a_reason"),
        ),
    ]
