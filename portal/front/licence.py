"""Under which terms the catalogue's data may be used. The one place that says it."""

from django.utils.translation import gettext_lazy as _

NAME = "CC BY 4.0"
SPDX = "CC-BY-4.0"
URL = "https://creativecommons.org/licenses/by/4.0/"
#: Whom to name, whatever the language.
ATTRIBUTION = "Hetao Launchpad 河套啟航"
NOTE = _(
    "Our own words, translations and arrangement are under CC BY 4.0. The facts belong to the sources that each entry "
    "cites; titles of sources are quoted. Nothing here is an official text; the official text always counts."
)
