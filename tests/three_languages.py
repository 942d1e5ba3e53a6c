"""Texts in three languages, each told apart."""


def in_three(**texts: str) -> dict[str, str]:
    """`in_three(name="Rent")` gives the columns name_en, name_zh_hant and name_zh_hans, each told apart."""
    marks = {"en": "", "zh_hant": "（繁）", "zh_hans": "（简）"}
    return {
        f"{field}_{suffix}": text + mark for field, text in texts.items() for suffix, mark in marks.items()
    }


def label_in_three(text: str, separator: str = "-") -> dict[str, str]:
    """One text in three languages; facts write the codes with an underscore, questions with a hyphen."""
    return {"en": text, f"zh{separator}hant": f"{text}（繁）", f"zh{separator}hans": f"{text}（简）"}
