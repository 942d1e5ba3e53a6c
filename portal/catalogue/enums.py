"""Closed lists of the catalogue format. Values are those of the YAML files (`portal/data/catalogue/schema.json`)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    MEASURE = "measure", _("Measure")
    PROGRAMME = "programme", _("Programme")
    INCUBATOR = "incubator", _("Incubator")
    SPACE = "space", _("Space")
    PLATFORM = "platform", _("Platform")
    STORY = "story", _("Story")


class Status(TextChoices):
    """What the newest source said. Compare the dates too: see `openness.py`."""

    IN_FORCE = "in-force", _("In force")
    ANNOUNCED = "announced", _("Announced, not yet usable")
    EXPIRED = "expired", _("Ended")
    UNKNOWN = "unknown", _("No sign that it still applies")


class Openness(TextChoices):
    OPEN = "open", _("Open")
    LATER = "later", _("Opens later")
    CLOSED = "closed", _("Closed")
    EXPIRED = "expired", _("Ended")
    UNKNOWN = "unknown", _("Not known whether open")


class Confidence(TextChoices):
    HIGH = "high", _("High: the official text or the operator's own page")
    MEDIUM = "medium", _("Medium: reputable press or advisers, or several weaker sources that agree")
    LOW = "low", _("Low: a single passing mention or an undated list")


class ChangeKind(TextChoices):
    """What happened to an entry that the public could see."""

    ADDED = "added", _("Added to the catalogue")
    CHANGED = "changed", _("Changed")
    ARCHIVED = "archived", _("Taken out of the catalogue")
    RESTORED = "restored", _("Brought back into the catalogue")


class RelationKind(TextChoices):
    """How two entries go together. It holds in both directions."""

    STACKS = "stacks", _("Can be used together with")
    EXCLUDES = "excludes", _("Cannot be used together with")


class Currency(TextChoices):
    CNY = "CNY", "CNY"
    HKD = "HKD", "HKD"
    USD = "USD", "USD"


class FactType(TextChoices):
    BOOL = "bool", _("Yes or no")
    INT = "int", _("Whole number")
    CHOICE = "choice", _("One of a list")
    MULTI_CHOICE = "multi-choice", _("Any of a list")


class FactSubject(TextChoices):
    FOUNDER = "founder", _("Founder")
    FIRM = "firm", _("Firm")
    SHENZHEN_ENTITY = "shenzhen-entity", _("Shenzhen entity")
    LEASE = "lease", _("Lease")
    PROJECT = "project", _("Project")
    PERSON_APPLYING = "person-applying", _("Person applying")


class FactGroup(TextChoices):
    ABOUT_YOU = "about-you", _("About you")
    YOUR_FIRM = "your-firm", _("Your firm")
    PEOPLE = "people", _("People")
    SHENZHEN_PRESENCE = "shenzhen-presence", _("Presence in Shenzhen")
    MONEY_AND_TAX = "money-and-tax", _("Money and tax")
    RESEARCH_AND_IP = "research-and-ip", _("Research and intellectual property")
    SPACE = "space", _("Space")
    SPECIALIST = "specialist", _("Specialist")


class TermKind(TextChoices):
    SYNONYM = "synonym", _("Synonyms")
    TWIN = "twin", _("Twin term")


class Topic(TextChoices):
    """What a twin term is about: the order of the glossary."""

    SUPPORT = "support", _("Public support")
    COMPANY = "company", _("Company and papers")
    TAX = "tax", _("Tax and accounts")
    STAFF = "staff", _("Hiring and staff")
    CROSSING = "crossing", _("People and goods across the boundary")
    PREMISES = "premises", _("Premises and housing")
    MONEY = "money", _("Banks and financing")
    RESEARCH = "research", _("Research and intellectual property")
    LAW = "law", _("Law and data")
