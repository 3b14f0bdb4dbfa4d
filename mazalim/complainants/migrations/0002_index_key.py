from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('complainants', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='complainant',
            name='index_key',
            field=models.CharField(blank=True, default='', max_length=16),
            preserve_default=False,
        ),
    ]
