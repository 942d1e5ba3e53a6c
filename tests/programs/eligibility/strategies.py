"""Random rules, facts and schemes over a small registry in which every kind of fact and of change occurs."""

from hypothesis import strategies as st

from programs.eligibility.facts import FactSpec
from programs.eligibility.schemes import Criterion, Scheme, rule_of
from programs.eligibility.traits import Changeable, Trait

REGISTRY = {
    fact.name: fact
    for fact in (
        FactSpec("resident", "founder", "bool"),
        FactSpec("insured", "firm", "bool"),
        FactSpec("registered", "shenzhen-entity", "bool"),
        FactSpec("area", "shenzhen-entity", "choice", choices=("hetao", "qianhai", "none")),
        FactSpec("age", "founder", "int", "years", 0, 120),
        FactSpec("months", "shenzhen-entity", "int", "months", 0),
        FactSpec("staff", "firm", "int", "people", 0, 4),
        FactSpec("share", "firm", "int", "%", 0, 4),
        FactSpec("fields", "firm", "multi-choice", choices=("ai", "bio", "none")),
        FactSpec("grants", "firm", "multi-choice", choices=("city", "state")),
    )
}


def trait(name: str, change: str, effort: int = 0, **more) -> Trait:
    return Trait(name, {"en": name}, Changeable(change), effort, None, **more)


TRAITS = {
    each.name: each
    for each in (
        trait("resident", "never"),
        trait("insured", "choice", 1),
        trait(
            "registered",
            "effort",
            5,
            becomes=(True,),
            act="company",
            brings={True: {"months": 0, "area": None}},
        ),
        trait("area", "effort", 5, becomes=("hetao", "qianhai"), act="company"),
        trait("age", "time"),
        trait("months", "time"),
        trait("staff", "effort", 6, only_more=True),
        trait("share", "effort", 3),
        trait("fields", "effort", 8),
        trait("grants", "effort", 7, only_more=True),
    )
}


def value_of(fact: FactSpec):
    """Any value of a fact."""
    if fact.type == "bool":
        return st.booleans()
    if fact.type == "int":
        return st.integers(min_value=0, max_value=4)
    if fact.type == "choice":
        return st.sampled_from(fact.choices)
    codes = [code for code in fact.choices if code != "none"]
    some = st.lists(st.sampled_from(codes), min_size=1, unique=True).map(sorted)
    return some | st.just(["none"]) if "none" in fact.choices else some


def comparison_of(fact: FactSpec):
    several = (
        st.lists(st.sampled_from(fact.choices), min_size=1, unique=True) if fact.choices else st.nothing()
    )
    if fact.type == "multi-choice":
        ops, values = st.just("contains-any"), several
    elif fact.type == "int":
        ops, values = st.sampled_from(["==", "!=", ">=", "<=", ">", "<"]), st.integers(0, 4)
    else:
        ops, values = st.sampled_from(["==", "!="]), value_of(fact)
    single = st.fixed_dictionaries({"fact": st.just(fact.name), "op": ops, "value": values})
    if fact.type != "choice":
        return single
    return single | st.fixed_dictionaries({"fact": st.just(fact.name), "op": st.just("in"), "value": several})


def rules(*, leaves: int = 8):
    """Rules as they are stored."""
    return st.recursive(
        st.one_of([comparison_of(fact) for fact in REGISTRY.values()]),
        lambda inner: st.one_of(
            st.fixed_dictionaries({"not": inner}),
            st.fixed_dictionaries({"all": st.lists(inner, min_size=2, max_size=3)}),
            st.fixed_dictionaries({"any": st.lists(inner, min_size=2, max_size=3)}),
        ),
        max_leaves=leaves,
    )


def facts():
    """What is known of a firm: any part of the registry."""
    return st.fixed_dictionaries({}, optional={fact.name: value_of(fact) for fact in REGISTRY.values()})


def whole():
    """Everything that there is to know of a firm."""
    return st.fixed_dictionaries({fact.name: value_of(fact) for fact in REGISTRY.values()})


def scheme_of(*stored, slug: str = "sample") -> Scheme:
    """A scheme with these rules as criteria."""
    criteria = tuple(Criterion(number, {"en": ""}, rule_of(rule)) for number, rule in enumerate(stored))
    return Scheme(0, slug, "measure", {"en": slug}, "hetao", "", "", None, criteria, ())


def schemes():
    return st.lists(rules(leaves=4), min_size=1, max_size=3).map(lambda stored: scheme_of(*stored))
