"""Why a criterion is not met, in words: what is so, and what would have to be.

"Share owned from Hong Kong or Macao: 24%; needs at least 25%", "You need a company registered in Shenzhen"
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from portal.kernel.languages import pick

from .compiling import Facts, compile_node
from .explaining import failing
from .facts import LIST_OPERATORS
from .nodes import Comparison, Group, Node
from .words import FactWords, both, either, value_in_words

#: What is so and what each operator needs instead; for any other operator, the value itself is needed.
SENTENCES = {
    ">=": gettext_noop("%(label)s: %(have)s; needs at least %(need)s"),
    ">": gettext_noop("%(label)s: %(have)s; needs more than %(need)s"),
    "<=": gettext_noop("%(label)s: %(have)s; at most %(need)s is allowed"),
    "<": gettext_noop("%(label)s: %(have)s; needs less than %(need)s"),
    "!=": gettext_noop("%(label)s: %(have)s; anything else is needed"),
    "not-in": gettext_noop("%(label)s: %(have)s; anything but %(need)s is needed"),
    "contains-none": gettext_noop("%(label)s: %(have)s; nothing of %(need)s is allowed"),
}
#: What each operator needs, as one of several ways out.
PHRASES = {
    ">=": gettext_noop("%(label)s (at least %(need)s)"),
    ">": gettext_noop("%(label)s (more than %(need)s)"),
    "<=": gettext_noop("%(label)s (at most %(need)s)"),
    "<": gettext_noop("%(label)s (less than %(need)s)"),
    "!=": gettext_noop("%(label)s (not %(need)s)"),
    "not-in": gettext_noop("%(label)s (not %(need)s)"),
    "contains-none": gettext_noop("%(label)s (not %(need)s)"),
}


def gap_in_words(gap: Node, facts: Facts, words: FactWords) -> str:
    """What is so and what is needed instead, in the active language, without a full stop at the end.

    gap: a part of a rule that is not met on these facts, as `explaining.Finding.gap` holds it. Where several parts
    fail, a sentence for each; where any of several would do, all of them as ways out, without what holds already.
    """
    if isinstance(gap, Comparison):
        return comparison_gap(gap, facts, words)
    if gap.every:
        failed = [part for part in gap.parts if compile_node(part)(facts) is False]
        sentences = dict.fromkeys(gap_in_words(failing(part, facts), facts, words) for part in failed)
        return pgettext("between sentences", ". ").join(sentences)
    ways = dict.fromkeys(need_in_words(part, facts, words) for part in gap.parts)
    return _("One of these is needed: %(ways)s") % {"ways": pgettext("between ways out", "; ").join(ways)}


def comparison_gap(gap: Comparison, facts: Facts, words: FactWords) -> str:
    """The gap of one comparison, such as "Bank loan: CNY 200,000; needs at least CNY 500,000"."""
    told = {"label": words.label(gap.fact)}
    if isinstance(gap.value, bool):
        needed_answer = gap.value is (gap.op == "==")
        trait = words.traits.get(gap.fact)
        if trait and needed_answer in trait.need:
            return pick(trait.need[needed_answer])
        if needed_answer:
            return _("%(label)s: this is needed, and the answer is no") % told
        return _("%(label)s: this must not be, and the answer is yes") % told
    told["have"] = value_in_words(gap.fact, facts.get(gap.fact), words)
    if gap.op in LIST_OPERATORS and len(gap.value) > 1:
        told["ways"] = pgettext("between ways out", "; ").join(codes_in_words(gap, words))
        return _("%(label)s: %(have)s. One of these is needed: %(ways)s") % told
    told["need"] = needed(gap, words)
    sentence = SENTENCES.get(gap.op)
    return (_(sentence) if sentence else _("%(label)s: %(have)s; %(need)s is needed")) % told


def need_in_words(node: Node, facts: Facts, words: FactWords) -> str:
    """What a part of a rule asks for, without what these facts meet already: "Bank loan (at least CNY 500,000)"."""
    if isinstance(node, Group):
        lacking = [part for part in node.parts if compile_node(part)(facts) is not True] or node.parts
        parts = dict.fromkeys(need_in_words(part, facts, words) for part in lacking)
        if node.every:
            return both(parts)
        return _("either %(ways)s") % {"ways": either(parts)} if len(parts) > 1 else either(parts)
    told = {"label": words.label(node.fact)}
    if isinstance(node.value, bool):
        is_yes = node.value is (node.op == "==")
        if words.as_answers:
            return (_("%(label)s is answered “yes”") if is_yes else _("%(label)s is answered “no”")) % told
        return told["label"] if is_yes else _("not: %(label)s") % told
    told["need"] = needed(node, words)
    phrase = PHRASES.get(node.op)
    return (_(phrase) if phrase else _("%(label)s (%(need)s)")) % told


def needed(node: Comparison, words: FactWords) -> str:
    """The value that a comparison asks for; of several codes, that any of them will do."""
    if isinstance(node.value, tuple):
        return either(codes_in_words(node, words))
    return value_in_words(node.fact, node.value, words)


def codes_in_words(node: Comparison, words: FactWords) -> list[str]:
    """The labels of the codes that a comparison lists."""
    as_list = node.op.startswith("contains")
    return [value_in_words(node.fact, [code] if as_list else code, words) for code in node.value]
