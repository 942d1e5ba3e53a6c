"""What every request passes on its way in and out."""

import logging
import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model

pytestmark = [pytest.mark.urls("tests.portal.urls"), pytest.mark.django_db]


@pytest.fixture
def person(db):
    def make(**fields):
        return get_user_model().objects.create(
            email=f"p{get_user_model().objects.count()}@example.org", **fields
        )

    return make


class TestRequestId:
    def test_each_answer_carries_one(self, client):
        first, second = (client.get("/open/")["X-Request-ID"] for _ in range(2))
        assert re.fullmatch(r"[0-9a-f]{32}", first)
        assert first != second

    def test_a_proxys_own_is_kept(self, client):
        assert client.get("/open/", headers={"X-Request-ID": "proxy-0042"})["X-Request-ID"] == "proxy-0042"

    @pytest.mark.parametrize(
        "given", ["short", "x" * 65, "with space", "new\nline-injected", "名字名字名字名字", "<script>"]
    )
    def test_anything_else_is_replaced(self, client, given):
        assert re.fullmatch(
            r"[0-9a-f]{32}", client.get("/open/", headers={"X-Request-ID": given})["X-Request-ID"]
        )

    def test_the_log_has_path_and_outcome_but_no_query_and_no_secret(self, client, caplog):
        with caplog.at_level(logging.INFO, logger="portal.request"):
            client.get("/open/?q=private")
            client.get("/invitations/s3cret-token/")
        first, second = caplog.records
        assert (first.getMessage(), first.status) == ("GET /open/", 200)
        assert second.getMessage() == "GET /invitations/<str:token>/"
        assert "private" not in caplog.text
        assert "s3cret" not in caplog.text


class TestHeaders:
    def test_the_policy_is_strict(self, client):
        policy = client.get("/open/")["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        for directive in (
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "object-src 'none'",
            "form-action 'self'",
        ):
            assert directive in policy

    def test_it_is_wider_under_admin_alone(self, client, person):
        client.force_login(person())
        assert "'unsafe-eval'" in client.get("/admin/closed/")["Content-Security-Policy"]
        assert "unsafe" not in client.get("/closed/")["Content-Security-Policy"]

    def test_the_others(self, client):
        response = client.get("/open/")
        assert response["X-Frame-Options"] == "DENY"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert "camera=()" in response["Permissions-Policy"]

    def test_pages_of_signed_in_people_are_not_stored(self, client, person):
        assert "no-store" not in client.get("/open/").get("Cache-Control", "")
        client.force_login(person())
        assert client.get("/open/")["Cache-Control"] == "private, no-store"


class TestSignIn:
    def test_public_routes_are_open(self, client):
        assert client.get("/open/").status_code == 200

    @pytest.mark.parametrize("address", ["/closed/", "/decorated/", "/unnamed/"])
    def test_everything_else_is_closed_whatever_its_decorators_say(self, client, address):
        response = client.get(f"{address}?a=1")
        assert response.status_code == 302
        assert response.url == f"/login/?next={address}%3Fa%3D1"

    def test_a_fragment_sends_the_whole_page_to_sign_in(self, client):
        response = client.get("/closed/", headers={"HX-Request": "true"})
        assert response["HX-Redirect"].startswith("/login/?next=/closed/")
        assert response.content == b""

    def test_the_signed_in_pass(self, client, person):
        client.force_login(person())
        assert client.get("/closed/").status_code == 200


class TestSecondFactor:
    @pytest.fixture
    def staff(self, client, person):
        user = person(role="reviewer")
        client.force_login(user)
        return user

    def test_staff_without_one_set_it_up_first(self, client, staff):
        for address in ("/open/", "/closed/", "/admin/closed/"):
            response = client.get(address)
            assert (response.status_code, response.url) == (302, "/totp/")

    def test_they_can_reach_the_set_up_and_the_way_out(self, client, staff):
        assert client.get("/totp/").status_code == 200
        assert client.get("/logout/").status_code == 200

    def test_with_one_they_pass(self, client, staff):
        Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data={"secret": "x"})
        assert client.get("/closed/").status_code == 200

    def test_superusers_need_one_too(self, client, person):
        client.force_login(person(is_superuser=True))
        assert client.get("/closed/").status_code == 302

    @pytest.mark.parametrize(
        ("debug", "demo", "status"),
        [(False, False, 302), (True, False, 302), (False, True, 302), (True, True, 200)],
    )
    def test_demo_staff_pass_in_debug_mode_with_demo_accounts_on(
        self, client, person, settings, debug, demo, status
    ):
        client.force_login(person(role="officer", is_demo=True))
        settings.DEBUG, settings.DEMO_ACCOUNTS = debug, demo
        assert client.get("/closed/").status_code == status

    def test_real_staff_do_not_pass_because_demo_accounts_are_on(self, client, staff, settings):
        settings.DEBUG = settings.DEMO_ACCOUNTS = True
        assert client.get("/closed/").status_code == 302


class TestMalformed:
    @pytest.mark.parametrize(
        "address",
        [
            "/open/?q=%00",
            "/open/?%00=1",
            "/open/?q=a%00b&x=1",
            "/closed/?next=%00",
            "/open%00/",
            "/nowhere/%00",
        ],
    )
    def test_a_nul_character_in_the_address_is_refused(self, client, address):
        response = client.get(address)
        assert response.status_code == 400
        assert response.content == b"our 400"

    def test_in_a_cookie_too(self, client):
        client.cookies["sessionid"] = "a\0b"
        assert client.get("/open/").status_code in (200, 400)

    @pytest.mark.parametrize("body", [{"name": "a\0b"}, {"a\0": "1", "name": "\0"}])
    def test_and_in_a_field(self, client, body):
        assert client.post("/fields/", body).status_code == 400

    @pytest.mark.parametrize(
        "address", ["/open/?q=%ff%fe", "/open/?q=%ED%A0%80", "/open/?&&=&=a&%", "/open/?page=-1&page=x"]
    )
    def test_other_odd_queries_are_read_as_far_as_they_go(self, client, address):
        assert client.get(address).status_code == 200

    @pytest.mark.parametrize(
        "address", ["/%ff%fe/", "/%ED%A0%80/", "/..%2f..%2fetc/passwd", "/" + "a" * 5000]
    )
    def test_odd_paths_are_not_found(self, client, address):
        assert client.get(address).status_code == 404

    def test_a_form_that_is_not_utf_8_is_read_with_replacements(self, client):
        response = client.generic(
            "POST", "/fields/", b"name=%ff%fe", content_type="application/x-www-form-urlencoded"
        )
        assert response.status_code == 200

    def test_a_broken_upload_is_refused(self, client):
        response = client.generic(
            "POST", "/fields/", b"--x\r\n", content_type="multipart/form-data; boundary=\xff"
        )
        assert response.status_code == 400

    def test_text_is_untouched(self, client):
        assert client.post("/fields/", {"name": "深圳 𨋢"}).content.decode() == "深圳 𨋢"


@pytest.mark.parametrize("debug", [False, True])
class TestErrorPages:
    @pytest.mark.parametrize(
        ("address", "status"), [("/missing/", 404), ("/denied/", 403), ("/odd/", 400), ("/nowhere/", 404)]
    )
    def test_refusals_have_our_own_page(self, client, settings, debug, address, status):
        settings.DEBUG = debug
        client.raise_request_exception = False
        response = client.get(address)
        assert (response.status_code, response.content) == (status, f"our {status}".encode())

    def test_what_a_view_says_itself_stays(self, client, settings, debug):
        settings.DEBUG = debug
        assert client.get("/own-400/").content == b"said by the view"
