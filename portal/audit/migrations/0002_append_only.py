"""The database itself keeps the record: entries are added, never changed or deleted.

One column may change: `actor` becomes empty when the account is deleted. The row outlives the account.

PostgreSQL's TRUNCATE sets off no row trigger and stays open to the owner of the table, as does dropping the triggers:
against whoever holds the database the chain of hashes is the proof, and these are the lock on the door.
SQLite makes a table anew to change a column and forgets its triggers: a migration that alters AuditEntry has to run
`guard` again. A test fails when it does not.
"""

from django.db import migrations

TABLE = "audit_auditentry"
COLUMNS = (
    *("id", "at", "actor_label", "action", "target_type", "target_id", "target_label"),
    *("data", "request_id", "previous_hash", "hash"),
)
REFUSAL = "audit entries are only ever added"

POSTGRESQL = [
    f"""
    CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.actor_id IS NULL
            AND to_jsonb(NEW) - 'actor_id' = to_jsonb(OLD) - 'actor_id' THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    f"""
    CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION audit_append_only()
    """,
]
SQLITE = [
    f"""
    CREATE TRIGGER audit_no_update BEFORE UPDATE ON {TABLE}
    WHEN NEW.actor_id IS NOT NULL OR {" OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in COLUMNS)}
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """,
    f"""
    CREATE TRIGGER audit_no_delete BEFORE DELETE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """,
]
POSTGRESQL_BACK = [f"DROP TRIGGER audit_append_only ON {TABLE}", "DROP FUNCTION audit_append_only()"]
SQLITE_BACK = ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"]


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
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
