"""What the pages of the catalogue may ask for besides their own."""

from django.utils.functional import SimpleLazyObject

from .shortlist import holding_of


def shortlist(request) -> dict:
    """`shortlist`: what the reader has put aside (`shortlist.Holding`). Looked up when first asked for."""
    return {"shortlist": SimpleLazyObject(lambda: holding_of(request))}
