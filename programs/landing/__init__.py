"""Landing plans in words: what their page, their print and their calendar say. No database."""
