"""Drawing a card: the near bank with the reader's words, the river, the far bank, and one bridge.

Colours and shapes are those of the site: static/css/tokens.css, templates/front/home/hero.html, static/img/mark.svg.
"""

from functools import lru_cache
from io import BytesIO

from noto_cjk_sans_otc import FONT_PATH
from PIL import Image, ImageDraw, ImageFont

from portal.catalogue.enums import Openness
from portal.kernel.languages import ENGLISH, HANS, HANT

from .content import Card
from .lines import Block, Measure, fit

WIDTH, HEIGHT = SIZE = (1200, 630)
#: Shapes are drawn so many times larger and shrunk, for smooth edges.
FINE = 3

#: Faces of the collection: the same characters, written as each place writes them.
FACES = {ENGLISH: 2, HANS: 2, HANT: 4}

PAPER, BANK, FAR = "#fafbfa", "#eef2f0", "#0a4a3c"
INK, SOFT, MUTE = "#12201c", "#44544f", "#5a6a65"
JADE, PLUM, LINE = "#0b5f4b", "#8d2661", "#d8dfdc"
ON_FAR, ON_FAR_SOFT, ON_JADE = "#f1f8f5", "#bad9ce", "#ffffff"
AMBER, AMBER_WASH = "#764900", "#fcf0d9"

#: Background and letters of the state, by state; any other is plain.
TONES = {Openness.OPEN: (JADE, ON_JADE), Openness.LATER: (AMBER_WASH, AMBER)}
PLAIN_TONE = (LINE, INK)

LEFT, NEAR_WIDTH = 64, 596
FAR_LEFT, FAR_WIDTH = 838, 306
LABEL_TOP, LABEL_RIGHT = 128, 690
NAME_TOP, NAME_BOTTOM = 192, 420
FIGURE_TOP, FIGURE_BOTTOM = 430, 502
BRIDGE = 548
#: Where the river lies, and how much the home page's drawing of it (176 by 560) is stretched.
RIVER_LEFT, RIVER_X, RIVER_Y = 690, 0.66, HEIGHT / 560

Point = tuple[float, float]

# Curves as SVG writes them: the start, then two handles and an end for each piece.
LAND: list[Point] = [
    (92, 0),
    (92, 92),
    (62, 128),
    (62, 214),
    (62, 300),
    (150, 330),
    (150, 414),
    (150, 498),
    (104, 500),
    (104, 560),
]
WATER: list[Point] = [
    (52, 560),
    (52, 500),
    (96, 474),
    (96, 404),
    (96, 334),
    (8, 306),
    (8, 214),
    (8, 122),
    (40, 92),
    (40, 0),
]
FLOW: list[Point] = [
    (66, 0),
    (66, 92),
    (35, 128),
    (35, 214),
    (35, 300),
    (123, 318),
    (123, 409),
    (123, 500),
    (78, 500),
    (78, 560),
]
# The mark, 32 by 32: two banks and what joins them.
SOUTH: list[Point] = [(12, 3), (13.6, 7.5), (9.6, 11), (10, 16), (10.4, 21), (13.6, 24.5), (12, 29)]
NORTH: list[Point] = [(20.5, 29), (22.1, 24.5), (18.9, 21), (18.5, 16), (18.1, 11), (22.1, 7.5), (20.5, 3)]


def png_of(card: Card) -> bytes:
    """The card as a PNG of SIZE."""
    image = scene().copy()
    draw = ImageDraw.Draw(image)
    draw_name(draw, card)
    draw_far(draw, card)
    draw_foot(draw, card)
    buffer = BytesIO()
    # Few colours: a third of the bytes, and nobody sees the difference.
    image.quantize(96, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(buffer, "PNG")
    return buffer.getvalue()


@lru_cache(maxsize=64)
def font(language: str, size: int) -> ImageFont.FreeTypeFont:
    """The face for a language. One font holds Latin letters and both scripts, so no character is missing."""
    return ImageFont.truetype(
        str(FONT_PATH), size, index=FACES[language], layout_engine=ImageFont.Layout.BASIC
    )


def measure_of(language: str, size: int, weight: float = 0) -> Measure:
    """How wide a text is in that face and size, with the stroke that makes it bold."""
    face = font(language, size)
    return lambda text: face.getlength(text) + 2 * weight


def draw_name(draw: ImageDraw.ImageDraw, card: Card) -> None:
    """Kind, place and name on the near bank, and the mark above."""
    x = LEFT + 68
    x += write(draw, (x, 52), brand(card.language), card.language, 30, INK, bold=True) + 18
    draw.line([(x, 58), (x, 92)], fill=LINE, width=2)
    other = HANT if card.language == ENGLISH else ENGLISH
    write(draw, (x + 18, 53), brand(other), other, 28, SOFT)
    x = LEFT
    if card.sample:
        x += pill(draw, (x, LABEL_TOP), card.sample, card.language, (AMBER_WASH, AMBER), size=22) + 16
    label = fit_in(card.label, card.language, LABEL_RIGHT - x, 40, [26, 24, 22])
    write(draw, (x, LABEL_TOP), "".join(label.lines[:1]), card.language, label.size, MUTE)
    sizes = [62, 56, 50, 46, 42, 38, 34, 30]
    name = fit_in(card.near.value, card.near.language, NEAR_WIDTH, NAME_BOTTOM - NAME_TOP, sizes)
    write_block(draw, (LEFT, NAME_TOP), name, card.near.language, INK, bold=True)


def draw_far(draw: ImageDraw.ImageDraw, card: Card) -> None:
    """The name in the other script, beside the one on the near bank."""
    if card.far:
        block = fit_in(card.far.value, card.far.language, FAR_WIDTH, 300, [42, 38, 34, 30, 27, 24])
        write_block(draw, (FAR_LEFT, NAME_TOP + 4), block, card.far.language, ON_FAR)


def draw_foot(draw: ImageDraw.ImageDraw, card: Card) -> None:
    """The figure, and the state at the near end of the bridge."""
    if card.figure:
        block = fit_in(card.figure, card.language, NEAR_WIDTH, FIGURE_BOTTOM - FIGURE_TOP, [34, 30, 27, 24])
        top = FIGURE_BOTTOM - round(len(block.lines) * block.size * leading(card.language))
        write_block(draw, (LEFT, top), block, card.language, JADE, bold=True)
    if card.state:
        tone = TONES.get(Openness(card.state), PLAIN_TONE)
        pill(draw, (LEFT, BRIDGE - 25), card.state_words, card.language, tone, size=28)


def brand(language: str) -> str:
    """The site's name as its header writes it."""
    return {ENGLISH: "Hetao Launchpad", HANT: "河套啟航", HANS: "河套启航"}[language]


def leading(language: str) -> float:
    """Height of a line over that of its letters: Chinese is set wider."""
    return 1.18 if language == ENGLISH else 1.34


def fit_in(text: str, language: str, width: int, height: int, sizes: list[int]) -> Block:
    """The text in the largest of the sizes in which the box holds it."""
    return fit(
        text,
        width=width,
        height=height,
        sizes=sizes,
        leading=leading(language),
        font=lambda size: measure_of(language, size, stroke(size)),
    )


def stroke(size: int) -> float:
    """The outline that makes the one weight of the font a bold one."""
    return size / 60


def write(draw, at: Point, text: str, language: str, size: int, fill: str, bold=False) -> int:
    """One line with its top left corner at a point; how wide it is."""
    weight = stroke(size) if bold else 0
    draw.text(
        at, text, font=font(language, size), fill=fill, stroke_width=weight, stroke_fill=fill, anchor="la"
    )
    return round(measure_of(language, size, weight)(text))


def write_block(draw, at: tuple[int, int], block: Block, language: str, fill: str, bold=False) -> None:
    """Lines one under the other."""
    x, y = at
    for number, line in enumerate(block.lines):
        top = y + number * block.size * leading(language)
        # The font leaves room above its letters for the tallest of all its scripts.
        write(draw, (x, top - 0.24 * block.size), line, language, block.size, fill, bold=bold)


def pill(draw, at: tuple[int, int], text: str, language: str, tone: tuple[str, str], size: int) -> int:
    """A short text on a ground of its own; how wide that is."""
    x, y = at
    pad, height = round(size * 0.7), round(size * 1.8)
    block = fit_in(text, language, NEAR_WIDTH - 2 * pad, size * 2, [size, size - 3, size - 6])
    words = block.lines[0] if block.lines else ""
    width = round(measure_of(language, block.size)(words)) + 2 * pad
    shape = Image.new("L", (width * FINE, height * FINE))
    ImageDraw.Draw(shape).rounded_rectangle([0, 0, width * FINE, height * FINE], radius=8 * FINE, fill=255)
    draw.bitmap((x, y), shape.resize((width, height), Image.Resampling.BOX), fill=tone[0])
    draw.text((x + pad, y + height / 2), words, font=font(language, block.size), fill=tone[1], anchor="lm")
    return width


@lru_cache(maxsize=1)
def scene() -> Image.Image:
    """What every card shares: the banks, the river, the bridge and the mark."""
    image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), BANK)
    draw = ImageDraw.Draw(image)
    right: list[Point] = [(WIDTH, HEIGHT), (WIDTH, 0)]
    river = [river_point(point) for point in curve(LAND) + curve(WATER)]
    draw.polygon(fine(river), fill=PAPER)
    draw.polygon(fine([river_point(point) for point in curve(LAND)] + right), fill=FAR)
    draw.line(fine([river_point(point) for point in curve(FLOW)]), fill=LINE, width=2 * FINE)
    draw_bridge(draw)
    draw_mark(draw)
    return image.resize(SIZE, Image.Resampling.LANCZOS)


def draw_bridge(draw: ImageDraw.ImageDraw) -> None:
    """From the near bank to a point on the far one, plum turning to jade and to the light of the far bank."""
    first, last = LEFT, FAR_LEFT + FAR_WIDTH - 8
    for x in range(first * FINE, last * FINE):
        share = (x / FINE - first) / (last - first)
        colour = mix(PLUM, JADE, share / 0.6) if share < 0.6 else mix(JADE, ON_FAR, (share - 0.6) / 0.25)
        draw.line([(x, (BRIDGE - 2) * FINE), (x, (BRIDGE + 2) * FINE)], fill=colour)
    draw.ellipse(fine([(last - 11, BRIDGE - 11), (last + 11, BRIDGE + 11)]), fill=ON_FAR)


def draw_mark(draw: ImageDraw.ImageDraw) -> None:
    """static/img/mark.svg without its ground."""

    def place(points):
        return fine([(LEFT - 6 + x * 1.9, 44 + y * 1.9) for x, y in points])

    draw.polygon(place([*curve(SOUTH), (3, 29), (3, 3)]), fill=PLUM)
    draw.polygon(place([*curve(NORTH), (29, 3), (29, 29)]), fill=JADE)
    draw.rectangle(place([(7, 14.5), (25, 17.5)]), fill=INK)


def curve(points: list[Point], steps: int = 24) -> list[Point]:
    """A chain of cubic Bezier curves as points close to each other."""
    found = [points[0]]
    for start in range(0, len(points) - 1, 3):
        a, b, c, d = points[start : start + 4]
        for step in range(1, steps + 1):
            t = step / steps
            u = 1 - t
            weights = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
            found.append(
                (
                    sum(w * p[0] for w, p in zip(weights, (a, b, c, d), strict=True)),
                    sum(w * p[1] for w, p in zip(weights, (a, b, c, d), strict=True)),
                )
            )
    return found


def river_point(point: Point) -> Point:
    """A point of the home page's river on the card."""
    return RIVER_LEFT + point[0] * RIVER_X, point[1] * RIVER_Y


def fine(points: list[Point]) -> list[Point]:
    """Points of the card on the larger ground that shapes are drawn on."""
    return [(x * FINE, y * FINE) for x, y in points]


def mix(first: str, second: str, share: float) -> tuple[int, ...]:
    """A colour between two, `share` of the way to the second."""
    share = min(1.0, max(0.0, share))
    pairs = ((int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5))
    return tuple(round(a + (b - a) * share) for a, b in pairs)
