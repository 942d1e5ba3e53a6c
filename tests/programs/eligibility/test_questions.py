"""The question that settles the most comes first, and in the end nothing is left open."""

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from programs.eligibility.explaining import explain
from programs.eligibility.logic import Outcome
from programs.eligibility.questions import Question, rank_questions
from programs.eligibility.traits import traits

from . import gold
from .published import registry
from .strategies import REGISTRY, TRAITS, facts, scheme_of, schemes, whole

PUBLISHED = {"registry": registry(), "traits": traits()}
SMALL = {"registry": REGISTRY, "traits": TRAITS}


def rule(fact, op, value):
    return {"fact": fact, "op": op, "value": value}


def named(*stored, known=None, **more) -> list[str]:
    found = [scheme_of(one, slug=str(number)) for number, one in enumerate(stored)]
    return [each.fact for each in rank_questions(found, known or {}, **{**SMALL, **more})]


def test_the_answer_that_settles_more_comes_first():
    resident, insured = rule("resident", "==", True), rule("insured", "==", True)
    assert named(insured, resident, resident) == ["resident", "insured"]
    first, second = rank_questions(
        [scheme_of(insured, slug="a"), scheme_of({"all": [resident, insured]}, slug="b")], {}, **SMALL
    )
    # Yes settles one of the two, no settles both.
    assert first == Question("insured", settles=2, weight=1.5)
    # No settles one.
    assert second == Question("resident", settles=1, weight=0.5)


def test_equals_stand_in_the_order_of_the_registry():
    assert named(rule("insured", "==", True), rule("resident", "==", True)) == ["resident", "insured"]


def test_of_questions_that_settle_nothing_alone_the_one_that_more_wait_for_comes_first():
    def equal(one, other):
        yes = {"all": [rule(one, "==", True), rule(other, "==", True)]}
        return {"any": [yes, {"all": [rule(one, "==", False), rule(other, "==", False)]}]}

    found = [scheme_of(equal("resident", "registered"), slug="a")]
    found.append(scheme_of(equal("insured", "registered"), slug="b"))
    questions = rank_questions(found, {}, **SMALL)
    assert [each.weight for each in questions] == [0, 0, 0]
    assert questions[0].fact == "registered"


def test_what_is_settled_known_skipped_or_unheard_of_is_not_asked_for():
    resident, insured = rule("resident", "==", True), rule("insured", "==", True)
    assert named({"any": [resident, insured]}, known={"resident": True}) == []
    assert named({"all": [resident, insured]}, known={"resident": False}) == []
    assert named({"all": [resident, insured]}, known={"resident": True}) == ["insured"]
    assert named({"all": [resident, insured]}, skipped=["resident"]) == ["insured"]
    known_facts = {name: fact for name, fact in REGISTRY.items() if name != "insured"}
    assert named({"all": [resident, insured]}, registry=known_facts) == ["resident"]


def test_numbers_are_told_apart_where_a_rule_does():
    # Of 0 to 4, three stretches: below 1, from 1 to 2, above. Two of the three settle both.
    (question,) = rank_questions(
        [scheme_of(rule("share", ">=", 1), slug="a"), scheme_of(rule("share", ">", 2), slug="b")], {}, **SMALL
    )
    assert question == Question("share", settles=2, weight=2.0)


def ranked(known, skipped=()):
    return rank_questions(gold.schemes().values(), known, skipped=skipped, **PUBLISHED)


def test_a_long_list_on_which_few_find_theirs_comes_late():
    names = [each.fact for each in ranked({})]
    assert names.index("founder_is_hk_macau_resident") < names.index("sectors")
    assert names.index("professional_qualifications") > 12


def test_a_question_that_makes_no_sense_is_not_asked_and_one_that_may_waits():
    first = [each.fact for each in ranked({})]
    assert first[0] == "has_shenzhen_entity"
    assert "shenzhen_entity_area" not in first, "of which company?"
    assert "shenzhen_entity_area" not in {each.fact for each in ranked({"has_shenzhen_entity": False})}
    assert "shenzhen_entity_area" in {each.fact for each in ranked({"has_shenzhen_entity": True})}
    # Who does not know whether there is one may still be asked.
    assert "shenzhen_entity_area" in {each.fact for each in ranked({}, skipped=["has_shenzhen_entity"])}


def test_what_a_question_says_it_settles_it_does_settle():
    found = {slug for slug, scheme in gold.schemes().items() if scheme.truth({}) is None}
    for question in ranked({})[:5]:
        spec = registry()[question.fact]
        answers = [True, False] if spec.type == "bool" else list(spec.choices)
        if spec.type == "multi-choice":
            answers = [[code] for code in answers]
        settled = [
            sum(gold.schemes()[s].truth({question.fact: a}) is not None for s in found) for a in answers
        ]
        assert max(settled) == question.settles
        assert abs(sum(settled) / len(settled) - question.weight) < 1e-9


def test_whoever_answers_everything_that_is_asked_knows_everything():
    """On the published catalogue, no scheme is left open for a question that is never asked."""
    for seed in range(40):
        random, known = Random(seed), {}
        person = {name: answer(spec, random) for name, spec in registry().items()}
        while questions := ranked(known):
            known[questions[0].fact] = person[questions[0].fact]
        left = {slug for slug, one in gold.schemes().items() if one.outcome(known) == Outcome.NEEDS_FACTS}
        assert left == set(), seed


def answer(spec, random):
    if spec.type == "bool":
        return random.random() < 0.5
    if spec.type == "int":
        return random.randint(spec.min or 0, spec.max or random.choice([5, 50, 10**6, 10**9]))
    return random.choice(spec.choices) if spec.type == "choice" else [random.choice(spec.choices)]


@settings(max_examples=50, deadline=None)
@given(st.lists(schemes(), min_size=1, max_size=4), facts(), whole())
def test_only_what_can_decide_is_asked_and_answering_it_all_decides(several, known, everything):
    numbered = [replace(scheme, slug=str(number)) for number, scheme in enumerate(several)]
    questions = rank_questions(numbered, known, **SMALL)
    missing = {name for scheme in numbered for name in explain(scheme, known).missing}
    assert {each.fact for each in questions} == missing
    while questions:
        assert all(each.weight <= each.settles <= len(numbered) for each in questions)
        known = {**known, questions[0].fact: everything[questions[0].fact]}
        questions = rank_questions(numbered, known, **SMALL)
    assert all(scheme.outcome(known) != Outcome.NEEDS_FACTS for scheme in numbered)
