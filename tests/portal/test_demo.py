"""The sample data: what is written in it can be read by whoever looks at it."""

import re

import pytest

from portal.front.demo.data import demo_data
from portal.kernel.languages import ENGLISH

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(("key", "texts"), demo_data()["texts"].items())
def test_sample_texts_are_in_both_scripts_or_in_that_of_their_firm_and_say_that_they_are_samples(key, texts):
    owners = {row["owner"] for row in demo_data()["firms"]}
    languages = {row["language"] for row in demo_data()["accounts"] if row["key"] in owners}
    assert set(texts) == languages, key
    for language, text in texts.items():
        assert HAN.search(text), "the zone and the firm's partners write in Chinese too"
        assert "示例" in text
        assert ("Sample" in text) == (language == ENGLISH)
