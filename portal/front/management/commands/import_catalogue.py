"""manage.py import_catalogue DIR: bring the database in line with a catalogue directory."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.front.importing.faults import CatalogueFaults
from portal.front.importing.run import import_catalogue
from portal.front.importing.telling import tell_rows, tell_totals


class Command(BaseCommand):
    help = "Import a catalogue directory: all of it or, if anything is wrong, nothing."

    def add_arguments(self, parser):
        parser.add_argument(
            "directory", type=Path, metavar="DIR", help="folder in the catalogue's YAML format"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="print what would happen and change nothing"
        )
        parser.add_argument("--prune", action="store_true", help="archive what the folder does not hold")

    def handle(self, *args, **options):
        dry_run = options["dry_run"]
        try:
            plan = import_catalogue(Path(options["directory"]), dry_run=dry_run, prune=options["prune"])
        except CatalogueFaults as refused:
            count = len(refused.faults)
            heading = f"{count} {'fault' if count == 1 else 'faults'}, nothing was changed:"
            raise CommandError("\n".join([heading, *refused.faults])) from refused
        if options["verbosity"]:
            for line in tell_rows(plan, everything=dry_run or options["verbosity"] > 1):
                self.stdout.write(line)
            for line in tell_totals(plan):
                self.stdout.write(line)
            if dry_run:
                self.stdout.write("dry run: nothing was written")
