"""The words of a search."""

from portal.kernel.text import clean_query

#: A longer text is refused, not cut: a reader should know that part of it was not looked for.
MAX_QUERY = 200
#: Every word costs a comparison with six columns.
MAX_WORDS = 8


def search_words(text: str) -> list[str]:
    """The different words of a query in order, at most MAX_WORDS. Chinese text without spaces is one word."""
    return list(dict.fromkeys(clean_query(text).split()))[:MAX_WORDS]
