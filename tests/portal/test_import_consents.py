"""The texts of consents come from a file; a published one never changes."""

from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command

from accounts.enums import ConsentPurpose, StaffRole
from accounts.models import ConsentText
from accounts.selectors import texts_in_force
from portal.audit.models import AuditEntry
from portal.front.importing.consents import OWN_TEXTS, import_consents
from portal.front.importing.faults import CatalogueFaults
from tests.consents import make_text
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


def rows() -> list[dict]:
    return yaml.safe_load(OWN_TEXTS.read_text(encoding="utf-8"))


@pytest.fixture
def write(tmp_path):
    def to_file(content):
        path = tmp_path / "consent_texts.yaml"
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return path

    return to_file


def test_the_projects_own_texts_are_published_for_every_purpose():
    told = StringIO()
    call_command("import_consents", stdout=told)
    assert set(texts_in_force()) == set(ConsentPurpose.values)
    assert "2 created" in told.getvalue()
    for text in ConsentText.objects.all():
        for language in ("en", "zh_hant", "zh_hans"):
            assert "{body}" in getattr(text, f"body_{language}")
            assert "{side}" in getattr(text, f"body_{language}")
    assert AuditEntry.objects.get().action == "consent-text.import"


def test_importing_twice_changes_nothing():
    import_consents()
    before = list(ConsentText.objects.order_by("pk").values())
    assert import_consents().unchanged == 2
    assert list(ConsentText.objects.order_by("pk").values()) == before


def test_other_words_under_a_published_number_are_refused(write):
    import_consents()
    before = list(ConsentText.objects.order_by("pk").values())
    content = rows()
    content[0]["body"]["en"] += " More."
    with pytest.raises(CatalogueFaults) as refused:
        import_consents(write(content))
    assert "next number" in "".join(refused.value.faults)
    assert list(ConsentText.objects.order_by("pk").values()) == before


def test_the_next_number_takes_its_place_and_the_old_text_stays(write):
    import_consents()
    newer = {**rows()[0], "number": 2}
    outcome = import_consents(write([newer]))
    assert outcome.created == ["share 2"]
    assert outcome.elsewhere == ["share 1", "transfer 1"]
    assert texts_in_force()["share"].number == 2
    assert ConsentText.objects.count() == 3


@pytest.mark.parametrize(
    "change",
    [
        {"purpose": "sell"},
        {"number": 0},
        {"number": "one"},
        {"title": {"en": "Only English"}},
        {"body": {"en": "To {body}", "zh_hant": "交給{body}{side}", "zh_hans": "交给{body}{side}"}},
        {"extra": 1},
    ],
)
def test_a_broken_row_stops_all(change, write):
    content = rows()
    content[1] |= change
    with pytest.raises(CommandError):
        call_command("import_consents", str(write(content)), stdout=StringIO())
    assert not ConsentText.objects.exists()


def test_a_number_given_twice_is_refused(write):
    with pytest.raises(CatalogueFaults):
        import_consents(write([*rows(), rows()[0]]))


def test_drafts_go_only_when_asked(write):
    make_text(ConsentPurpose.SHARE, published=False, number=7)
    import_consents(dry_run=True)
    assert ConsentText.objects.count() == 1
    import_consents()
    assert ConsentText.objects.count() == 3
    assert import_consents(prune=True).removed == ["share 7"]


def test_a_published_text_is_frozen_in_the_back_office_and_a_draft_is_published_there(client):
    client.force_login(make_staff(StaffRole.ADMINISTRATOR))
    published, draft = make_text(), make_text(published=False)
    words = {
        f"{part}_{language}": getattr(draft, f"{part}_{language}")
        for part in ("title", "body")
        for language in ("en", "zh_hant", "zh_hans")
    }
    data = {"purpose": draft.purpose, "number": draft.number, **words}
    address = "/admin/accounts/consenttext/{}/change/"
    assert client.post(address.format(published.pk), {**data, "title_en": "Other"}).status_code == 403
    assert client.get(address.format(draft.pk)).status_code == 200
    publish = {**data, "accounts_consenttext_publish_now": "1"}
    assert client.post(address.format(draft.pk), publish).status_code == 302
    draft.refresh_from_db()
    assert draft.published_at is not None
    assert client.post(address.format(draft.pk), {**data, "title_en": "Other"}).status_code == 403
    client.force_login(make_staff(StaffRole.EDITOR))
    assert client.get(address.format(draft.pk)).status_code == 403
