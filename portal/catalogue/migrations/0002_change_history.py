"""The public history of entries. What is in the catalogue already begins its history with the day it came in.

The database refuses to change a row of it. (A row goes only with its entry, and only drafts are ever deleted.)
SQLite makes a table anew to change a column and forgets its triggers: a migration that alters Change has to run
`guard` again. A test fails when it does not.
"""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


TABLE = "catalogue_change"
REFUSAL = "the history of entries is only ever added to"

POSTGRESQL = [
    f"""
    CREATE FUNCTION change_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    f"""
    CREATE TRIGGER change_append_only BEFORE UPDATE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION change_append_only()
    """,
]
SQLITE = [
    f"""
    CREATE TRIGGER change_no_update BEFORE UPDATE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """,
]
POSTGRESQL_BACK = [f"DROP TRIGGER change_append_only ON {TABLE}", "DROP FUNCTION change_append_only()"]
SQLITE_BACK = ["DROP TRIGGER change_no_update"]


def guard(apps, schema_editor) -> None:
    """Put the trigger in place."""
    run(schema_editor, {"postgresql": POSTGRESQL, "sqlite": SQLITE})


def unguard(apps, schema_editor) -> None:
    """Take it away."""
    run(schema_editor, {"postgresql": POSTGRESQL_BACK, "sqlite": SQLITE_BACK})


def run(schema_editor, statements: dict[str, list[str]]) -> None:
    for statement in statements[schema_editor.connection.vendor]:
        # Without parameters, so that nothing in it is taken for a placeholder.
        schema_editor.execute(statement, params=None)


def begin_histories(apps, schema_editor) -> None:
    """One line for each entry that was ever public, and one more for each that was archived since."""
    entries = apps.get_model("catalogue", "Entry").objects.filter(published_at__isnull=False).order_by("pk")
    change = apps.get_model("catalogue", "Change")
    rows = []
    for pk, published_at, archived_at in entries.values_list("pk", "published_at", "archived_at"):
        rows.append(change(entry_id=pk, at=published_at, what="added"))
        if archived_at:
            rows.append(change(entry_id=pk, at=archived_at, what="archived"))
    change.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='at')),
                ('what', models.CharField(choices=[('added', 'Added to the catalogue'), ('changed', 'Changed'), ('archived', 'Taken out of the catalogue'), ('restored', 'Brought back into the catalogue')], max_length=10, verbose_name='what happened')),
                ('fields', models.JSONField(blank=True, default=list, verbose_name='what changed')),
                ('version', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='version')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='catalogue.entry', verbose_name='catalogue entry')),
            ],
            options={
                'verbose_name': 'change of an entry',
                'verbose_name_plural': 'changes of entries',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['entry', '-at'], name='change_of_entry')],
            },
        ),
        migrations.RunPython(guard, unguard),
        migrations.RunPython(begin_histories, migrations.RunPython.noop),
    ]
