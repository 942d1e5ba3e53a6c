"""What every template may ask for."""

from functools import cache

from programs.selectors.reports import open_report_count


def report_count(request) -> dict:
    """`report_count`: how many reports wait. A function: pages that do not show it ask nothing."""

    @cache
    def count() -> int:
        user = getattr(request, "user", None)
        return open_report_count(user) if user is not None else 0

    return {"report_count": count}
