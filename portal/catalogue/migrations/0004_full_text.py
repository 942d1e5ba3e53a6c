"""The database's own full-text index over `EntryTokens`: FTS5 on SQLite, stored vectors with GIN on PostgreSQL.

Vectors are made of arrays, not by PostgreSQL's parser: what counts as a word is decided in `search.tokens`, and the
parser would drop Chinese under some locales. For FTS5 `ascii` cuts at the spaces between tokens and nowhere else; the
tables of `unicode61` would cut rare letters out of a word and refuse the query, as a phrase.
"""

from django.db import migrations

SQLITE = """
CREATE VIRTUAL TABLE catalogue_entrytext USING fts5(
    names, sounds, labels, summary, details,
    content='catalogue_entrytokens', content_rowid='index_id',
    tokenize="ascii", detail=column, columnsize=0
)
"""

SCOPES = {
    "labels": ("labels",),
    "names": ("names", "sounds"),
    "head": ("names", "sounds", "labels"),
    "near": ("names", "sounds", "labels", "summary"),
    "whole": ("names", "sounds", "labels", "summary", "details"),
}


# A function of its own for each scope: it forbids the sequential scan, which looks cheap to the planner and is not,
# because it unpacks the vector of every row. The index alone answers. ROWS keeps what is joined to it a hash join.
FUNCTION = """
CREATE FUNCTION catalogue_found_{scope}(tsquery) RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE ROWS 20000 SET enable_seqscan = off
AS 'SELECT index_id FROM catalogue_entrytokens WHERE {scope}_tsv @@ $1'
"""


def postgresql() -> list[str]:
    # Texts and vectors out of line: the rows that the index points at are then a few bytes each.
    statements = ["ALTER TABLE catalogue_entrytokens SET (toast_tuple_target = 128)"]
    for scope, columns in SCOPES.items():
        text = " || ' ' || ".join(columns)
        statements += [
            f"ALTER TABLE catalogue_entrytokens ADD COLUMN {scope}_tsv tsvector GENERATED ALWAYS AS "
            f"(array_to_tsvector(array_remove(string_to_array({text}, ' '), ''))) STORED",
            f"ALTER TABLE catalogue_entrytokens ALTER COLUMN {scope}_tsv SET STORAGE EXTERNAL",
            f"CREATE INDEX catalogue_entrytokens_{scope} ON catalogue_entrytokens USING gin ({scope}_tsv) "
            "WITH (fastupdate = off)",
            FUNCTION.format(scope=scope),
        ]
    return statements


def create(apps, schema_editor):
    statements = [SQLITE] if schema_editor.connection.vendor == "sqlite" else postgresql()
    for statement in statements:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE catalogue_entrytext")
        return
    for scope in SCOPES:
        schema_editor.execute(f"DROP FUNCTION catalogue_found_{scope}")
        schema_editor.execute(f"ALTER TABLE catalogue_entrytokens DROP COLUMN {scope}_tsv")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_search_index")]

    operations = [migrations.RunPython(create, drop)]
