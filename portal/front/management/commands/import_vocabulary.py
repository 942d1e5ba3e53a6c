"""manage.py import_vocabulary [FILE]: bring the vocabulary in line with its file."""

from collections.abc import Iterator

from portal.front.importing.vocabulary import ACTIONS, OWN_VOCABULARY, Outcome, import_vocabulary
from portal.front.management.list_import import ListImport


class Command(ListImport):
    help = "Import the vocabulary of search and glossary: all of it or, if anything is wrong, nothing."
    own = OWN_VOCABULARY
    bring = import_vocabulary
    actions = ACTIONS
    list_name = "vocabulary"
    rows_name = "terms"
    prune_help = "remove terms that the file does not hold"

    def notes(self, outcome: Outcome) -> Iterator[str]:
        """One line for each word that stands twice."""
        for word, codes in outcome.shared.items():
            yield f"note: {word!r} stands in {', '.join(codes)}: a search for it follows all of them"
