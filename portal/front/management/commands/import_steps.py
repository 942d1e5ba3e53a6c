"""manage.py import_steps [FILE]: bring the landing steps in line with their file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.front.importing.faults import CatalogueFaults
from portal.front.importing.steps import ACTIONS, OWN_STEPS, Outcome, import_steps


class Command(BaseCommand):
    help = "Import the steps of landing plans: all of them or, if anything is wrong, none."

    def add_arguments(self, parser):
        parser.add_argument(
            "file",
            type=Path,
            nargs="?",
            default=OWN_STEPS,
            metavar="FILE",
            help="the project's own if left out",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="print what would happen and change nothing"
        )
        parser.add_argument("--prune", action="store_true", help="archive steps that the file does not hold")

    def handle(self, *args, **options):
        try:
            outcome = import_steps(Path(options["file"]), dry_run=options["dry_run"], prune=options["prune"])
        except CatalogueFaults as refused:
            count = len(refused.faults)
            heading = f"{count} {'fault' if count == 1 else 'faults'}, nothing was changed:"
            raise CommandError("\n".join([heading, *refused.faults])) from refused
        if options["verbosity"]:
            self.tell(outcome, dry_run=options["dry_run"])

    def tell(self, outcome: Outcome, *, dry_run: bool) -> None:
        """One line for all steps, one for each that changed."""
        for action in ACTIONS[1:]:
            for code in getattr(outcome, action):
                self.stdout.write(f"{code}: {action}")
        counts = [f"{len(getattr(outcome, action))} {action}" for action in ACTIONS]
        self.stdout.write(f"landing steps: {', '.join(counts)}, {outcome.unchanged} unchanged")
        if outcome.elsewhere:
            self.stdout.write(f"{len(outcome.elsewhere)} steps are not in the file and stay")
        if dry_run:
            self.stdout.write("dry run: nothing was written")
