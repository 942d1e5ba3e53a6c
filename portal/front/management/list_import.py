"""What the commands share that bring one list of the database in line with its file."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.front.importing.faults import CatalogueFaults


class ListImport(BaseCommand):
    """Reads a file and says what it did. The sub-classes name the list and its import."""

    #: The project's own file.
    own: Path
    #: The import: takes the file, `dry_run` and `prune`, and returns its outcome, with a list for each of `actions`.
    bring: Callable[..., Any]
    actions: tuple[str, ...]
    #: What the list is called, and its rows.
    list_name: str
    rows_name: str
    #: What --prune does.
    prune_help: str

    def add_arguments(self, parser):
        parser.add_argument(
            "file",
            type=Path,
            nargs="?",
            default=self.own,
            metavar="FILE",
            help="the project's own if left out",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="print what would happen and change nothing"
        )
        parser.add_argument("--prune", action="store_true", help=self.prune_help)

    def handle(self, *args, **options):
        try:
            outcome = type(self).bring(
                Path(options["file"]), dry_run=options["dry_run"], prune=options["prune"]
            )
        except CatalogueFaults as refused:
            count = len(refused.faults)
            heading = f"{count} {'fault' if count == 1 else 'faults'}, nothing was changed:"
            raise CommandError("\n".join([heading, *refused.faults])) from refused
        if options["verbosity"]:
            for line in self.lines(outcome):
                self.stdout.write(line)
            if options["dry_run"]:
                self.stdout.write("dry run: nothing was written")

    def lines(self, outcome) -> Iterator[str]:
        """One line for each row that changed, those of `notes`, and one for all rows."""
        for action in self.actions[1:]:
            for code in getattr(outcome, action):
                yield f"{code}: {action}"
        yield from self.notes(outcome)
        counts = [f"{len(getattr(outcome, action))} {action}" for action in self.actions]
        yield f"{self.list_name}: {', '.join(counts)}, {outcome.unchanged} unchanged"
        if outcome.elsewhere:
            yield f"{len(outcome.elsewhere)} {self.rows_name} are not in the file and stay"

    def notes(self, outcome) -> Iterator[str]:
        """What an editor may want to look at."""
        yield from ()
