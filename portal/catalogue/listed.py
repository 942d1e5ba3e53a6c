"""An entry in a list of names."""

from dataclasses import dataclass

from django.utils.functional import Promise

from .models import Entry
from .windows import state_label


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry in a list of names, with its state as a word."""

    entry: Entry
    #: One of `Openness`; what this portal knows may differ from what the source said.
    state: str

    @property
    def label(self) -> str | Promise:
        return state_label(self.state)
