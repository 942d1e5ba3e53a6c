import time

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from portal.catalogue.models import Entry
from portal.front.populating.mixing import mix
from portal.front.populating.writing import Templates, save_mixed


class Command(BaseCommand):
    help = (
        "Fill the catalogue with made-up entries, mixed from the real ones and marked as sample data, to see how the "
        "portal behaves when it is large."
    )

    def add_arguments(self, parser):
        parser.add_argument("entries", type=int, help="how many entries to add")
        parser.add_argument("--seed", type=int, default=1, help="another seed gives other entries")

    def handle(self, *args, entries, seed, **options):
        if not settings.DEBUG:
            raise CommandError(
                "Made-up entries do not belong into a public catalogue: set DEBUG=true if you mean it."
            )
        if entries < 1:
            raise CommandError("Say how many entries to add, 1 or more.")
        templates = Templates()
        if not templates.entries:
            raise CommandError("There is nothing to mix entries from. Run import_catalogue first.")
        first = Entry.objects.filter(is_sample=True, slug__startswith="sample-").count() + 1
        started = time.monotonic()
        save_mixed(mix(templates.entries, entries, first=first, seed=seed), templates, told=self.tell)
        self.stdout.write(f"{entries} made-up entries added in {time.monotonic() - started:.0f} s.")

    def tell(self, count: int) -> None:
        if count % 10_000 == 0:
            self.stdout.write(f"  {count}")
            self.stdout.flush()
