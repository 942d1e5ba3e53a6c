"""What facets ask about beside the tokens, so that PostgreSQL counts the entries that hold a word in one scan."""

import django.db.models.deletion
from django.db import migrations, models

PHASES = ("ends", "starts", "shuts")
COPY = """
UPDATE catalogue_entrytokens SET (profile_id, ends, starts, shuts, base) = (
    SELECT profile_id, ends, starts, shuts, base FROM catalogue_entryindex WHERE entry_id = index_id
)
"""
SCOPES = ("labels", "names", "head", "near", "whole")


def copy(apps, schema_editor):
    """Fill the new columns. Each changed row is another one to PostgreSQL, so its indexes are made again after it."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for scope in SCOPES if is_postgresql else ():
        schema_editor.execute(f"DROP INDEX catalogue_entrytokens_{scope}")
    schema_editor.execute(COPY)
    for scope in SCOPES if is_postgresql else ():
        schema_editor.execute(
            f"CREATE INDEX catalogue_entrytokens_{scope} ON catalogue_entrytokens USING gin ({scope}_tsv) "
            "WITH (fastupdate = off)"
        )


def profile(**options) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="catalogue.facetprofile",
        **options,
    )


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0005_vocabulary_and_relations")]

    operations = [
        *(
            migrations.AddField("entrytokens", name, models.IntegerField(default=0), preserve_default=False)
            for name in PHASES
        ),
        migrations.AddField(
            "entrytokens",
            "base",
            models.CharField(
                blank=True,
                choices=[
                    ("open", "Open"),
                    ("later", "Opens later"),
                    ("closed", "Closed"),
                    ("expired", "Ended"),
                    ("unknown", "Not known whether open"),
                ],
                default="",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AddField("entrytokens", "profile", profile(null=True)),
        migrations.RunPython(copy, migrations.RunPython.noop),
        migrations.AlterField("entrytokens", "profile", profile()),
    ]
