"""Every visible word in bokmål, nynorsk and English, and numbers and dates as the reader writes."""

from strategy.i18n.catalogue import LANGUAGES, Language, Words, words

__all__ = ["LANGUAGES", "Language", "Words", "words"]
