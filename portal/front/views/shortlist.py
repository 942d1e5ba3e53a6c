"""Putting entries aside: the page of the shortlist, its buttons, its notes, and the list as others see it."""

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models.shortlist import MOST as MOST_FOR_FIRM
from accounts.models.shortlist import NOTE_LENGTH as NOTE_FOR_FIRM
from accounts.selectors import memberships_of
from accounts.services.shortlist import (
    NotListed,
    add_to_shortlist,
    remove_from_shortlist,
    write_shortlist_note,
)
from accounts.visitor_list import NOTE_LENGTH, keep, write_kept, write_note
from portal.catalogue.models import Entry
from portal.catalogue.texts import text_of
from portal.front.comparing import MOST_COMPARED
from portal.front.picked import BadPick, address_of, picked_slugs, public_rows
from portal.front.shortlist import Holding, holding_of, items_of
from portal.kernel.clock import today
from portal.kernel.errors import Conflict, DomainError, InvalidInput, NotAllowed
from programs.selectors.intakes import address_for_several

from .guard import token_unless_visitor


@require_safe
@never_cache
def shortlist(request: HttpRequest) -> HttpResponse:
    """What the firm, or this browser, has put aside."""
    return shortlist_page(request, holding_of(request))


def shortlist_page(
    request: HttpRequest,
    holding: Holding,
    *,
    refusal: DomainError | None = None,
    slug: str = "",
    typed: str = "",
) -> HttpResponse:
    """The page; after a refused note (`refusal`) with what was typed for the entry `slug`."""
    membership = None
    others = []
    if request.user.is_authenticated:
        found = list(memberships_of(request.user))
        membership = next((one for one in found if one == holding.membership), None)
        others = [one for one in found if one != membership]
    shared_items, in_browser = items_of(membership, holding.kept)
    items = shared_items if membership else in_browser
    in_catalogue = [item.entry.slug for item in items if item.row]
    context = {
        "shortlist": holding,
        "membership": membership,
        "others": others,
        "items": items,
        # What stays behind when a firm's list is shown: what its reader may not add, or what found no room.
        "left_behind": in_browser if membership else [],
        "in_catalogue": len(in_catalogue),
        "several_url": address_for_several(item.row.intake for item in items if item.row and item.row.intake),
        "shared_url": address_of("shortlist_shared", in_catalogue) if in_catalogue else "",
        "note_length": NOTE_FOR_FIRM if membership else NOTE_LENGTH,
        "most_compared": MOST_COMPARED,
        "refused_slug": slug,
        "refusal": refusal,
        "refused_texts": refusal.errors.get("note", []) if isinstance(refusal, InvalidInput) else [],
        "typed": typed,
        "printed_on": today(),
        "has_errors": refusal is not None,
    }
    return render(request, "front/shortlist/page.html", context, status=refusal.status if refusal else 200)


@require_safe
def shared(request: HttpRequest) -> HttpResponse:
    """Entries that somebody sent round by their slugs. Notes are nobody else's, so there are none."""
    try:
        slugs = picked_slugs(request.GET, most=MOST_FOR_FIRM)
    except BadPick as error:
        return render(request, "front/compare/refused.html", {"error": error}, status=400)
    if not slugs:
        return redirect("shortlist")
    found = public_rows(slugs)
    rows = [found[slug] for slug in slugs if slug in found]
    context = {
        "rows": rows,
        "gone": len(slugs) - len(rows),
        "compare_url": address_of("compare", [row.entry.slug for row in rows])
        if 2 <= len(rows) <= MOST_COMPARED
        else "",
        "share_url": address_of("shortlist_shared", slugs),
    }
    return render(request, "front/shortlist/shared.html", context, status=200 if rows else 404)


@token_unless_visitor
@require_POST
def add(request, slug: str) -> HttpResponse:
    """Put an entry aside. Again changes nothing."""
    entry = get_object_or_404(Entry.objects.public(), slug=slug)
    holding = holding_of(request)
    try:
        if holding.membership:
            add_to_shortlist(actor=request.user, firm=holding.membership.firm, entry=entry)
            after = holding.having(slug)
        else:
            after = Holding(is_undecided=holding.is_undecided, kept=keep(holding.kept, slug))
    except DomainError as error:
        return refused(request, entry, holding, error)
    said = _("Added to the shortlist: %(name)s") % {"name": text_of(entry, "name")}
    return answer(request, entry, holding, after, said)


@token_unless_visitor
@require_POST
def remove(request, slug: str) -> HttpResponse:
    """Take an entry off, from the firm's list and from the browser's. Again changes nothing."""
    entry = Entry.objects.public().filter(slug=slug).first()
    holding = holding_of(request)
    if entry is None and slug not in holding.slugs:
        raise Http404
    try:
        if holding.membership and (holding.may_write or slug not in holding.kept):
            remove_from_shortlist(actor=request.user, firm=holding.membership.firm, slug=slug)
    except DomainError as error:
        return refused(request, entry, holding, error)
    said = _("Removed from the shortlist: %(name)s") % {"name": text_of(entry, "name") if entry else slug}
    return answer(request, entry, holding, holding.without(slug), said)


@token_unless_visitor
@require_POST
def note(request, slug: str) -> HttpResponse:
    """Say something about an entry that is on the list."""
    typed, seen = request.POST.get("note"), request.POST.get("seen")
    if typed is None:
        raise BadRequest("note")
    holding = holding_of(request)
    kept = holding.kept
    try:
        if holding.membership:
            firm = holding.membership.firm
            write_shortlist_note(actor=request.user, firm=firm, slug=slug, note=typed, seen=seen)
        elif slug in kept:
            kept = write_note(kept, slug, typed)
        else:
            raise NotListed
    except (InvalidInput, Conflict) as error:
        return shortlist_page(request, holding, refusal=error, slug=slug, typed=typed)
    except DomainError as error:
        return refused(request, None, holding, error)
    response = redirect(f"{reverse('shortlist')}#entry-{slug}")
    if kept is not holding.kept:
        write_kept(response, kept)
    return response


def answer(
    request: HttpRequest, entry: Entry | None, before: Holding, after: Holding, said: str
) -> HttpResponse:
    """The button as it is now, for htmx; else back to where the person was."""
    if request.headers.get("HX-Request") == "true":
        response = button(request, entry, after, said=said)
    else:
        response = redirect(way_back(request, entry))
    if after.kept != before.kept:
        write_kept(response, after.kept)
    return response


def button(request: HttpRequest, entry: Entry | None, holding: Holding, **context) -> HttpResponse:
    """The part of a page around one entry's button, the count in the header and what a screen reader is told."""
    if entry is None:
        # An entry that has left the catalogue has no button to come back as.
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "front/shortlist/swap.html", {"entry": entry, "shortlist": holding, **context})


def refused(request: HttpRequest, entry: Entry | None, holding: Holding, error: DomainError) -> HttpResponse:
    """Why nothing was changed: beside the button for htmx, else on a page of its own."""
    if request.headers.get("HX-Request") == "true" and entry and not isinstance(error, NotAllowed):
        return button(request, entry, holding, refusal=error)
    context = {"error": error, "back": way_back(request, entry)}
    return render(request, "front/shortlist/refused.html", context, status=error.status)


def way_back(request: HttpRequest, entry: Entry | None) -> str:
    """Where the person was, at the entry's button; else the entry's page, or the shortlist."""
    was = our_address(request, request.POST.get("back", "")) or our_address(
        request, request.headers.get("Referer", "")
    )
    if was:
        return was.partition("#")[0] + (f"#keep-{entry.slug}" if entry else "")
    return reverse(entry.kind, args=[entry.slug]) if entry else reverse("shortlist")


def our_address(request: HttpRequest, wanted: str) -> str:
    """The same address, or nothing where it leads elsewhere or is neither whole nor from the root."""
    if not wanted.startswith(("/", "http://", "https://")):
        return ""
    hosts = {request.get_host()}
    return wanted if url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure()) else ""
