"""axe-core in the pages of the tests. Each page gets it while it loads, as a function that only a look calls.

Sent with every look instead, its half a megabyte takes as long as half of the checks.
"""

from importlib.util import find_spec
from pathlib import Path

FOUND = find_spec("axe_playwright_python")
SOURCE = Path(FOUND.origin).with_name("axe.min.js").read_text() if FOUND else ""

#: For `add_init_script`; empty where axe is not installed.
SCRIPT = f"window.loadAxe = () => {{\n{SOURCE}\n}};" if SOURCE else ""

# Only the violations are sent back: what was found in order is as long as the page.
LOOK = """async () => {
  window.axe || window.loadAxe();
  const { violations } = await window.axe.run({ resultTypes: ["violations"] });
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map((node) => `${id} (${impact}): ${node.html.slice(0, 160)}`));
}"""


def violations(page) -> list[str]:
    """The accessibility violations axe-core finds on a page of a context with SCRIPT, one line each."""
    return page.evaluate(LOOK)
