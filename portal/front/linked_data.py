"""What a page is about, in the words of schema.org, for search engines.

Only what the entry says: where no type or property of schema.org means the same, nothing is said. Each function takes
what the page has loaded and asks the database nothing.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.catalogue.enums import Kind
from portal.catalogue.models import Entry, Source
from portal.catalogue.texts import text_of
from portal.kernel.addresses import absolute
from portal.kernel.languages import HTML_LANG, SUFFIXES, current
from programs.enums import BenefitPer, Instrument
from programs.models import Benefit, Intake

from . import licence

CONTEXT = "https://schema.org"
#: Counted so, a sum of money is one grant.
ONE_GRANT = {"", BenefitPer.FIRM, BenefitPer.ONCE, BenefitPer.PROJECT}

Node = dict[str, Any]


def without_gaps(node: Node) -> Node:
    """The node less what is empty."""
    return {key: value for key, value in node.items() if value not in ("", None, [], {})}


def graph(*nodes: Node) -> Node:
    return {"@context": CONTEXT, "@graph": list(nodes)}


def site() -> Node:
    """The portal as a website, and how to search it."""
    catalogue = absolute(reverse("catalogue"))
    return {
        **site_link(),
        "url": absolute(reverse("home")),
        "description": _(
            "Measures, programmes, incubators, spaces and platforms for Hong Kong start-ups on the way into Shenzhen."
        ),
        "inLanguage": HTML_LANG[current()],
        "publisher": publisher(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{catalogue}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def site_link() -> Node:
    """The site by its id, as other nodes point at it."""
    return {"@type": "WebSite", "@id": absolute("/#site"), "name": _("Hetao Launchpad")}


def publisher() -> Node:
    return {"@type": "Organization", "@id": absolute("/#publisher"), "name": _("Hetao Launchpad")}


def breadcrumb(address: str, *steps: tuple[str, str]) -> Node:
    """Where a page stands: pairs of label and absolute address, from the top to the page itself."""
    return {
        "@type": "BreadcrumbList",
        "@id": f"{address}#breadcrumb",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": label, "item": url}
            for place, (label, url) in enumerate(steps, 1)
        ],
    }


def entry_list(query: str, listing) -> Node:
    """A page of the catalogue (`portal.front.selectors.Listing`). query: what its own address keeps."""
    address = absolute(reverse("catalogue") + (f"?{query}" if query else ""))
    return {
        "@type": "CollectionPage",
        "@id": address,
        "url": address,
        "name": _("Support catalogue"),
        "inLanguage": HTML_LANG[current()],
        "isPartOf": site_link(),
        "license": licence.URL,
        "mainEntity": {
            "@type": "ItemList",
            "numberOfItems": listing.total,
            "itemListElement": [
                {"@type": "ListItem", "position": place, "url": absolute(row.url)}
                for place, row in enumerate(listing.rows, listing.page.start_index())
            ],
        },
    }


def entry_page(entry: Entry, sources: Iterable[Source], intakes: Iterable[Intake] = ()) -> Node:
    """The page of an entry: the page itself, the thing it is about, and where it stands.

    entry: of its own kind, with what its page shows. intakes: those open on this portal.
    """
    address = absolute(reverse(entry.kind, args=[entry.slug]))
    name = str(text_of(entry, "name"))
    home, catalogue = absolute(reverse("home")), absolute(reverse("catalogue"))
    return graph(
        without_gaps(
            {
                "@type": "WebPage",
                "@id": address,
                "url": address,
                "name": name,
                "inLanguage": HTML_LANG[current()],
                "datePublished": entry.published_at and entry.published_at.isoformat(),
                "dateModified": entry.updated_at.isoformat(),
                "isPartOf": site_link(),
                "license": licence.URL,
                "primaryImageOfPage": absolute(reverse("entry-card", args=[entry.slug])),
                "breadcrumb": {"@id": f"{address}#breadcrumb"},
                "mainEntity": {"@id": f"{address}#entry"},
                "citation": [source_node(source) for source in sources],
            }
        ),
        thing(entry, address, [row for row in intakes if not row.is_sample]),
        breadcrumb(address, (_("Home"), home), (_("Catalogue"), catalogue), (name, address)),
    )


def thing(entry: Any, address: str, intakes: list[Intake]) -> Node:
    """What the page is about, by the kind of the entry."""
    builders: dict[str, Callable[[Any, list[Intake]], Node]] = {
        Kind.MEASURE: measure,
        Kind.PROGRAMME: programme,
        Kind.INCUBATOR: incubator,
        Kind.SPACE: space,
        Kind.PLATFORM: platform,
        Kind.STORY: story,
    }
    name = str(text_of(entry, "name"))
    shared = {
        "@id": f"{address}#entry",
        "name": name,
        "alternateName": sorted(
            {getattr(entry, f"name_{suffix}") or "" for suffix in SUFFIXES.values()} - {"", name}
        ),
        "description": str(text_of(entry, "summary")),
        "mainEntityOfPage": {"@id": address},
    }
    return without_gaps({**shared, **builders[entry.kind](entry, intakes)})


def measure(entry: Any, intakes: list[Intake]) -> Node:
    """Support by an authority. What it gives is named where it is a grant of one sum."""
    version = entry.current
    return {
        "@type": "GovernmentService",
        "serviceType": str(entry.category.name),
        "provider": organization(str(text_of(version, "authority"))),
        "areaServed": area(entry),
        "availableChannel": [channel(intake) for intake in intakes],
        "offers": offer(entry),
        "serviceOutput": grants(version.instrument, version.benefits.all()),
    }


def grants(instrument: str, tiers: Iterable[Benefit]) -> list[Node]:
    """The sums of a grant, one for each tier that names one."""
    if instrument != Instrument.GRANT:
        return []
    return [
        {"@type": "MonetaryGrant", "amount": money(tier)}
        for tier in tiers
        if tier.currency and tier.per in ONE_GRANT and (tier.amount is not None or tier.cap is not None)
    ]


def money(tier: Benefit) -> Node:
    """A sum, or the most it can be."""
    name, figure = ("maxValue", tier.cap) if tier.amount is None else ("value", tier.amount)
    return {"@type": "MonetaryAmount", "currency": tier.currency, name: float(figure or 0)}


def programme(entry: Any, intakes: list[Intake]) -> Node:
    """A programme runs for years and takes cohorts: a service, not one event."""
    return {
        "@type": "Service",
        "serviceType": str(entry.get_kind_display()),
        "provider": organization(str(text_of(entry, "operator"))),
        "areaServed": area(entry),
        "availableChannel": [channel(intake) for intake in intakes],
        "offers": offer(entry),
    }


def incubator(entry: Any, intakes: list[Intake]) -> Node:
    return {
        "@type": "Organization",
        "url": entry.website,
        "foundingDate": entry.established,
        "address": str(text_of(entry, "address")),
        "areaServed": area(entry),
        "parentOrganization": organization(str(text_of(entry, "operator"))),
    }


def space(entry: Any, intakes: list[Intake]) -> Node:
    return {
        "@type": "Place",
        "address": str(text_of(entry, "address")),
        "containedInPlace": area(entry),
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": line, "value": True}
            for line in text_of(entry, "amenities").lines
        ],
    }


def platform(entry: Any, intakes: list[Intake]) -> Node:
    """A place with equipment. Whoever runs it is another matter, and seldom of its own."""
    return {
        "@type": "Place",
        "address": str(text_of(entry, "address")),
        "containedInPlace": area(entry),
    }


def story(entry: Any, intakes: list[Intake]) -> Node:
    return {
        "@type": "Article",
        "headline": str(text_of(entry, "name")),
        "inLanguage": HTML_LANG[text_of(entry, "summary").language],
        "about": organization(str(text_of(entry, "firm"))),
        "author": publisher(),
        "publisher": publisher(),
        "datePublished": entry.published_at and entry.published_at.isoformat(),
        "dateModified": entry.updated_at.isoformat(),
        "image": absolute(reverse("entry-card", args=[entry.slug])),
    }


def organization(name: str) -> Node:
    """A body by its name; nothing where there is none."""
    return {"@type": "Organization", "name": name} if name else {}


def area(entry: Entry) -> Node:
    return {"@type": "Place", "name": str(entry.area.name)}


def channel(intake: Intake) -> Node:
    """Where one applies on this portal."""
    address = absolute(reverse("apply", args=[intake.code]))
    return {"@type": "ServiceChannel", "name": str(text_of(intake, "title")), "serviceUrl": address}


def offer(entry: Entry) -> Node:
    """When it can be had, as far as published."""
    dates = {
        "availabilityStarts": entry.opens,
        "availabilityEnds": entry.closes,
        "validFrom": entry.effective_from,
        "validThrough": entry.effective_to,
    }
    said = {key: day.isoformat() for key, day in dates.items() if day}
    return {"@type": "Offer", **said} if said else {}


def source_node(source: Source) -> Node:
    return without_gaps(
        {
            "@type": "CreativeWork",
            "name": source.title,
            "url": source.url,
            "datePublished": source.published,
            "publisher": organization(source.publisher),
        }
    )
