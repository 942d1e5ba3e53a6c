"""manage.py check_readings: list the readings of benefits that have lapsed."""

from django.core.management.base import BaseCommand, CommandError

from programs.selectors.readings import lapsed_in_catalogue


class Command(BaseCommand):
    help = (
        "List the rows of portal/data/benefit_readings.yaml whose words no public entry has any more. "
        "Fails where there are any."
    )

    def handle(self, *args, **options):
        lapsed = lapsed_in_catalogue()
        for slug, words in lapsed.items():
            for text in words:
                self.stdout.write(f"{slug}: {text}")
        if count := sum(map(len, lapsed.values())):
            raise CommandError(f"{count} {'reading has' if count == 1 else 'readings have'} lapsed")
        if options["verbosity"]:
            self.stdout.write("every reading has its words")
