"""Everybody at every address of the flow: it opens for those whom the table names, and tells the others nothing."""

import re
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.urls import reverse

from accounts.urls import urlpatterns as of_firms
from programs.urls import urlpatterns as of_programs
from programs.views import desk_actions, desk_milestones, moves
from programs.workflow import Action
from tests.factories import make_application, make_firm

from .wall_world import make_people, make_world, nothing
from .walls import EVERYBODY, OTHER, ROWS, VISITOR

#: What the flow writes to.
APPS = ("accounts", "audit", "outbox", "programs")
TABLES = [model._meta.db_table for app in APPS for model in apps.get_app_config(app).get_models()]


@pytest.fixture
def firm(db):
    return make_firm()


@pytest.fixture
def people(firm):
    return make_people(firm)


@pytest.fixture
def keys(firm, people):
    return make_world(firm)


def test_every_route_of_the_flow_has_a_row():
    names = [each.name for each in of_programs]
    flow = {*names[names.index("apply-several") :], "firm-plans", *(each.name for each in of_firms)}
    assert {row.name for row in ROWS} == flow


def test_every_move_has_a_row():
    def actions(name: str) -> set[str]:
        return {row.at.rpartition("/")[2] for row in ROWS if row.name == name}

    assert actions("application-move") == {*moves.PLAIN, Action.ANSWER_CORRECTION, Action.RECONSIDER}
    assert actions("desk-move") == set(desk_actions.ACTIONS)
    assert actions("desk-milestone") == set(desk_milestones.ACTIONS)


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_table_holds(who, client, people, keys):
    come(client, people[who])
    before, wrong = everything(), []
    for method, row in requests():
        with undone(client):
            found = answered(ask(client, method, row, keys))
            changed = method == "post" and row.post is not None and everything() != before
        expected = wanted(method, row, who)
        if found != expected:
            wrong.append(f"{method} {row}: {found}, not {expected}")
        elif changed != (method == "post" and expected == "opens" and row.writes):
            wrong.append(f"{method} {row}: {found}, and something was {'' if changed else 'not '}changed")
    assert wrong == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_is_not_ones_own_looks_like_what_is_not_there(who, client, people, keys):
    come(client, people[who])
    wrong = []
    for method, row in requests():
        if who in row.seen or row.may(method) is None:
            continue
        there, gone = (told(client, method, row, some) for some in (keys, nothing(keys)))
        if there != gone:
            wrong.append(f"{method} {row}: {set(there) ^ set(gone)}")
    assert wrong == []


def test_ones_own_firm_is_no_way_to_what_others_have(client, people, keys):
    come(client, people[OTHER])
    own = people[OTHER].memberships.get().firm
    accepted = make_application(own, status="accepted")
    own_keys = {"firm": own.pk, "accepted": accepted.reference}
    before, wrong = everything(), []
    for method, row in requests():
        gaps = row.at.split("/")
        if gaps[0] in own_keys and gaps[1:] and OTHER not in row.seen and row.may(method):
            there, gone = (told(client, method, row, some | own_keys) for some in (keys, nothing(keys)))
            if there != gone or there[0] not in ("404", "409"):
                wrong.append(f"{method} {row}: {there[0]} {set(there) ^ set(gone)}")
            with undone(client):
                ask(client, method, row, keys | own_keys)
                if method == "post" and everything() != before:
                    wrong.append(f"{method} {row} changed something")
    assert wrong == []


def come(client, person) -> None:
    if person is not None:
        client.force_login(person)


def requests():
    for row in ROWS:
        yield from (("get", row), ("post", row))


def address(row, keys) -> str:
    gaps = [keys.get(word, word) for word in row.at.split("/") if word]
    query = f"?{row.query.format(**keys)}" if row.query else ""
    return reverse(row.name, args=gaps) + query


def ask(client, method, row, keys):
    data = {}
    if method == "post":
        for name, value in row.sent.items():
            data[name.format(**keys)] = value() if callable(value) else value.format(**keys)
    return getattr(client, method)(address(row, keys), data)


@contextmanager
def undone(client):
    """What happens inside leaves nothing behind, neither in the database nor in the browser."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies.clear()
    for name, value in cookies.items():
        client.cookies[name] = value


def answered(response) -> int | str:
    """ "opens", "sign in", or the status of a refusal."""
    if response.status_code < 400:
        is_sign_in = response.status_code == 302 and response.url.startswith(reverse("account_login"))
        return "sign in" if is_sign_in else "opens"
    return response.status_code


def wanted(method, row, who) -> int | str:
    """The answer that the table asks for."""
    who_may = row.may(method)
    if who in (who_may or ()):
        return "opens"
    if who == VISITOR:
        return "sign in"
    if who_may is None:
        return 405
    return row.refused if who in row.seen else row.unknown


def told(client, method, row, keys) -> list[str]:
    """All that an answer says, line by line, without what is drawn at random and without the address itself."""
    with undone(client):
        response = ask(client, method, row, keys)
        body = b"".join(response) if response.streaming else response.content
    # Pages link to themselves in the other languages.
    here = address(row, keys).removeprefix("/en")
    headers = (response.get(name, "") for name in ("Location", "Content-Type"))
    said = "\n".join((str(response.status_code), *headers, body.decode()))
    said = re.sub(r'(csrfmiddlewaretoken" value="|nonce=")[^"]*', "", said)
    return said.replace(here, "…").replace(quote(here), "…").splitlines()


def everything() -> dict[str, list]:
    """All rows that there are, by table; as they are stored, for that is quick."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            found[table] = cursor.fetchall()
    return found
