"""Sign-in is asked for everywhere but on the written list of public routes."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

# A value for each kind of gap in an address; what stands there need not exist.
SAMPLES = {
    "slug": "no-such-entry",
    "int": "1",
    "uuid": "5b0ce0f4-6a55-4be1-9ea1-3b0f9c3b1c5e",
    "str": "none",
    "path": "x",
}


def patterns(resolver=None, prefix: str = "", names: tuple = ()) -> Iterator[tuple[str, str, URLPattern]]:
    """Every pattern with its full route and view name."""
    for item in (resolver or get_resolver()).url_patterns:
        route = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from patterns(item, route, (*names, item.namespace) if item.namespace else names)
        elif item.name:
            yield route, ":".join((*names, item.name)), item


def a_word_for(group: re.Match) -> str:
    """The first word of a list of words, 1 for anything else."""
    first = group[1].split("|")[0]
    return first if re.fullmatch(r"\w+", first) else "1"


def an_address(route: str) -> str:
    """An address that the route matches: gaps filled with samples, regular expressions with a plain word."""
    route = re.sub(r"\(\?P<\w+>((?:[^()]|\([^()]*\))*)\)", a_word_for, route)
    route = re.sub(r"<(?:(\w+):)?\w+>", lambda m: SAMPLES.get(m[1] or "str", "none"), route)
    return "/" + re.sub(r"[\^$\\]|\(\?:|\.\*|/\?$", "", route).replace("\\Z", "")


def test_each_public_route_exists():
    known = {name for _, name, _ in patterns()}
    missing = settings.PUBLIC_ROUTES - known - {"javascript-catalog"}
    assert missing == set()


def test_no_view_of_ours_is_without_a_name():
    def unnamed(resolver, prefix=""):
        for item in resolver.url_patterns:
            if isinstance(item, URLResolver):
                if item.namespace != "admin":
                    yield from unnamed(item, prefix + str(item.pattern))
            elif not item.name:
                yield prefix + str(item.pattern)

    assert list(unnamed(get_resolver())) == []


@pytest.mark.django_db
def test_everything_else_asks_for_sign_in(client):
    open_doors = []
    for route, name, _ in patterns():
        if name in settings.PUBLIC_ROUTES:
            continue
        response = client.get(an_address(route))
        asked = response.status_code == 302 and response.url.startswith(reverse("account_login"))
        if not asked:
            open_doors.append(f"{name} {an_address(route)} -> {response.status_code}")
    assert open_doors == []


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_no_other_method_is_a_way_around(client, method):
    for name in ("applications", "inbox", "desk", "firm"):
        response = getattr(client, method)(reverse(name))
        assert response.status_code == 302, name
        assert response.url.startswith(reverse("account_login"))


@pytest.mark.django_db
def test_public_pages_never_fail_for_strangers(client):
    failed = []
    for route, name, _ in patterns():
        if name in settings.PUBLIC_ROUTES:
            response = client.get(an_address(route))
            if response.status_code not in (200, 302, 404, 405, 503):
                failed.append(f"{name} {an_address(route)} -> {response.status_code}")
    assert failed == []


@pytest.mark.parametrize(
    "name",
    [
        *("home", "catalogue", "firm", "applications", "inbox", "desk", "healthz", "readyz"),
        *("account_login", "account_signup", "account_logout", "account_reset_password", "mfa_index"),
    ],
)
def test_names_the_templates_rely_on(name):
    assert reverse(name).startswith("/")


@pytest.mark.parametrize("name", ["measure", "programme", "incubator", "space", "platform", "story"])
def test_catalogue_addresses(name):
    folder = {"story": "stories"}.get(name, f"{name}s")
    assert reverse(name, args=["some-slug"]) == f"/en/{folder}/some-slug/"


def test_references_are_part_of_the_address():
    assert reverse("application", args=["HL-2026-000123"]) == "/en/applications/HL-2026-000123/"
    assert reverse("desk-application", args=["HL-2026-000123"]) == "/en/desk/applications/HL-2026-000123/"
    with pytest.raises(NoReverseMatch):
        reverse("application", args=["../x"])


@pytest.mark.django_db
class TestAdminLogin:
    """The admin's own form takes a password and asks for no second factor, so nobody gets to use it."""

    def test_strangers_go_to_the_one_sign_in_page(self, client):
        for method in (client.get, client.post):
            assert method(reverse("admin:login")).url.startswith(reverse("account_login"))

    def test_founders_are_refused(self, client, django_user_model):
        client.force_login(django_user_model.objects.create_user("founder@example.org"))
        staff = django_user_model.objects.create_user(
            "editor@example.org", "a-long-password", role="editor", is_staff=True
        )
        form = {"username": staff.email, "password": "a-long-password"}
        for response in (client.get(reverse("admin:login")), client.post(reverse("admin:login"), form)):
            assert response.status_code == 403
        assert client.session["_auth_user_id"] != str(staff.pk)
