"""How many PDFs one person may have made: setting one takes a processor for a second."""

import time
from datetime import UTC, datetime

from django.core.cache import cache
from django.utils.translation import gettext_lazy

from accounts.models import User

from .limits import TooMany

#: So many in so many seconds, counted from the full ten minutes on.
MOST, SECONDS = 20, 600


class TooManyPdfs(TooMany):
    """The PDF is one too many of this person."""

    kind = "too-many-pdfs"
    text = gettext_lazy(
        "You have had as many PDFs made as we make at a time. Print the page instead, or come back after %(moment)s, "
        "Hong Kong time."
    )


def count_pdf(user: User) -> None:
    """Count one PDF that is about to be made for a person. Raises TooManyPdfs over MOST."""
    window = int(time.time()) // SECONDS
    key = f"pdfs:{window}:{user.pk}"
    if cache.add(key, 1, SECONDS):
        return
    try:
        count = cache.incr(key)
    except ValueError:  # it went just now, to make room or because the time ended
        return
    if count > MOST:
        raise TooManyPdfs(datetime.fromtimestamp((window + 1) * SECONDS, UTC))
