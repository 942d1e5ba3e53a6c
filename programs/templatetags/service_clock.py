"""Words for the service clock."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.kernel.templatetags.ui import day
from programs.clock import Reading, State
from programs.enums import StepSide
from programs.planning.working_days import is_announced

register = template.Library()


@register.simple_tag
def clock_label(clock: Reading) -> str:
    """Where the clock stands, in a few words: "Day 4 of 20"."""
    said = {"day": clock.days, "promised": clock.promised}
    if clock.state == State.DECIDED:
        text = ngettext("Decided after %(day)s working day", "Decided after %(day)s working days", clock.days)
    elif clock.state == State.STOPPED:
        text = _("Stopped on day %(day)s")
    elif clock.over:
        said["over"] = clock.over
        text = ngettext("%(over)s working day over", "%(over)s working days over", clock.over)
        if clock.state == State.PAUSED:
            text = ngettext(
                "Stopped, %(over)s working day over", "Stopped, %(over)s working days over", clock.over
            )
    elif clock.state == State.PAUSED:
        text = _("Stopped at day %(day)s of %(promised)s") if clock.promised else _("Stopped at day %(day)s")
    else:
        text = _("Day %(day)s of %(promised)s") if clock.promised else _("Day %(day)s")
    return text % said


@register.simple_tag
def clock_text(clock: Reading, side: str, staff: bool = False) -> str:
    """What the clock means: until when, since when it rests, whose working days count. side: one of `StepSide`."""
    parts = [state_text(clock, side, staff)]
    if clock.state in (State.RUNNING, State.PAUSED):
        parts.append(
            _("Working days of Hong Kong count.")
            if side == StepSide.SOUTH
            else _("Working days of the Mainland count.")
        )
    return " ".join(part for part in parts if part)


def state_text(clock: Reading, side: str, staff: bool) -> str:
    if clock.state == State.PAUSED:
        since = {"date": day(clock.since)}
        if staff:
            return _("It has rested since %(date)s and goes on when the firm replies.") % since
        return _("It has rested since %(date)s and goes on when you reply.") % since
    if clock.ended_on:
        return _("It ran from %(begin)s to %(end)s. Days on which the firm had to reply do not count.") % {
            "begin": day(clock.began_on),
            "end": day(clock.ended_on),
        }
    if clock.over:
        return _("The decision was meant to be there after %(promised)s working days. It is late.") % {
            "promised": clock.promised
        }
    if clock.expected_on is None:
        return _("It began on %(date)s.") % {"date": day(clock.began_on)}
    text = _("A decision is expected by %(date)s.") % {"date": day(clock.expected_on)}
    if not is_announced(clock.expected_on, side):
        text += " " + _("The holidays of that year are not announced yet, so the date can shift.")
    return text
