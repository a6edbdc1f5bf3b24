"""Lines as people write them by hand, made from the text sources: prose, names, lists, notes, dates, codes, alphabets.

All are drawn from a seeded generator. Letter case is a second step (`cased`), as the folded model does not see it.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.read.language_phrases import DAYS, GOODS, HEADS, MONTHS, NOTES, PATTERNS, TITLES, VERBS
from core.read.language_sources import Text


@dataclass(frozen=True, slots=True)
class Writer:
    """Draws lines; the same text and generator give the same lines."""

    text: Text
    rng: np.random.Generator

    def one(self, items: Sequence[str], *, power: int = 1) -> str:
        """An item; with a power above one the earlier ones come more often (half of the draws from 1 / 2**power)."""
        return items[int(len(items) * self.rng.random() ** power)]

    def number(self, below: int) -> int:
        """A whole number from 0."""
        return int(self.rng.random() * below)

    def first(self) -> str:
        """A first name; four in ten French."""
        if self.rng.random() < 0.4:
            return self.one(self.text.french_first, power=3)
        return self.one(self.text.first)

    def last(self) -> str:
        """A last name; four in ten French."""
        if self.rng.random() < 0.4:
            return self.one(self.text.french_last, power=4)
        return self.one(self.text.last)

    def name(self) -> str:
        """A name as on a list: first, last or both, sometimes doubled, titled or turned round."""
        make: tuple[Callable[[], str], ...] = (
            self.first, self.last, self.last, self.first,
            lambda: f"{self.first()} {self.last()}", lambda: f"{self.first()} {self.last()}",
            lambda: f"{self.first()} {self.last()}", lambda: f"{self.last()} {self.first()}",
            lambda: f"{self.last()}, {self.first()}", lambda: f"{self.first()}-{self.first()}",
            lambda: f"{self.first()}-{self.first()} {self.last()}", lambda: f"{self.last()}-{self.last()}",
            lambda: f"{self.first()} {self.last()}-{self.last()}", lambda: f"{self.one(TITLES)} {self.last()}",
            lambda: f"{self.first()[0]}. {self.last()}", lambda: f"{self.first()} {self.first()[0]}. {self.last()}",
        )  # fmt: skip
        return make[self.number(len(make))]()

    def word(self) -> str:
        """An English word, common ones more often."""
        return self.one(self.text.words, power=3)

    def words(self) -> str:
        """Words without grammar, rare ones too."""
        return " ".join(self.one(self.text.words) for _ in range(1 + self.number(4)))

    def code(self) -> str:
        """Letters and digits in groups."""
        return "".join(self._filled(sign) for sign in self.one(PATTERNS))

    def _filled(self, sign: str) -> str:
        pool = {"L": string.ascii_uppercase, "D": string.digits}.get(sign)
        return sign if pool is None else self.one(pool)

    def order(self) -> str:
        """A part of the alphabet or of the digits in order, close together or spaced, at times backwards or doubled."""
        run = self.one((string.ascii_uppercase, string.ascii_uppercase, string.digits, "1234567890", "123456789"))
        begin = self.number(len(run)) if self.rng.random() < 0.5 else 0
        run = run[begin : begin + 3 + self.number(len(run))]
        if self.rng.random() < 0.1:
            run = run[::-1]
        if run[0].isalpha() and self.rng.random() < 0.15:
            run = "".join(letter * 2 for letter in run)  # Aa Bb Cc: case is seen to later
            return " ".join(run[place : place + 2] for place in range(0, len(run), 2))
        return self.one(("", "", " ", " ", ", ", "-")).join(run)

    def repeated(self) -> str:
        """One character again and again, as on a practice sheet."""
        sign = self.one(string.ascii_uppercase + string.digits)
        return self.one(("", " ")).join(sign * (2 + self.number(8)))

    def spaced(self) -> str:
        """A word with a blank after each letter."""
        return " ".join(self.one((self.word(), self.first(), self.last())))

    def digits(self) -> str:
        """A row of digits."""
        return "".join(self.one(string.digits) for _ in range(1 + self.number(12)))

    def date(self) -> str:
        """A date in one of the usual ways."""
        day, month, year = 1 + self.number(31), self.number(12), 1900 + self.number(140)
        name, weekday, short = MONTHS[month], self.one(DAYS), year % 100
        ways = (
            f"{day}/{month + 1}/{year}", f"{day:02}.{month + 1:02}.{year}", f"{year}-{month + 1:02}-{day:02}",
            f"{name} {day}, {year}", f"{day} {name} {year}", f"{day} {name[:3]} {short:02}", f"{weekday} {day} {name}",
            f"{weekday[:3]}. {day}", f"{month + 1}/{day}/{short:02}", f"{name} {year}",
        )  # fmt: skip
        return self.one(ways)

    def time(self) -> str:
        """A time of day."""
        hour, minute = self.number(24), self.number(12) * 5
        half = "am" if hour < 12 else "pm"
        short = 1 + hour % 12
        return self.one(
            (f"{hour}:{minute:02}", f"{short}:{minute:02} {half}", f"{short} {half}", f"{hour}h{minute:02}")
        )

    def price(self) -> str:
        """A price."""
        whole, part = self.number(10 ** (1 + self.number(4))), self.number(100)
        return self.one((f"${whole}.{part:02}", f"${whole}", f"{whole}.{part:02}", f"{whole},{part:02}", f"{whole}.-"))

    def phone(self) -> str:
        """A telephone number."""
        pattern = self.one(
            ("DDD-DDDD", "(DDD) DDD-DDDD", "DDD DDD DDDD", "+DD DD DDD DD DD", "0D DD DD DD DD", "DDDDDDDDDD")
        )
        return "".join(self._filled(sign) for sign in pattern)

    def figure(self) -> str:
        """A date, time, price, telephone number or row of digits."""
        make = (self.date, self.date, self.time, self.price, self.phone, self.digits)
        return make[self.number(len(make))]()

    def item(self) -> str:
        """An item of a list, with its number or dash."""
        what = self.one(GOODS)
        if self.rng.random() < 0.7:
            what = f"{self.one(VERBS)} {self.one((self.one(GOODS), self.word(), self.first()))}"
        if self.rng.random() < 0.15:
            what = self.one(HEADS)
        place = 1 + self.number(12)
        return self.one((f"{place}. ", f"{place}) ", "- ", "-", "* ", "", "", f"{self.one('abcd')}) ")) + what

    def note(self) -> str:
        """A short note: a call, a sum, an address, a question."""
        return self.one(NOTES).format(
            first=self.first(), last=self.last(), time=self.time(), day=self.one(DAYS), word=self.word(),
            number=self.number(10 ** (1 + self.number(4))), small=self.number(13), date=self.date(), price=self.price(),
            phone=self.phone(), place=self.one(self.text.places), goods=self.one(GOODS), code=self.code(),
            year=1800 + self.number(250),
        )  # fmt: skip
