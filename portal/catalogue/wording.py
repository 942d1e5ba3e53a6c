"""The words of a search."""

#: A longer text is refused, not cut: a reader should know that part of it was not looked for.
MAX_QUERY = 200
