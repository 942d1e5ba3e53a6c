from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class StaffRole(TextChoices):
    """What a person does for the zone. Founders have none."""

    NONE = "", _("None (founder)")
    REVIEWER = "reviewer", _("Reviewer")
    OFFICER = "officer", _("Officer")
    EDITOR = "editor", _("Policy editor")
    ADMINISTRATOR = "administrator", _("Administrator")


class MemberRole(TextChoices):
    """What a person may do for a firm. The owner signs."""

    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")
    VIEWER = "viewer", _("Viewer")


class FirmSide(TextChoices):
    """Which bank a firm is registered on."""

    HONG_KONG = "hong-kong", _("Hong Kong company")
    SHENZHEN = "shenzhen", _("Shenzhen company")
    NOT_YET = "not-yet", _("Not registered yet")


class ConsentPurpose(TextChoices):
    """What a firm allows. Each purpose has a text of its own."""

    SHARE = "share", _("Share an application and its papers with the body that decides")
    TRANSFER = "transfer", _("Send personal data across the boundary")


class Bank(TextChoices):
    """On which side of the boundary a body keeps what it is given."""

    SOUTH = "south", _("Hong Kong")
    NORTH = "north", _("the Mainland")
