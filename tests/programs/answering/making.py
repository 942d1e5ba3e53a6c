"""Forms and answers of every kind, made by hypothesis."""

from decimal import Decimal

from hypothesis import strategies as st

from programs.answering.specs import COLUMN_KINDS, ColumnSpec, FormSpec, QuestionSpec, SectionSpec
from programs.answering.states import Given
from programs.eligibility.facts import FactSpec
from programs.enums import QuestionKind

#: The registry of these tests.
FACTS = {
    "in_shenzhen": FactSpec("in_shenzhen", "firm", "bool"),
    "headcount": FactSpec("headcount", "firm", "int", min=0, max=1000),
    "area": FactSpec("area", "firm", "choice", choices=("a", "b", "c")),
    "fields": FactSpec("fields", "firm", "multi-choice", choices=("a", "b", "none")),
}
OPTIONS = {code: {"en": code} for code in "abc"}

#: Texts that look like answers, and texts that do not.
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            *(
                "",
                " ",
                "yes",
                "no",
                "a",
                "12",
                "12.50",
                "１２",
                "-1",
                "1e9",
                "NaN",
                "2026-11-30",
                "2026-W01-1",
            ),
            *('["a"]', '["a", "x"]', "[]", "{}", "null", "true", "12", '"a"', '[{"c0": "1"}]', '[{"c0": 1}]'),
            *("[" * 5000, "9" * 400, "\ud800", "一二三"),
        ]
    ),
)
LIMITS = st.none() | st.decimals(-100, 100, places=2)


@st.composite
def columns(draw, number: int) -> ColumnSpec:
    low, high = sorted([Decimal(draw(st.integers(-5, 5))), Decimal(draw(st.integers(-5, 5)))])
    return ColumnSpec(
        key=f"c{number}",
        kind=draw(st.sampled_from(COLUMN_KINDS)),
        label={"en": "Column"},
        required=draw(st.booleans()),
        options=OPTIONS,
        minimum=low,
        maximum=high,
    )


def rules(names: list[str]) -> st.SearchStrategy:
    """Rules of every shape over these names, most of them unsound: values and operators at random."""
    ops = st.sampled_from(["==", "!=", ">=", "<=", ">", "<", "in", "contains-any"])
    values = st.one_of(
        st.booleans(), st.integers(-5, 5), st.sampled_from("abc"), st.lists(st.sampled_from("abc"))
    )
    plain = st.fixed_dictionaries({"fact": st.sampled_from(names), "op": ops, "value": values})
    broken = st.sampled_from(
        [{}, {"all": 5}, {"fact": "x"}, {"not": None}, [], "rule", {"op": "~", "fact": [], "value": 1}]
    )
    return st.recursive(
        plain | broken,
        lambda inner: st.one_of(
            st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
            st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
            st.builds(lambda part: {"not": part}, inner),
        ),
        max_leaves=5,
    )


@st.composite
def questions(draw, number: int, names: list[str]) -> QuestionSpec:
    rows = sorted([draw(st.integers(0, 3)), draw(st.integers(0, 5))])
    return QuestionSpec(
        key=f"q{number}",
        kind=draw(st.sampled_from(list(QuestionKind))),
        required=draw(st.booleans()),
        required_when=draw(st.none() | rules(names)),
        shown_when=draw(st.none() | rules(names)),
        options=OPTIONS,
        columns=tuple(draw(columns(n)) for n in range(draw(st.integers(0, 2)))),
        min_rows=rows[0],
        max_rows=rows[1],
        minimum=draw(LIMITS),
        maximum=draw(LIMITS),
        max_length=draw(st.none() | st.integers(1, 20)),
        max_words=draw(st.none() | st.integers(1, 5)),
        fact=draw(st.sampled_from([None, *FACTS.values()])),
    )


@st.composite
def forms(draw) -> FormSpec:
    """A form of up to three sections; its rules name facts and any answers, also later ones."""
    sizes = draw(st.lists(st.integers(0, 3), min_size=1, max_size=3))
    names = [*FACTS, "no_such_fact", *(f"answer.q{number}" for number in range(sum(sizes)))]
    sections, number = [], 0
    for place, size in enumerate(sizes):
        asked = tuple(draw(questions(number + n, names)) for n in range(size))
        number += size
        sections.append(SectionSpec(f"s{place}", asked))
    return FormSpec(tuple(sections))


GIVEN = st.builds(Given, text=TEXTS, has_file=st.booleans(), is_confirmed=st.booleans())


def answers(form: FormSpec) -> st.SearchStrategy[dict[str, Given]]:
    """Answers to some of the questions."""
    return st.dictionaries(st.sampled_from([*form.questions, "no-such-question"]), GIVEN, max_size=8)


#: Facts as a firm may have recorded them under another registry: of any type.
KNOWN = st.dictionaries(
    st.sampled_from([*FACTS]),
    st.one_of(st.booleans(), st.integers(-5, 5), st.sampled_from("abc"), st.tuples(st.sampled_from("abc"))),
)
