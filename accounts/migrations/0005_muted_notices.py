import accounts.rules
from django.db import migrations, models


def mute_news(apps, schema_editor):
    """Who wanted no news of what fits has muted its topic."""
    apps.get_model("accounts", "User").objects.filter(match_news=False).update(muted=["matches"])


def want_no_news(apps, schema_editor):
    users = apps.get_model("accounts", "User").objects
    muted = [pk for pk, topics in users.values_list("pk", "muted") if "matches" in topics]
    users.filter(pk__in=muted).update(match_news=False)


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0004_consents"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="muted",
            field=models.JSONField(
                blank=True,
                default=list,
                validators=[accounts.rules.validate_topics],
                verbose_name="notifications turned off",
            ),
        ),
        migrations.RunPython(mute_news, want_no_news),
        migrations.RemoveField(model_name="user", name="match_news"),
    ]
