"""Two runs at once."""

import threading
from functools import partial

import pytest
from django.db import connections

from programs.services import matching
from programs.services.matching import rematch_firm
from tests.programs.matching import make_group, say, told


def at_once(*runs) -> list:
    """What these return, each in a thread of its own."""
    together = threading.Barrier(len(runs))
    ended: list = []

    def run(work) -> None:
        try:
            together.wait(10)
            ended.append(work())
        except Exception as error:
            ended.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return ended


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_find_a_change_once(firm):
    say(firm, headcount=5)
    ended = at_once(*[lambda: rematch_firm(firm.pk)] * 2)
    assert sorted(ended) == [0, 1]
    assert len(told()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_companies_of_a_group_matched_at_once_tell_a_change_once(measures):
    parent, entity = make_group()
    say(parent, headcount=20)
    rematch_firm(entity.pk)
    say(parent, headcount=5)
    catalogue = matching.catalogue_today()
    ended = at_once(*[partial(matching.rematch, [firm.pk], catalogue) for firm in (parent, entity)])
    assert ended == [1, 1]
    assert told() == [{"lost": [measures["large"].slug]}]
