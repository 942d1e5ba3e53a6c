from django.core.management import BaseCommand

from portal.catalogue.search.indexing import rebuild_index


class Command(BaseCommand):
    help = "Make the search index again, from the entries as they are. Needed only after changes past the services."

    def handle(self, *args, **options):
        count = rebuild_index()
        self.stdout.write(f"{count} entries in the index.")
