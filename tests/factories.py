"""Plain functions that make saved rows for tests: a call without arguments gives a valid one.

Names and addresses are counted, so that two calls never collide. Texts differ in each language, so that a test can see
which one a page shows. Nothing here goes through services: no audit entry, event or notification is written.
"""

from datetime import timedelta
from hashlib import sha256
from itertools import count

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.enums import FirmSide, MemberRole, StaffRole
from accounts.models import Firm, FirmFact, Invitation, Membership, User
from portal.catalogue import revision
from portal.catalogue.enums import Confidence, FactGroup, FactSubject, FactType, Kind, Status
from portal.catalogue.models import Area, Category, Fact, Sector, Source
from portal.catalogue.search.indexing import index_entries
from programs.enums import ApplicationStatus, Instrument, QuestionKind, Stage, VersionState
from programs.models import (
    Answer,
    Application,
    Benefit,
    Criterion,
    Document,
    Intake,
    Measure,
    MeasureVersion,
    Programme,
    RequiredPaper,
    RubricCriterion,
    Story,
)
from spaces.enums import SpaceType
from spaces.models import Incubator, Place, Platform, Unit
from tests.consents import agree
from tests.form_factory import ANSWERS, make_form
from tests.three_languages import in_three, label_in_three

#: For tests that sign in through the form: `make_user(password=PASSWORD)`. Hashing is slow, so the default has none.
PASSWORD = "crossing-the-river-9"

_numbers = count(1)


def number() -> int:
    """A number no earlier call in this process has had."""
    return next(_numbers)


# People and firms


def make_user(*, email: str = "", verified: bool = True, password: str | None = None, **fields) -> User:
    """A founder. `verified` says whether the address is confirmed."""
    n = number()
    user = User.objects.create_user(
        email or f"person{n}@example.org", password, **{"name": f"Person {n}", **fields}
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    return user


def make_staff(role: str = StaffRole.REVIEWER, *, second_factor: bool = True, **fields) -> User:
    """Somebody who works for the zone, with a second factor unless told otherwise."""
    back_office = role in (StaffRole.EDITOR, StaffRole.ADMINISTRATOR)
    user = make_user(**{"role": role, "is_staff": back_office, **fields})
    if second_factor:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "sample"})
    return user


def make_firm(owner: User | None = None, **fields) -> Firm:
    """A Hong Kong company with one owner."""
    n = number()
    firm = Firm.objects.create(**{"name": f"Firm {n} Limited", "side": FirmSide.HONG_KONG, **fields})
    make_member(firm, owner, MemberRole.OWNER)
    return firm


def make_member(firm: Firm, user: User | None = None, role: str = MemberRole.EDITOR) -> Membership:
    """A membership; the user is new unless given."""
    return Membership.objects.create(firm=firm, user=user or make_user(), role=role)


def make_invitation(firm: Firm, *, token: str = "", **fields) -> Invitation:
    """An open invitation. The link's secret is `token`, or lost when none is given."""
    n = number()
    inviter = fields.pop("invited_by", None) or firm.memberships.filter(role=MemberRole.OWNER).first().user
    values = {"email": f"invited{n}@example.org", "expires_at": timezone.now() + timedelta(days=7), **fields}
    digest = sha256((token or f"secret {n}").encode()).hexdigest()
    return Invitation.objects.create(firm=firm, invited_by=inviter, token_hash=digest, **values)


# The catalogue


def make_area(code: str = "", **fields) -> Area:
    n = number()
    return Area.objects.create(code=code or f"area-{n}", **{**in_three(name=f"Area {n}"), **fields})


def make_sector(code: str = "", **fields) -> Sector:
    n = number()
    return Sector.objects.create(code=code or f"sector-{n}", **{**in_three(name=f"Sector {n}"), **fields})


def make_category(code: str = "", **fields) -> Category:
    n = number()
    return Category.objects.create(
        code=code or f"category-{n}", **{**in_three(name=f"Category {n}"), **fields}
    )


def make_source(**fields) -> Source:
    n = number()
    return Source.objects.create(
        **{
            "title": f"Notice {n}",
            "publisher": "Office of the zone",
            "url": f"https://example.org/notices/{n}",
            "published": "2025-03",
            **fields,
        }
    )


def make_fact(name: str = "", type: str = FactType.INT, **fields) -> Fact:
    """One question of the fact registry. Choices get the codes "a", "b" and "c"."""
    n = number()
    values = {
        "subject": FactSubject.FIRM,
        "group": FactGroup.YOUR_FIRM,
        **in_three(question=f"Question {n}?"),
    }
    if type == FactType.INT:
        values |= {"unit": "people", "min": 0, "max": 1000}
    if type in (FactType.CHOICE, FactType.MULTI_CHOICE):
        values["choices"] = [{"code": c, "label": label_in_three(f"Choice {c}", "_")} for c in "abc"]
    return Fact.objects.create(name=name or f"fact_{n}", type=type, position=n, **{**values, **fields})


def make_firm_fact(firm: Firm, fact: Fact | None = None, value=1, **fields) -> FirmFact:
    """What a firm said; said by its first owner unless `recorded_by` is given."""
    author = fields.pop("recorded_by", None) or firm.memberships.filter(role=MemberRole.OWNER).first().user
    return FirmFact.objects.create(
        firm=firm, fact=fact or make_fact(), value=value, recorded_by=author, **fields
    )


def _entry(kind: Kind, fields: dict) -> dict:
    """The columns that entries of every kind share; `fields` may name some already."""
    n = number()
    status = {"status": Status.IN_FORCE} if kind in (Kind.MEASURE, Kind.PROGRAMME) else {}
    return {
        "kind": kind,
        "slug": f"{kind}-{n}",
        "area": fields.get("area") or make_area(),
        "confidence": Confidence.HIGH,
        "as_of": "2025-06-30",
        "published_at": timezone.now(),
        **in_three(name=f"{kind.label} {n}", summary=f"Summary of {kind.label.lower()} {n}."),
        **status,
    }


def _link(entry, sectors, sources, *, index: bool = True):
    """Give a new entry its sectors and sources: one of each when none is named. index: let searches find it now."""
    entry.sectors.set([make_sector()] if sectors is None else sectors)
    entry.sources.set([make_source()] if sources is None else sources)
    if index:
        index_entries([entry.pk])
    return entry


def make_measure(
    *, published: bool = True, parts: bool = True, sectors=None, sources=None, **fields
) -> Measure:
    """A measure with version 1 in force, or waiting as a draft.

    With `parts`, the version has a benefit tier (half of the rent, up to CNY 500,000 a year), a criterion and a paper.
    """
    values = {**_entry(Kind.MEASURE, fields), "category": fields.get("category") or make_category(), **fields}
    if not published:
        values["published_at"] = None
    measure = _link(Measure.objects.create(**values), sectors, sources, index=False)
    version = make_version(measure, state=VersionState.PUBLISHED if published else VersionState.DRAFT)
    if parts:
        Benefit.objects.create(
            version=version,
            rate="0.5",
            cap=500_000,
            currency="CNY",
            per="year",
            months=12,
            **in_three(text="Half"),
        )
        Criterion.objects.create(version=version, **in_three(text="The firm is registered in the zone."))
        RequiredPaper.objects.create(version=version, **in_three(text="Business licence"))
    if published:
        measure.current = version
        measure.save()
    index_entries([measure.pk])
    return measure


def make_version(measure: Measure, *, state: str = VersionState.DRAFT, **fields) -> MeasureVersion:
    """The next version of a measure, with the measure's words and dates and nothing else. `current` is not moved."""
    words = [f"{name}_{suffix}" for name in measure.TRANSLATED for suffix in ("en", "zh_hant", "zh_hans")]
    version = MeasureVersion.objects.create(
        measure=measure,
        number=measure.versions.count() + 1,
        state=state,
        published_at=None if state == VersionState.DRAFT else timezone.now(),
        **{
            "instrument": Instrument.REIMBURSEMENT,
            **in_three(authority="Administration of the zone"),
            **{name: getattr(measure, name) for name in [*words, *measure.PLAIN]},
            **fields,
        },
    )
    version.sources.set(measure.sources.all())
    return version


def make_programme(*, sectors=None, sources=None, **fields) -> Programme:
    values = {
        **_entry(Kind.PROGRAMME, fields),
        "stages": [Stage.SEED],
        **in_three(operator="Zone programmes"),
    }
    return _link(Programme.objects.create(**{**values, **fields}), sectors, sources)


def make_incubator(*, sectors=None, sources=None, **fields) -> Incubator:
    values = {**_entry(Kind.INCUBATOR, fields), "address": "1 Sample Road"}
    return _link(Incubator.objects.create(**{**values, **fields}), sectors, sources)


def make_place(*, sectors=None, sources=None, units: int = 0, **fields) -> Place:
    """A building to let, with as many free units as asked for."""
    values = {**_entry(Kind.SPACE, fields), "address": "2 Sample Road", "space_type": SpaceType.OFFICE}
    place = _link(Place.objects.create(**{**values, **fields}), sectors, sources)
    for _ in range(units):
        make_unit(place)
    return place


def make_unit(place: Place | None = None, **fields) -> Unit:
    values = {"place": place or make_place(), "code": f"U{number()}", "area_sqm": 120, **fields}
    return Unit.objects.create(**values)


def make_platform(*, sectors=None, sources=None, **fields) -> Platform:
    values = {**_entry(Kind.PLATFORM, fields), "address": "3 Sample Road"}
    return _link(Platform.objects.create(**{**values, **fields}), sectors, sources)


def make_story(*, sectors=None, sources=None, **fields) -> Story:
    values = {**_entry(Kind.STORY, fields), "sector": fields.get("sector") or make_sector()}
    values |= in_three(outcome="It moved in.")
    return _link(Story.objects.create(**{**values, **fields}), sectors, sources)


# Intakes and applications


def make_intake(*, questions: bool = True, rubric: bool = True, **fields) -> Intake:
    """A published intake, open from yesterday for a month, on a new measure unless it is given another target.

    `questions`: a published form with one question a kind (keys are the kinds). `rubric`: three criteria (50, 30, 20).
    """
    n = number()
    if not {"measure", "programme", "place"} & fields.keys():
        fields["measure"] = make_measure()
    now = timezone.now()
    intake = Intake.objects.create(
        **{
            "code": f"intake-{n}",
            "opens_at": now - timedelta(days=1),
            "closes_at": now + timedelta(days=30),
            "is_published": True,
            **in_three(title=f"Intake {n}", receiving_body="Office of the zone"),
            **fields,
        }
    )
    revision.bump()
    if questions:
        make_form(intake)
    if rubric:
        for position, weight in enumerate((50, 30, 20)):
            name = in_three(name=f"Criterion {position + 1}")
            RubricCriterion.objects.create(intake=intake, position=position, weight=weight, **name)
    return intake


def make_application(
    firm: Firm | None = None,
    intake: Intake | None = None,
    *,
    status: str = ApplicationStatus.DRAFT,
    answers: bool = False,
    consents: bool = False,
    **fields,
) -> Application:
    """An application in any state, without events.

    answers: with a valid answer to every required question. consents: with an owner's consent to all that it needs.
    """
    firm = firm or make_firm()
    intake = intake or make_intake()
    author = fields.pop("created_by", None) or firm.memberships.filter(role=MemberRole.OWNER).first().user
    now = timezone.now()
    sent = (
        {}
        if status == ApplicationStatus.DRAFT
        else {"submitted_at": now, "submitted_by": author, "moved_at": now}
    )
    form = fields.pop("form", None) or intake.forms.first() or make_form(intake)
    application = Application.objects.create(
        **{
            "reference": f"HL-2026-{900_000 + number():06}",
            "firm": firm,
            "intake": intake,
            "form": form,
            "measure_version": intake.measure.current if intake.measure else None,
            "status": status,
            "created_by": author,
            **sent,
            **fields,
        }
    )
    if answers:
        for question in form.questions.exclude(kind=QuestionKind.FILE):
            Answer.objects.create(
                application=application, question=question, value=ANSWERS[question.key], updated_by=author
            )
    if consents:
        agree(application)
    return application


def make_document(firm: Firm | None = None, *, content: bytes = b"%PDF-1.4 sample", **fields) -> Document:
    """A stored paper of a firm. Use it with a temporary private storage."""
    firm = firm or make_firm()
    name = fields.pop("original_name", f"paper-{number()}.pdf")
    author = fields.pop("uploaded_by", None) or firm.memberships.filter(role=MemberRole.OWNER).first().user
    return Document.objects.create(
        firm=firm,
        file=ContentFile(content, name=name),
        original_name=name,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        uploaded_by=author,
        **{"content_type": "application/pdf", **fields},
    )
