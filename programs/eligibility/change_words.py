"""A set of changes in words: "Register a Shenzhen company: Qianhai", "Wait 6 months: it is then 6 months old"."""

from django.utils.translation import gettext as _

from portal.catalogue.figures import months
from portal.kernel.display import listed
from portal.kernel.languages import pick

from .changes import Change, ChangeSet
from .traits import read_traits
from .words import FactWords, both, value_in_words


def change_in_words(change_set: ChangeSet, words: FactWords) -> list[str]:
    """What to do, one text an act, in the active language and the order in which it is done; waiting comes last.

    An act of several facts has one text; a fact without words of its own says "Bank loan: CNY 500,000 instead of
    CNY 200,000".
    """
    by_act: dict[str, list[Change]] = {}
    waiting = []
    for change in change_set.changes:
        if change.months is not None:
            waiting.append(change)
            continue
        trait = words.traits.get(change.fact)
        by_act.setdefault((trait.act if trait else "") or change.fact, []).append(change)
    texts = []
    for act, changes in by_act.items():
        whole = read_traits().acts.get(act)
        if whole and len(changes) > 1:
            values = {each.fact: value_in_words(each.fact, each.becomes, words) for each in changes}
            texts.append(pick(whole).format(**values))
        else:
            texts += [one_in_words(each, words) for each in changes]
    if waiting:
        return [*texts, wait_in_words(waiting, words)]
    if change_set.months:
        texts.append(_("Wait %(months)s") % {"months": months(change_set.months)})
    return texts


def one_in_words(change: Change, words: FactWords) -> str:
    """One fact that somebody changes."""
    trait = words.traits.get(change.fact)
    if trait is not None and trait.do:
        return pick(trait.do).format(value=value_in_words(change.fact, new_part(change), words))
    return _("%(label)s: %(becomes)s instead of %(before)s") % {
        "label": words.label(change.fact),
        "becomes": value_in_words(change.fact, change.becomes, words),
        "before": value_in_words(change.fact, change.before, words),
    }


def new_part(change: Change) -> object:
    """The codes that a list gains; what it becomes where it only loses some, and where it is no list."""
    if not isinstance(change.becomes, list):
        return change.becomes
    return [code for code in change.becomes if code not in (change.before or ())] or change.becomes


def wait_in_words(waiting: list[Change], words: FactWords) -> str:
    """How long to wait and what then holds. To a birthday it is at most so long."""
    longest = max(change.months or 0 for change in waiting)
    told = {"months": months(longest), "then": both(then_in_words(change, words) for change in waiting)}
    in_years = any(getattr(words.facts.get(change.fact), "unit", "") == "years" for change in waiting)
    if in_years:
        return _("Wait at most %(months)s: %(then)s") % told
    return _("Wait %(months)s: %(then)s") % told


def then_in_words(change: Change, words: FactWords) -> str:
    """What holds after waiting."""
    trait = words.traits.get(change.fact)
    value = value_in_words(change.fact, change.becomes, words)
    return (
        pick(trait.do).format(value=value)
        if trait and trait.do
        else listed([words.label(change.fact), value])
    )
