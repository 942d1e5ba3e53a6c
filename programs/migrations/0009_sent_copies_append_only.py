"""The database itself keeps what was sent: copies are added, never changed or deleted.

PostgreSQL's TRUNCATE sets off no row trigger, and whoever owns the table can drop the triggers: against them the hash of
each copy, which the audit chain holds too, is the proof.
SQLite makes a table anew to change a column and forgets its triggers: a migration that alters SentCopy has to run
`guard` again. A test fails when it does not.
"""

from django.db import migrations

TABLE = "programs_sentcopy"
REFUSAL = "copies of what was sent are only ever added"

POSTGRESQL = [
    f"""
    CREATE FUNCTION sent_copy_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    f"""
    CREATE TRIGGER sent_copy_append_only BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION sent_copy_append_only()
    """,
]
SQLITE = [
    f"""
    CREATE TRIGGER sent_copy_no_update BEFORE UPDATE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """,
    f"""
    CREATE TRIGGER sent_copy_no_delete BEFORE DELETE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """,
]
POSTGRESQL_BACK = [
    f"DROP TRIGGER sent_copy_append_only ON {TABLE}",
    "DROP FUNCTION sent_copy_append_only()",
]
SQLITE_BACK = ["DROP TRIGGER sent_copy_no_update", "DROP TRIGGER sent_copy_no_delete"]


def guard(apps, schema_editor) -> None:
    """Put the triggers in place."""
    run(schema_editor, {"postgresql": POSTGRESQL, "sqlite": SQLITE})


def unguard(apps, schema_editor) -> None:
    """Take them away."""
    run(schema_editor, {"postgresql": POSTGRESQL_BACK, "sqlite": SQLITE_BACK})


def run(schema_editor, statements: dict[str, list[str]]) -> None:
    for statement in statements[schema_editor.connection.vendor]:
        # Without parameters, so that nothing in it is taken for a placeholder.
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("programs", "0008_application_batch")]

    operations = [migrations.RunPython(guard, unguard)]
