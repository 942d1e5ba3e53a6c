"""Settings: one path for every environment, read from environment variables (`.env.example` lists them).

With no variable set everything runs embedded in this folder; each variable swaps one part for a server.
"""

from portal.settings.base import *
from portal.settings.identity import *
from portal.settings.public_routes import INDEXED_ROUTES as INDEXED_ROUTES
from portal.settings.public_routes import PUBLIC_ROUTES as PUBLIC_ROUTES
from portal.settings.security import *
from portal.settings.services import *
from portal.settings.uploads import *
