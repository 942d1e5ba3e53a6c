"""Bring a fresh checkout to a running state: migrate, import the catalogue, and on request make the sample accounts."""

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import transaction

from portal.catalogue import revision
from portal.catalogue.models import Entry
from portal.front.demo.applications import create_applications
from portal.front.demo.data import demo_data
from portal.front.demo.intakes import create_intakes
from portal.front.demo.people import PASSWORD, create_accounts, create_firms, create_units
from portal.front.importing.consents import is_empty as no_consent_texts
from portal.front.importing.shape import OWN_CATALOGUE
from portal.front.importing.steps import is_empty as no_steps
from portal.front.importing.vocabulary import is_empty as no_vocabulary
from programs.services.rates import SAMPLE, SAMPLE_DAY, ensure_rate


class Command(BaseCommand):
    help = "Migrate the database and import the catalogue; with --demo also make sample accounts and applications."

    def add_arguments(self, parser):
        parser.add_argument(
            "--demo", action="store_true", help="make sample accounts, intakes and applications"
        )
        parser.add_argument(
            "--demo-without-debug",
            action="store_true",
            help="allow --demo although DEBUG is off: anybody can then sign in with the published password",
        )

    def handle(self, *args, demo, demo_without_debug, **options):
        if demo and not settings.DEBUG and not demo_without_debug:
            raise CommandError(
                "Sample accounts have a published password, so they are refused while DEBUG is off. "
                "Set DEBUG=true, or say --demo-without-debug if you mean it."
            )
        call_command("migrate", verbosity=0, interactive=False)
        self.fill_catalogue()
        if no_vocabulary():
            call_command("import_vocabulary", stdout=self.stdout)
        if no_steps():
            call_command("import_steps", stdout=self.stdout)
        if no_consent_texts():
            call_command("import_consents", stdout=self.stdout)
        if ensure_rate():
            self.stdout.write(
                f"exchange rate: CNY 1 = HKD {SAMPLE} on {SAMPLE_DAY}, a sample; enter the real one"
            )
        if demo:
            self.make_samples()

    def fill_catalogue(self) -> None:
        """Import the catalogue into an empty portal. Later starts leave alone what editors have changed since."""
        entries = Entry.objects.filter(is_sample=False).count()
        if entries:
            self.stdout.write(
                f"The catalogue is there: {entries} entries. `import_catalogue DIR` brings it up to date."
            )
        else:
            call_command("import_catalogue", str(OWN_CATALOGUE), stdout=self.stdout)

    @transaction.atomic
    def make_samples(self) -> None:
        revision.bump()
        people = create_accounts()
        create_units()
        create_applications(people, create_firms(people), create_intakes())
        self.stdout.write("")
        self.stdout.write(f"Sample accounts (password {PASSWORD}):")
        for row in demo_data()["accounts"]:
            self.stdout.write(f"  {row['email']:<26}{row.get('role', 'founder')}")
