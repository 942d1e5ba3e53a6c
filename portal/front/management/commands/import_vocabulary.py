"""manage.py import_vocabulary [FILE]: bring the vocabulary in line with its file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.front.importing.faults import CatalogueFaults
from portal.front.importing.vocabulary import ACTIONS, OWN_VOCABULARY, Outcome, import_vocabulary


class Command(BaseCommand):
    help = "Import the vocabulary of search and glossary: all of it or, if anything is wrong, nothing."

    def add_arguments(self, parser):
        parser.add_argument(
            "file",
            type=Path,
            nargs="?",
            default=OWN_VOCABULARY,
            metavar="FILE",
            help="the project's own if left out",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="print what would happen and change nothing"
        )
        parser.add_argument("--prune", action="store_true", help="remove terms that the file does not hold")

    def handle(self, *args, **options):
        try:
            outcome = import_vocabulary(
                Path(options["file"]), dry_run=options["dry_run"], prune=options["prune"]
            )
        except CatalogueFaults as refused:
            count = len(refused.faults)
            heading = f"{count} {'fault' if count == 1 else 'faults'}, nothing was changed:"
            raise CommandError("\n".join([heading, *refused.faults])) from refused
        if options["verbosity"]:
            self.tell(outcome, dry_run=options["dry_run"])

    def tell(self, outcome: Outcome, *, dry_run: bool) -> None:
        """One line for all terms, one for each that changed, one for each word that stands twice."""
        for action in ACTIONS[1:]:
            for code in getattr(outcome, action):
                self.stdout.write(f"{code}: {action}")
        for word, codes in outcome.shared.items():
            self.stdout.write(
                f"note: {word!r} stands in {', '.join(codes)}: a search for it follows all of them"
            )
        counts = [f"{len(getattr(outcome, action))} {action}" for action in ACTIONS]
        self.stdout.write(f"vocabulary: {', '.join(counts)}, {outcome.unchanged} unchanged")
        if outcome.elsewhere:
            self.stdout.write(f"{len(outcome.elsewhere)} terms are not in the file and stay")
        if dry_run:
            self.stdout.write("dry run: nothing was written")
