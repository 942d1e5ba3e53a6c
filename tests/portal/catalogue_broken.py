"""Rows, files and lists that the import has to refuse, with words from the fault each has to give."""

from .catalogue_files import BENEFIT, CRITERION, fact, text


def benefit(**changes):
    return [{**BENEFIT, **changes}]


def criterion(rule):
    return [{**CRITERION, "rule": rule}]


def nested(levels):
    rule = CRITERION["rule"]
    for _ in range(levels):
        rule = {"not": rule}
    return rule


ROWS = [
    # shape
    ("measure", {"summary": ...}, "summary: is missing"),
    ("measure", {"extra": 1}, "extra: is not a field of the format"),
    ("measure", {"name": "A name"}, "name: "),
    ("measure", {"name": {"en": "A", "zh_hant": "一"}}, "name.zh_hans: is missing"),
    ("measure", {"name": {**text("A"), "fr": "Un"}}, "name.fr: is not a field"),
    ("measure", {"name": {**text("A"), "zh_hant": "  "}}, "name.zh_hant: is empty"),
    ("measure", {"name": {**text("A"), "zh_hant": 5}}, "name.zh_hant: 5 is not text"),
    ("measure", {"name": {**text("A"), "en": False}}, "name.en: False is not text"),
    ("measure", {"name": text("A ")}, "name.en: has a space at an end"),
    ("measure", {"name": None}, "name: "),
    ("measure", {"sectors": "ai"}, "sectors: ai is not a list"),
    ("measure", {"sectors": []}, "sectors: "),
    ("measure", {"sectors": ["ai", "ai"]}, "sectors: "),
    ("measure", {"sectors": ["ai", {}]}, "sectors[1]: "),
    ("measure", {"sectors": ["ai", "any"]}, "sectors: 'any' stands alone"),
    ("measure", {"sectors": ["magic"]}, "sectors[0]: magic is not one of"),
    ("measure", {"category": "luck"}, "category: luck is not one of"),
    ("measure", {"category": ["rent"]}, "category: "),
    ("measure", {"instrument": None}, "instrument: "),
    ("measure", {"confidence": "certain"}, "confidence: certain is not one of"),
    ("measure", {"rolling": "yes"}, "rolling: yes is not"),
    ("measure", {"sources": []}, "sources: "),
    ("measure", {"sources": [{"title": "T"}]}, "sources[0].publisher: is missing"),
    ("measure", {"documents": text("One")}, "documents: "),
    ("measure", {"benefit": None}, "benefit: None is not a list"),
    ("measure", {"benefit": ["half"]}, "benefit[0]: half is not a set of fields"),
    ("measure", {"eligibility": {"text": 1}}, "eligibility: "),
    # slugs and areas
    ("platform", {"slug": ...}, "slug: is missing"),
    ("platform", {"slug": "Not A Slug"}, "slug: "),
    ("platform", {"slug": 7}, "slug: 7 is not text"),
    ("platform", {"slug": ["x"]}, "slug: "),
    ("platform", {"slug": "a" * 81}, "slug: "),
    ("platform", {"slug": "a-platform\n"}, "slug: "),
    ("platform", {"area": "nanshan"}, "area: nanshan does not belong in platforms/hetao.yaml"),
    ("platform", {"area": "moon"}, "area: moon is not one of"),
    ("platform", {"area": ["hetao"]}, "area: "),
    # dates
    ("measure", {"as_of": "2026-02-30"}, "as_of: '2026-02-30' is not an ISO date"),
    ("measure", {"as_of": "2026-13-01"}, "as_of: '2026-13-01' is not an ISO date"),
    ("measure", {"as_of": "0000-01-01"}, "as_of: "),
    ("measure", {"as_of": "２０２６-01-01"}, "as_of: "),
    ("measure", {"as_of": "yesterday"}, "as_of: "),
    ("measure", {"as_of": "2026"}, "as_of: "),
    ("measure", {"opens": "2026-05-01", "closes": "2026-04-01"}, "closes: before opens"),
    (
        "measure",
        {"effective_from": "2026-05-01", "effective_to": "2026-04-01"},
        "effective_to: before effective_from",
    ),
    ("incubator", {"established": "2019-19"}, "established: '2019-19' is not an ISO date"),
    ("incubator", {"established": 2019}, "established: 2019 is not text"),
    # figures
    ("measure", {"benefit": benefit(currency=None)}, "benefit[0].currency: needed beside a sum"),
    ("measure", {"benefit": benefit(rate=1.5)}, "benefit[0].rate: "),
    ("measure", {"benefit": benefit(rate=0.1234567)}, "benefit[0].rate: "),
    ("measure", {"benefit": benefit(cap=-1)}, "benefit[0].cap: "),
    ("measure", {"benefit": benefit(cap=10**30)}, "benefit[0].cap: "),
    ("measure", {"benefit": benefit(cap=1e300)}, "benefit[0].cap: "),
    ("measure", {"benefit": benefit(cap=float("inf"))}, "benefit[0].cap: inf is not a number"),
    ("measure", {"benefit": benefit(cap=float("nan"))}, "benefit[0].cap: nan is not a number"),
    ("measure", {"benefit": benefit(cap="a lot")}, "benefit[0].cap: "),
    ("measure", {"benefit": benefit(months=0)}, "benefit[0].months: "),
    ("measure", {"benefit": benefit(months=10**6)}, "benefit[0].months: 1000000 is too large"),
    ("measure", {"benefit": benefit(per="fortnight")}, "benefit[0].per: "),
    ("incubator", {"total_sqm": -1}, "total_sqm: "),
    ("incubator", {"total_sqm": 10**12}, "total_sqm: 1000000000000 is too large"),
    ("incubator", {"total_sqm": 1.5}, "total_sqm: "),
    ("space", {"rent": {"amount": 5}}, "rent"),
    # lengths and characters
    ("platform", {"name": text("x" * 301)}, "name.en: "),
    ("platform", {"address": text("x" * 500)}, "address.zh_hant: "),
    ("platform", {"name": text("x\0y")}, "name.en: holds a character that cannot be stored"),
    ("incubator", {"website": "https://example.org/" + "x" * 600}, "website: "),
    ("incubator", {"website": "ftp://example.org"}, "website: "),
    ("incubator", {"website": "https://not a link"}, "website: "),
    # rules
    (
        "measure",
        {"eligibility": criterion({"fact": "luck", "op": "==", "value": True})},
        'There is no fact or answer called "luck"',
    ),
    ("measure", {"eligibility": criterion({"fact": "headcount", "op": "in", "value": [1]})}, "does not fit"),
    (
        "measure",
        {"eligibility": criterion({"fact": "headcount", "op": "==", "value": "x"})},
        "needs a whole number",
    ),
    (
        "measure",
        {"eligibility": criterion({"fact": "headcount", "op": ">", "value": 10**6})},
        "needs a number from 0 to 1000",
    ),
    (
        "measure",
        {"eligibility": criterion({"all": []})},
        "eligibility[0].rule.all: “all” needs at least two rules",
    ),
    (
        "measure",
        {"eligibility": criterion(nested(9))},
        "eligibility[0].rule: Rules may stand inside each other at most 8 deep",
    ),
    ("measure", {"eligibility": criterion("always")}, "eligibility[0].rule: A rule is written in braces"),
    ("measure", {"eligibility": [{"text": text("A")}]}, "eligibility[0].rule: is missing"),
    ("measure", {"benefit": benefit(rule=None)}, "benefit[0].rule: A rule is written in braces"),
    # references
    ("programme", {"incubator": "nobody"}, "incubator: no incubator nobody"),
    ("programme", {"incubator": "old-platform"}, "incubator: no incubator"),
    ("programme", {"stage": ["adult"]}, "stage[0]: "),
    ("story", {"what_they_used": ["nothing-known"]}, "what_they_used[0]: no entry"),
    ("story", {"what_they_used": []}, "what_they_used: "),
    ("story", {"what_they_used": [5]}, "what_they_used[0]: "),
    ("story", {"sector": "magic"}, "sector: "),
    # what the database holds
    ("measure", {"slug": "old-platform"}, "slug: is that of a platform in the database"),
]


FILES = {
    "not YAML": b"- a: [",
    "not UTF-8": "- slug: 香港".encode("big5"),
    "empty": b"",
    "an empty list": b"[]",
    "a word": b"hello",
    "a number": b"5",
    "a mapping": b"slug: x",
    "rows that are words": b"- one\n- 2\n- null\n- [a]\n",
    "a key given twice": b"- slug: a\n  slug: b\n",
    "a list for a key": b"- {[a]: 1}",
    "several documents": b"--- [1]\n--- [2]",
    "a tag of Python": b"- !!python/object/apply:os.system [ls]",
    "a wrong tag": b"- !!bool maybe",
    "an empty number": b"- !!float ''",
    "a number without end": b"- " + b"9" * 6000,
    "brackets without end": b"[" * 100_000,
    "a circle": b"- &a [*a]",
    "references that explode": b"- &a [x,x,x,x,x,x,x,x,x,x]\n"
    + b"".join(f"- &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 10)}]\n".encode() for i in range(8)),
    "an unquoted impossible date": b"- slug: x\n  as_of: 2026-02-30\n",
    "control characters": b"- \x00",
    "odd types": b"- !!set {a}\n- !!binary aGVq\n- !!omap [a: 1]\n",
}


LISTS = [
    ("facts", fact("headcount", unit=None), "headcount: unit: "),
    ("facts", fact("headcount", min=5, max=4), "headcount: max: is below min"),
    ("facts", fact("headcount", max=10**30), "headcount: max: "),
    ("facts", fact("headcount", "bool", unit="people"), "headcount: unit: only whole numbers have one"),
    ("facts", fact("headcount", "choice"), "headcount: choices: "),
    ("facts", fact("headcount", "mood"), "headcount: type: mood is not one of"),
    ("facts", fact("Head count"), "#1: name: "),
    ("facts", fact("headcount", question=None), "headcount: question: "),
    ("facts", fact("h" * 90), "name: "),
    (
        "facts",
        fact(
            "stage", "choice", choices=[{"code": "a", "label": text("A")}, {"code": "a", "label": text("B")}]
        ),
        "stage: choices: 'a' given twice",
    ),
    (
        "facts",
        fact("sectors", "multi-choice", choices=[{"code": c, "label": text(c)} for c in ("ai", "magic")]),
        "sectors: choices: differ from sectors.yaml",
    ),
    (
        "areas",
        {"code": "moon", "name": text("Moon"), "description": text("Far")},
        "moon: code: moon is not one of",
    ),
    ("areas", {"code": "hetao", "name": text("Hetao")}, "hetao: description: is missing"),
    ("areas", {"code": ["hetao"], "name": text("H"), "description": text("D")}, "#1: code: "),
    ("sectors", {"code": "ai", "name": "AI"}, "ai: name: "),
    ("categories", {"code": "c" * 60, "name": text("C")}, ": code: "),
    ("categories", {"code": "rent", "name": text("C" * 200)}, "rent: name.en: "),
]
