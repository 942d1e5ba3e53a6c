"""Pressing the shortlist's buttons, as a visitor and as a member of a firm."""

from django.test import Client
from django.urls import reverse

from accounts.visitor_list import COOKIE, decode, encode

HERE = {"origin": "http://testserver"}
HTMX = {**HERE, "HX-Request": "true"}
PAGE = "/en/shortlist/"


def press(client: Client, route: str, slug: str, data=None, *, headers=None):
    return client.post(reverse(route, args=[slug]), data or {}, headers=headers or HERE)


def kept(client: Client) -> dict[str, str]:
    """What the client's cookie says."""
    return decode(client.cookies[COOKIE].value) if COOKIE in client.cookies else {}


def holding(*pairs: tuple[str, str]) -> Client:
    """A visitor with these slugs and notes in her browser."""
    client = Client()
    client.cookies[COOKIE] = encode(dict(pairs))
    return client


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response) -> str:
    return response.content.decode()
