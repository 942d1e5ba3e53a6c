"""How everything stands on the answers of one check."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from accounts.models import Membership
from portal.catalogue.models import Fact
from programs.eligibility.explaining import Verdict, explain
from programs.eligibility.facts import FactSpec, spec_of
from programs.eligibility.logic import Judgement, Outcome
from programs.eligibility.questions import Question, rank_questions, waiting_for
from programs.eligibility.schemes import Scheme
from programs.eligibility.traits import Trait, ruled_out, traits
from programs.eligibility.values import check_facts
from programs.eligibility.words import FactWords

from .answers import Answers, Effect, facts_on, page_of


@dataclass(frozen=True)
class Check:
    """What was said and what is known, and what follows. Asks no database."""

    #: The fact registry in its order.
    asked: Mapping[str, Fact]
    #: The revision of the catalogue that the schemes are of.
    token: str
    schemes: Mapping[str, Scheme]
    answers: Answers
    #: What the firm has said of itself; empty for visitors.
    known: Mapping[str, Any]
    #: The firm that the person works for, if any.
    membership: Membership | None = None

    @cached_property
    def registry(self) -> dict[str, FactSpec]:
        return {name: spec_of(fact) for name, fact in self.asked.items()}

    @cached_property
    def given(self) -> dict[str, Any]:
        """What was answered: the firm's facts under what was said now, without what makes no sense beside the rest."""
        known = {name: value for name, value in self.known.items() if name not in self.answers.unsure}
        return applying({**known, **self.answers.said}, traits())

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What counts: what was answered, and what the answers settle without being asked."""
        return with_ruled_out(self.given, traits())

    @cached_property
    def own(self) -> dict[str, Any]:
        """What counts of what was said in this check."""
        return {name: value for name, value in self.given.items() if name in self.answers.said}

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """How each scheme stands, by its slug."""
        return {slug: explain(scheme, self.facts) for slug, scheme in self.schemes.items()}

    @cached_property
    def tested(self) -> dict[str, Verdict]:
        """The verdicts of schemes that answers can say something about. All others only staff can judge."""
        return {slug: each for slug, each in self.verdicts.items() if each.judgement != Judgement.STAFF}

    @cached_property
    def waiting_count(self) -> int:
        """How many schemes still hang on questions."""
        return sum(each.outcome == Outcome.NEEDS_FACTS for each in self.verdicts.values())

    @cached_property
    def questions(self) -> list[Question]:
        """What could still be asked, the question that tells most in front."""
        return rank_questions(
            self.schemes.values(),
            self.facts,
            registry=self.registry,
            traits=traits(),
            skipped=self.answers.unsure,
        )

    @cached_property
    def words(self) -> FactWords:
        return FactWords(self.asked, traits())

    def on_page(self, page: str) -> list[Fact]:
        """What a page of the check asks for now: what was said there, and what could still matter.

        A question that waits for another one of the same page is asked with it. Everything that makes sense where
        nothing of it does matter; none for the code of no page.
        """
        facts = [self.asked[name] for name in facts_on(page) if name in self.asked]
        shown = {question.fact for question in self.questions} | self.given.keys() | {*self.answers.unsure}
        shown |= {
            fact.name for fact in facts if fact.name in self.waiting and self.waits_for(fact.name) & shown
        }
        return [fact for fact in facts if fact.name in shown] or [
            fact for fact in facts if makes_sense(fact.name, self.facts, traits())
        ]

    @cached_property
    def waiting(self) -> Collection[str]:
        """The facts that could help to settle a scheme, whether they can be asked for by now or not."""
        return waiting_for(self.schemes.values(), self.facts)

    def waits_for(self, name: str) -> set[str]:
        """Facts on the same page that tell whether asking for this one makes sense, while that is open."""
        trait = traits().get(name)
        rule = trait.asked_when if trait else None
        if rule is None or rule.test(self.facts) is not None:
            return set()
        return {fact for fact in rule.facts if page_of(fact) == page_of(name)}

    def answered(self, page: str, said: Mapping[str, Any], unsure: Iterable[str]) -> "Check":
        """The same check after a page was answered, with what that did."""
        after = replace(self, answers=self.answers.with_page(page, said, unsure))
        return replace(after, answers=replace(after.answers, effect=effect_of(self, after)))

    def faults_of(self, said: Mapping[str, Any], before: "Check") -> dict[str, str]:
        """What is wrong with the facts after an answer (`said`) and was not before it, by name.

        A firm's own facts may contradict each other already; that is no reason to take no more answers. What stopped
        making sense by the answer is gone and contradicts nothing, but what was said with it has to go with it.
        """
        earlier = check_facts(before.given, self.registry)
        found = check_facts({**self.given, **said}, self.registry)
        return {name: message for name, message in found.items() if earlier.get(name) != message}


def applying(facts: Mapping[str, Any], all_traits: Mapping[str, Trait]) -> dict[str, Any]:
    """The facts without those whose question makes no sense beside the others: the age of a company there is not."""
    found = dict(facts)
    while gone := [name for name in found if not makes_sense(name, found, all_traits)]:
        for name in gone:
            del found[name]
    return found


def with_ruled_out(facts: Mapping[str, Any], all_traits: Mapping[str, Trait]) -> dict[str, Any]:
    """The facts with those yes-or-no answers that they leave only one of, where the question makes sense."""
    found = {name: value for name, value in ruled_out(facts).items() if makes_sense(name, facts, all_traits)}
    return {**facts, **found}


def makes_sense(name: str, facts: Mapping[str, Any], all_traits: Mapping[str, Trait]) -> bool:
    """Whether a question may be asked of somebody with these facts."""
    trait = all_traits.get(name)
    return trait is None or trait.asked_when is None or trait.asked_when.test(facts) is not False


def effect_of(before: Check, after: Check) -> Effect:
    """What an answer changed."""
    moved = {
        slug: (before.verdicts[slug].outcome, verdict.outcome)
        for slug, verdict in after.verdicts.items()
        if before.verdicts[slug].outcome != verdict.outcome
    }
    return Effect(
        closed=tuple(slug for slug, (_old, new) in moved.items() if new == Outcome.NOT_ELIGIBLE),
        met=tuple(slug for slug, (_old, new) in moved.items() if new == Outcome.ELIGIBLE),
        reopened=tuple(slug for slug, (old, _new) in moved.items() if old == Outcome.NOT_ELIGIBLE),
    )
