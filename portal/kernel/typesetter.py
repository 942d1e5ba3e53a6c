"""Run as a process of its own by `typesetting`: a job as JSON comes in, a PDF goes out."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import typst
from noto_cjk_sans_otc import FONT_PATH


def main() -> None:
    job = json.load(sys.stdin.buffer)
    made = typst.compile(
        job["template"].encode(),
        font_paths=[str(Path(FONT_PATH).parent)],
        # The same PDF on every machine.
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(job["data"])},
        timestamp=datetime.fromtimestamp(job["made_at"], UTC),
    )
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
