"""manage.py import_steps [FILE]: bring the landing steps in line with their file."""

from portal.front.importing.steps import ACTIONS, OWN_STEPS, import_steps
from portal.front.management.list_import import ListImport


class Command(ListImport):
    help = "Import the steps of landing plans: all of them or, if anything is wrong, none."
    own = OWN_STEPS
    bring = import_steps
    actions = ACTIONS
    list_name = "landing steps"
    rows_name = "steps"
    prune_help = "archive steps that the file does not hold"
