"""manage.py import_consents [FILE]: publish the texts of consents that the database does not have yet."""

from portal.front.importing.consents import ACTIONS, OWN_TEXTS, import_consents
from portal.front.management.list_import import ListImport


class Command(ListImport):
    help = "Import and publish the texts that firms agree to: all of them or, if anything is wrong, none."
    own = OWN_TEXTS
    bring = import_consents
    actions = ACTIONS
    list_name = "texts of consents"
    rows_name = "texts"
    prune_help = "remove drafts that the file does not hold; published texts always stay"
