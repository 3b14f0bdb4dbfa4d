import django.db.models.deletion
from django.db import migrations, models


def say_for_which_body(apps, schema_editor):
    """Openings from before are put down to the body that holds the case."""
    opening = apps.get_model("complaints", "Opening")
    complaint = apps.get_model("complaints", "Complaint")
    holder = complaint.objects.filter(pk=models.OuterRef("complaint_id")).values("body_id")
    opening.objects.update(body_id=models.Subquery(holder))


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0002_entries_in_order_of_writing"),
        ("directory", "0001_initial"),
    ]
    operations = [
        migrations.AddField(
            "opening",
            "body",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.publicbody"),
        ),
        migrations.RunPython(say_for_which_body, migrations.RunPython.noop),
        migrations.AlterField(
            "opening",
            "body",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.publicbody"),
        ),
    ]
