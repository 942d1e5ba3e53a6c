"""The vocabulary's file, its import and what the search gets of it."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from portal.audit.models import AuditEntry
from portal.catalogue import revision
from portal.catalogue.models import Source, Term
from portal.catalogue.terms import TEXTS, columns, shared_words, words_in
from portal.catalogue.vocabulary import glossary, groups, twins
from portal.front.importing.faults import CatalogueFaults
from portal.front.importing.vocabulary import OWN_VOCABULARY, import_vocabulary
from tests.factories import make_source

from .terms import make_synonyms, make_twin, synonyms, twin, write_vocabulary

pytestmark = pytest.mark.django_db

SOURCE = {"title": "The law", "publisher": "Congress", "url": None, "published": "2023-12"}


TYPED = {
    "MPF": ("強積金", "社會保險", "社保", "social insurance"),
    "company secretary": ("法定代表人", "Legal representative"),
    "BR": ("business licence", "營業執照", "营业执照", "商業登記"),
    "初創": ("创业", "創業", "startup"),
    "資助": ("补贴", "津貼", "扶持", "subsidy", "grant"),
    "rent": ("lease", "tenancy", "租金", "租賃", "租约", "房租"),
    "office": ("desk", "workspace", "工位", "辦公室", "办公室", "寫字樓"),
    "lab": ("laboratory", "實驗室", "实验室"),
    "incubator": ("孵化器", "孵化", "眾創空間"),
    "accelerator": ("加速器",),
    "tax": ("稅", "税"),
    "crossing": ("通關", "通关", "過關", "过关", "passage"),
    "AI": ("artificial intelligence", "人工智能"),
    "chip": ("semiconductor", "晶片", "芯片", "半導體"),
    "biotech": ("life science", "生物科技", "生命科學"),
    "robot": ("機械人", "机器人"),
    "housing": ("flat", "公寓", "住房"),
    "loan": ("貸款", "贷款"),
}


def faults_of(path) -> list[str]:
    with pytest.raises(CatalogueFaults) as refused:
        import_vocabulary(path)
    assert not Term.objects.exists()
    return refused.value.faults


class TestTheShippedFile:
    @pytest.fixture
    def terms(self):
        import_vocabulary()
        return list(Term.objects.all())

    def test_is_complete_in_three_languages(self, terms):
        assert len(terms) >= 70
        for term in terms:
            wanted = columns(["words"] if term.kind == "synonym" else TEXTS)
            assert [column for column in wanted if not getattr(term, column)] == [], term.code

    def test_says_no_word_twice(self, terms):
        """A word in two terms makes a search follow both: ours are kept apart."""
        assert shared_words({group.code: group.words for group in groups()}) == {}

    def test_knows_what_founders_type(self, terms):
        found = groups()
        for word, others in TYPED.items():
            same = {other.casefold() for group in found if holds(group, word) for other in group.words}
            assert {other.casefold() for other in others} <= same, word

    def test_keeps_apart_what_is_only_near(self, terms):
        for word, other in (("rent", "office"), ("visa", "口岸"), ("AI", "芯片"), ("patent", "trade mark")):
            assert not [group for group in groups() if holds(group, word) and holds(group, other)], word

    def test_imported_again_changes_nothing(self, terms):
        before, token = list(Term.objects.values()), revision.current()
        outcome = import_vocabulary()
        assert (outcome.created, outcome.changed, outcome.removed) == ([], [], [])
        assert outcome.unchanged == len(terms)
        assert list(Term.objects.values()) == before
        assert revision.current() == token
        assert AuditEntry.objects.filter(action="vocabulary.import").count() == 1


def holds(group, word: str) -> bool:
    return word.casefold() in {same.casefold() for same in group.words}


class TestImport:
    def test_keeps_the_order_and_the_words_of_the_file(self, tmp_path):
        source = {**twin("visa")["hong_kong"], "source": SOURCE}
        import_vocabulary(write_vocabulary(tmp_path, synonyms("rent"), twin("visa", hong_kong=source)))
        rent, visa = Term.objects.all()
        assert (rent.code, rent.kind, rent.topic, rent.words_zh_hant) == ("rent", "synonym", "", "rent 二")
        assert (visa.topic, visa.hong_kong_name_zh_hans) == ("staff", "visa south（简）")
        assert (visa.hong_kong_source.title, visa.hong_kong_source.url) == ("The law", "")
        assert visa.mainland_source is None

    def test_a_source_that_the_catalogue_cites_is_the_same(self, tmp_path):
        known = make_source(title="The law", publisher="Congress", url="", published="2023-12")
        sides = {side: {**twin()[side], "source": SOURCE} for side in ("hong_kong", "mainland")}
        import_vocabulary(write_vocabulary(tmp_path, twin(**sides)))
        assert Source.objects.get() == known

    def test_changes_what_differs_and_leaves_the_rest(self, tmp_path):
        import_vocabulary(write_vocabulary(tmp_path, synonyms("rent"), synonyms("lab"), synonyms("chip")))
        make_synonyms("a", "b", code="ours")
        words = {"en": ["lease"], "zh_hant": ["租"], "zh_hans": ["租"]}
        token = revision.current()
        path = write_vocabulary(tmp_path, synonyms("rent", words=words), synonyms("lab"), synonyms("new"))
        outcome = import_vocabulary(path)
        assert (outcome.created, outcome.changed, outcome.unchanged) == (["new"], ["rent"], 1)
        assert outcome.elsewhere == ["chip", "ours"]
        assert Term.objects.get(code="rent").words_en == "lease"
        assert revision.current() != token, "the search asks for the words again"
        assert AuditEntry.objects.order_by("pk").last().data["changed"] == ["rent"]

    def test_prune_removes_what_the_file_does_not_hold(self, tmp_path):
        make_synonyms("a", "b", code="ours")
        outcome = import_vocabulary(write_vocabulary(tmp_path, synonyms("rent")), prune=True)
        assert outcome.removed == ["ours"]
        assert [term.code for term in Term.objects.all()] == ["rent"]

    def test_a_dry_run_writes_nothing(self, tmp_path):
        token = revision.current()
        outcome = import_vocabulary(write_vocabulary(tmp_path, synonyms("rent")), dry_run=True)
        assert outcome.created == ["rent"]
        assert not Term.objects.exists()
        assert not AuditEntry.objects.exists()
        assert revision.current() == token

    def test_all_faults_are_told_at_once_and_nothing_is_changed(self, tmp_path):
        path = write_vocabulary(
            tmp_path,
            synonyms("fine"),
            synonyms("Bad Code"),
            synonyms("alone", words={"en": ["x"], "zh_hant": ["x"], "zh_hans": ["X"]}),
            synonyms("silent", words={"en": ["x", "y"], "zh_hant": [], "zh_hans": ["z"]}),
            synonyms("twice", words={"en": ["Lab", "lab"], "zh_hant": ["a"], "zh_hans": ["b"]}),
            synonyms("sided", topic="tax"),
            synonyms("extra", colour="red"),
            synonyms("wordless", words=...),
            twin("half", mainland=...),
            twin("topicless", topic=...),
            twin("named", words={"en": ["NAMED SOUTH"], "zh_hant": [], "zh_hans": []}),
            twin("dated", mainland={**twin()["mainland"], "source": {**SOURCE, "published": "2023-13"}}),
            synonyms("fine"),
            "not a row",
        )
        told = "\n".join(faults_of(path))
        for line in (
            "vocabulary.yaml: fine: code: given twice",
            "vocabulary.yaml: #2: code:",
            "vocabulary.yaml: alone: words.en: One word alone has no synonyms.",
            "vocabulary.yaml: silent: words.zh_hant: Synonyms need at least one word in each language.",
            "vocabulary.yaml: twice: words.en: “lab” stands here twice.",
            "vocabulary.yaml: sided: topic: Only twin terms have a topic.",
            "vocabulary.yaml: extra: colour: is not a field of the format",
            "vocabulary.yaml: wordless: words: is missing",
            "vocabulary.yaml: half: mainland.name.en: A twin term needs this text in all three languages.",
            "vocabulary.yaml: topicless: topic: Choose a topic",
            "vocabulary.yaml: named: words.en: “NAMED SOUTH” is the name of a side already.",
            "vocabulary.yaml: dated: mainland.source.published:",
            "vocabulary.yaml: #14: entry: 'not a row' is not a set of fields",
        ):
            assert line in told, line

    @pytest.mark.parametrize("content", ["", "- [", "rent: 1", "- &a [*a]", "\x00"])
    def test_broken_files_are_refused(self, tmp_path, content):
        path = tmp_path / "vocabulary.yaml"
        path.write_text(content)
        assert faults_of(path)

    def test_no_file(self, tmp_path):
        assert "no such file" in faults_of(tmp_path / "none.yaml")[0]


class TestCommand:
    def test_says_what_it_did_and_which_words_are_shared(self, tmp_path):
        words = {"en": ["rent one"], "zh_hant": ["a"], "zh_hans": ["b"]}
        path = write_vocabulary(tmp_path, synonyms("rent"), synonyms("lease", words=words))
        out = StringIO()
        call_command("import_vocabulary", str(path), stdout=out)
        assert "vocabulary: 2 created, 0 changed, 0 removed, 0 unchanged" in out.getvalue()
        assert "note: 'rent one' stands in rent, lease" in out.getvalue()

    def test_refuses_in_words(self, tmp_path):
        path = write_vocabulary(tmp_path, synonyms("rent", kind="rhyme"))
        with pytest.raises(CommandError, match=r"1 fault, nothing was changed:\nvocabulary.yaml: rent: kind"):
            call_command("import_vocabulary", str(path))

    def test_the_projects_own_file_is_the_default(self):
        call_command("import_vocabulary", stdout=StringIO())
        assert Term.objects.count() == OWN_VOCABULARY.read_text().count("\n- code: ")


class TestReading:
    def test_groups_are_all_words_of_both_sides_in_one_query(self, django_assert_num_queries):
        make_synonyms("rent", "lease", code="rent")
        make_twin("mpf", words_en="Provident Fund\r\n\r\n MPF ", words_zh_hans="社保")
        with django_assert_num_queries(1):
            mpf, rent = groups()
        assert (rent.code, rent.words) == ("rent", ("rent", "lease"))
        assert mpf.words == (
            *("mpf south", "mpf south（繁）", "mpf south（简）"),
            *("mpf north", "mpf north（繁）", "mpf north（简）"),
            *("Provident Fund", "MPF", "社保"),
        )

    def test_twins_and_glossary_take_one_query(self, django_assert_num_queries):
        make_synonyms("rent", "lease")
        for _ in range(3):
            make_twin(hong_kong_source=make_source(), mainland_source=make_source())
        for read in (twins, glossary):
            with django_assert_num_queries(1):
                found = read()
                assert len(found) == 3
                assert all(row.hong_kong.text.value and row.mainland.official for row in found)

    def test_empty_columns_are_no_words(self):
        Term.objects.create(code="bare", kind="synonym", words_en="one")
        assert groups()[0].words == ("one",)
        assert words_in("") == []


def test_a_model_that_is_not_sound_says_why_by_column():
    term = Term(code="x", kind="twin", topic="tax", hong_kong_name_en="South")
    with pytest.raises(ValidationError) as refused:
        term.clean()
    assert set(refused.value.message_dict) == set(columns(TEXTS)) - {"hong_kong_name_en"}
    with pytest.raises(ValidationError, match="longer than 80"):
        Term(code="x", kind="synonym", words_en="a" * 81, words_zh_hant="b", words_zh_hans="c").clean()


def test_words_are_compared_without_case_width_and_spaces():
    same = {"a": ["ＡＩ chip"], "b": ["ai  CHIP", "x"], "c": ["x "]}
    assert shared_words(same) == {"ai chip": ["a", "b"], "x": ["b", "c"]}
