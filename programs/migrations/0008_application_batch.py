from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0007_sent_copies")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="batch",
            field=models.UUIDField(blank=True, db_index=True, editable=False, null=True),
        ),
    ]
