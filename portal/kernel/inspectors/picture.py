"""Looks into a PNG or JPEG: python -I picture.py MOST_PIXELS FORMAT < file. Prints `fine`, or what speaks against it.

The head says how large the picture is; nothing is unpacked.
"""

import sys

from PIL import Image


def verdict(file, most: int, kind: str) -> str:
    """The word. most: pixels. kind: what Pillow calls the format that the name and the first bytes promise."""
    Image.MAX_IMAGE_PIXELS = None  # the limit is ours
    try:
        with Image.open(file, formats=[kind]) as picture:
            if picture.width * picture.height > most:
                return "pixels"
            picture.verify()
    except (OSError, SyntaxError, ValueError):  # what Pillow raises over a broken file
        return "damaged"
    return "fine"


if __name__ == "__main__":
    print(verdict(sys.stdin.buffer, int(sys.argv[1]), sys.argv[2]))
