"""Sample accounts, firms and units. Every function leaves alone what is already there."""

from decimal import Decimal

from allauth.account.models import EmailAddress

from accounts.enums import MemberRole, StaffRole
from accounts.models import Firm, Membership, User
from portal.catalogue.enums import Currency
from spaces.models import Place, Unit

from .data import demo_data

#: Printed at every start of a demonstration; worthless anywhere else.
PASSWORD = "launchpad-sample"  # noqa: S105
BACK_OFFICE = {StaffRole.EDITOR, StaffRole.ADMINISTRATOR}


def create_accounts() -> dict[str, User]:
    """The sample accounts by key, with confirmed addresses."""
    return {row["key"]: create_account(row) for row in demo_data()["accounts"]}


def create_account(row: dict) -> User:
    user = User.objects.filter(email=row["email"]).first()
    if user is None:
        role = row.get("role", "")
        user = User.objects.create_user(
            row["email"],
            PASSWORD,
            name=row["name"],
            language=row["language"],
            role=role,
            is_demo=True,
            is_staff=role in BACK_OFFICE,
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def create_firms(people: dict[str, User]) -> dict[str, Firm]:
    """The sample firms by key, with their members."""
    firms = {}
    for row in demo_data()["firms"]:
        firm, created = Firm.objects.get_or_create(
            side=row["side"],
            registration_number=row["registration_number"],
            defaults={"name": row["name"], "name_zh": row["name_zh"], "is_sample": True},
        )
        if created:
            Membership.objects.create(firm=firm, user=people[row["owner"]], role=MemberRole.OWNER)
            for key in row["editors"]:
                Membership.objects.create(firm=firm, user=people[key], role=MemberRole.EDITOR)
        firms[row["key"]] = firm
    return firms


def create_units() -> None:
    """A few rooms in one place of the catalogue, marked as samples."""
    data = demo_data()["units"]
    place = Place.objects.filter(slug=data["place"]).first()
    if place is None:
        return
    for row in data["rows"]:
        Unit.objects.get_or_create(
            place=place,
            code=row["code"],
            defaults={
                "floor": row["floor"],
                "area_sqm": Decimal(row["area_sqm"]),
                "rent_amount": Decimal(row["rent_amount"]),
                "rent_currency": Currency.CNY,
                "status": row["status"],
                "is_sample": True,
            },
        )
