"""Earlier versions of a measure in public, and what the next one changed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from programs.differences import align, compare, side_by_side
from programs.models import Benefit, Criterion, RequiredPaper
from programs.services.policies import create_draft, publish_version
from tests.factories import in_three, make_measure, make_source, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure():
    """A measure with two published versions and a draft of a third."""
    measure, editor = make_measure(**in_three(summary="Half of the rent for two years")), make_staff("editor")
    second = create_draft(measure=measure, actor=editor)
    second.summary_en = "All of the rent for two years"
    second.summary_zh_hant, second.summary_zh_hans = "首兩年租金全免", "首两年租金全免"
    second.save()
    second.benefits.update(rate="0.6")
    Criterion.objects.create(version=second, position=1, **in_three(text="No sub-letting."))
    second.papers.all().delete()
    publish_version(version=second, actor=editor)
    third = create_draft(measure=measure, actor=editor)
    third.name_en = "Not yet for anybody"
    third.save()
    measure.refresh_from_db()
    return measure


def read(client, measure, number, language="en") -> str:
    response = client.get(f"/{language}/measures/{measure.slug}/versions/{number}/")
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


class TestPages:
    @pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
    @pytest.mark.parametrize("number", [1, 2])
    def test_open_in_every_language(self, client, measure, number, language):
        page = read(client, measure, number, language)
        assert 'name="robots" content="noindex"' in page
        assert f'href="/{language}/measures/{measure.slug}/"' in page

    def test_a_replaced_version_is_shown_in_full_with_what_changed(self, client, measure):
        page = read(client, measure, 1)
        for words in (
            "This is version 1, replaced on",
            "It no longer holds.",
            "What version 2 changed",
            "Half of the rent for two years",
            "50% of the cost",
            "CNY 500,000",
            "Business licence",
            "The firm is registered in the zone.",
            "30 June 2025",
        ):
            assert words in page, words
        assert '<del><span class="vh">removed: </span>Half</del> of the rent for two years' in page
        assert '<ins><span class="vh">added: </span>All</ins> of the rent for two years' in page
        assert '<ins><span class="vh">added: </span>No sub-letting.</ins>' in page
        assert '<p class="is-none">Not in this version</p>' in page
        assert "Not yet for anybody" not in page
        assert "/apply/" not in page

    def test_the_version_in_force_says_so(self, client, measure):
        page = read(client, measure, 2)
        assert "This is version 2, in force here since" in page
        assert "All of the rent for two years" in page
        assert "<del>" not in page

    def test_chinese_is_compared_by_characters(self, client, measure):
        measure.versions.filter(number=1).update(
            summary_zh_hans="首两年租金减半", summary_zh_hant="首兩年租金減半"
        )
        page = read(client, measure, 1, "zh-hans")
        assert "首两年租金<del>" in page
        assert "减半</del>" in page
        assert "全免</ins>" in page

    @pytest.mark.parametrize("number", ["3", "0", "4", "99999999999999999999", "-1", "one"])
    def test_drafts_and_what_never_was_are_not_found(self, client, measure, number):
        assert client.get(f"/en/measures/{measure.slug}/versions/{number}/").status_code == 404

    def test_nor_are_those_of_measures_that_are_not_public(self, client, measure):
        measure.archived_at = timezone.now()
        measure.save()
        assert client.get(f"/en/measures/{measure.slug}/versions/1/").status_code == 404
        draft = make_measure(published=False)
        assert client.get(f"/en/measures/{draft.slug}/versions/1/").status_code == 404

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_are_only_read(self, client, measure, method):
        response = getattr(client, method)(f"/en/measures/{measure.slug}/versions/1/")
        assert response.status_code in (403, 405)

    def test_cost_as_much_with_thirty_parts_as_with_one(self, client, measure):
        counts = []
        for rows in (0, 30):
            for version in measure.versions.exclude(state="draft"):
                for _ in range(rows):
                    Benefit.objects.create(version=version, **in_three(text="More"))
                    RequiredPaper.objects.create(version=version, **in_three(text="Paper"))
                version.sources.add(make_source())
            read(client, measure, 1)
            with CaptureQueriesContext(connection) as queries:
                read(client, measure, 1)
            counts.append(len(queries))
        assert counts[0] == counts[1]
        assert counts[0] <= 12

    def test_text_of_the_catalogue_is_escaped(self, client, measure):
        measure.versions.filter(number=1).update(summary_en="<script>x</script> of the rent for two years")
        assert "<script>x" not in read(client, measure, 1)


class TestDifferences:
    def marks(self, old: str, new: str) -> tuple[str, str]:
        """Both sides with what differs in square brackets."""
        row = side_by_side("", old, new)
        return tuple(
            "".join(f"[{run.text}]" if run.differs else run.text for run in side)
            for side in (row.old, row.new)
        )

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            (
                "Up to CNY 20,000 a year",
                "Up to CNY 30,000 a year",
                ("Up to CNY [20,000] a year", "Up to CNY [30,000] a year"),
            ),
            ("30% off the rent", "40% off the rent", ("[30%] off the rent", "[40%] off the rent")),
            ("租金减免三成", "租金减免四成", ("租金减免[三]成", "租金减免[四]成")),
            ("最高500萬元", "最高600萬元", ("最高[500]萬元", "最高[600]萬元")),
            ("", "New", ("", "[New]")),
            ("Same", "Same", ("Same", "Same")),
            ("One thing", "Nothing alike whatsoever", ("[One thing]", "[Nothing alike whatsoever]")),
        ],
    )
    def test_are_marked_word_by_word(self, old, new, expected):
        assert self.marks(old, new) == expected

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            (["a b c", "d e f"], ["a b c"], [("a b c", "a b c"), ("d e f", "")]),
            (["a b c"], ["x y z", "a b c"], [("", "x y z"), ("a b c", "a b c")]),
            (["the rent is 5"], ["the rent is 6"], [("the rent is 5", "the rent is 6")]),
            (["wholly other"], ["1 2 3 4"], [("wholly other", ""), ("", "1 2 3 4")]),
            ([], [], []),
        ],
    )
    def test_items_of_lists_are_paired(self, old, new, expected):
        assert list(align(old, new)) == expected

    def test_only_what_differs_is_told(self, measure):
        old, new = measure.versions.exclude(state="draft").order_by("number")
        found = compare(old, new)
        assert [str(row.label) for row in found.rows] == [
            "summary",
            "benefits",
            "conditions",
            "papers to have ready",
        ]
        assert found.same > 3
        assert compare(old, old).rows == []

    def test_they_are_in_the_readers_language(self, measure):
        old, new = measure.versions.exclude(state="draft").order_by("number")
        with translation.override("zh-hant"):
            row = compare(old, new).rows[0]
        assert "".join(run.text for run in row.new) == "首兩年租金全免"
