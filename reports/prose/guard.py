"""The figure guard: every number of a text held against what is known, with the right sentence beside it."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from kernel.errors import Words
from reports.metrics import percent
from reports.prose.marks import Known, Mark, Told, Verdict, sentence_of
from reports.prose.numbers import Number, numbers_in, plain

ENDS = re.compile(r"[。；！？\n]")
PAUSES = re.compile(r"[，、：。；！？\n]")
OF_PERIOD = re.compile("本[月周日期批]|当[月日周]|[今昨]日|新增|新交办|新收")
OF_YEAR = re.compile("今年|本年|年内|全年")
# What may stand between the name of a figure and the figure itself.
BETWEEN = re.compile(
    r"(?:环境|问题|线索|信访|举报|群众|各类|件|共|计|合计|累计|了|的|为|是|达|到|已|约|近|超过?|逾|:|\s|\()*"
)
SLASH = re.compile(r"\s*[/÷]\s*")
# Words that lead from a county back to everybody.
WHOLE = ("全市", "全州", "全区", "全县", "各县市区")
FARTHEST = 14
NEAR_RATE = Decimal(1)
BRACKETS = str.maketrans("（）", "()")


def check(text: str, told: Told) -> list[Mark]:
    """A mark for every number in the text, in its order."""
    return list(Reading(text, told).marks())


class Reading:
    """One text being read against what is known."""

    def __init__(self, text: str, told: Told) -> None:
        self.text, self.told = plain(text).translate(BRACKETS), told
        self.numbers = numbers_in(text)
        self.starts = [0, *(match.end() for match in ENDS.finditer(self.text))]
        self.by_word: dict[str, list[Known]] = {word: [] for word in told.other_names}
        for known in told.figures:
            for word in known.words:
                self.by_word.setdefault(word.translate(BRACKETS), []).append(known)
        self.names = list(_finder(self.by_word).finditer(self.text))
        self.scopes = list(_finder(_by_scope(told.figures)).finditer(self.text))
        self.scope_of = _by_scope(told.figures)

    def marks(self) -> Iterator[Mark]:
        """Pairs of numerator and denominator are judged together, everything else alone."""
        place = 0
        while place < len(self.numbers):
            number = self.numbers[place]
            after = self.numbers[place + 1] if place + 1 < len(self.numbers) else None
            if after and not number.is_percent and SLASH.fullmatch(self.text[number.end : after.start]):
                yield from self._of_pair(number, after, place)
                place += 2
            else:
                yield self._of_rate(number, place) if number.is_percent else self._of_count(number, place)
                place += 1

    # --- rates

    def _of_rate(self, number: Number, place: int) -> Mark:
        made_from = self._pair_behind(place)
        rates = [known for known in self._named(number, place)[0] if known.is_rate]
        if made_from and not rates:
            return self._of_made_rate(number, made_from)
        here = self._here(rates, number) if rates else []
        if not rates:
            return self._of_bare_rate(number)
        return self._held(number, here, rates)

    def _of_made_rate(self, number: Number, pair: tuple[int, int]) -> Mark:
        """A percentage with its n/N beside it: by the figure made from them, or else by its own arithmetic."""
        made = [known for known in self.told.figures if known.pair == pair]
        if made:
            return self._held(number, made, made)
        right = percent(*pair)
        if right is None or number.says(Decimal(right)):
            return Mark(number.start, number.end, Verdict.UNKNOWN, None, _("没有找到对应的数字"))
        words = _("与所列分子、分母不一致：%(figure)s") % {"figure": f"{right}%（{pair[0]:,}/{pair[1]:,}）"}
        return Mark(number.start, number.end, Verdict.CONTRADICTS, None, words)

    def _of_bare_rate(self, number: Number) -> Mark:
        """Without a name: it equals a rate, is so near to one that it must be meant, or is unknown."""
        rates = [known for known in self.told.figures if known.is_rate and known.value is not None]
        same = [known for known in rates if number.says(known.value or Decimal(0))]
        if same or not rates:
            return replace(self._equal(number, same), is_meant=False)
        scope = self._scope(number)
        nearest = min(
            rates, key=lambda one: ((one.scope, bool(one.words)) != (scope, True), abs((one.value or 0) - number.value))
        )
        if abs((nearest.value or 0) - number.value) <= NEAR_RATE:
            return self._contradicts(number, nearest)
        return self._equal(number, [])

    # --- counts

    def _of_count(self, number: Number, place: int) -> Mark:
        named, adjacent = self._named(number, place)
        counts = [known for known in named if not known.is_rate]
        here = self._here(counts, number)
        if any(self._says(number, known) for known in here):
            return self._held(number, here, counts)
        if adjacent and (here or any(self._says(number, known) for known in counts)):
            return self._held(number, here, counts)
        same = [known for known in self.told.figures if self._says(number, known)]
        return replace(self._equal(number, same), is_meant=False)

    def _of_pair(self, upper: Number, lower: Number, place: int) -> Iterator[Mark]:
        """n/N: both of one figure, or one that was put together from two."""
        pair = (int(upper.value), int(lower.value))
        same = [known for known in self.told.figures if known.pair == pair]
        known = self._best(same, upper) if same else self._of_name_before(upper, place)
        verdict, words = (Verdict.KNOWN, "") if same else self._why_no_pair(pair, known)
        for number in (upper, lower):
            yield Mark(number.start, number.end, verdict, known, words)

    def _why_no_pair(self, pair: tuple[int, int], named: Known | None) -> tuple[Verdict, str]:
        uppers = {known.scope for known in self.told.figures if known.is_rate and known.numerator == pair[0]}
        lowers = {known.scope for known in self.told.figures if known.is_rate and known.denominator == pair[1]}
        if uppers and lowers and not uppers & lowers:
            return Verdict.MIXED, _("口径混用：分子和分母不是同一范围的数字")
        if named is not None and named.value is not None:
            return Verdict.CONTRADICTS, self._right(named)
        return Verdict.UNKNOWN, _("没有找到对应的数字")

    def _of_name_before(self, number: Number, place: int) -> Known | None:
        """The rate that the words before it name, a percentage between them or not."""
        first = place - 1 if place and self.numbers[place - 1].is_percent else place
        rates = [known for known in self._named(self.numbers[first], first)[0] if known.is_rate]
        here = self._here(rates, number)
        return here[0] if here else None

    def _pair_behind(self, place: int) -> tuple[int, int] | None:
        """The n/N in brackets right behind a percentage."""
        if place + 2 >= len(self.numbers):
            return None
        number, upper, lower = self.numbers[place : place + 3]
        if self.text[number.end : upper.start].strip() != "(" or not SLASH.fullmatch(
            self.text[upper.end : lower.start]
        ):
            return None
        return int(upper.value), int(lower.value)

    # --- what a number is about

    def _named(self, number: Number, place: int) -> tuple[list[Known], bool]:
        """The figures that the nearest name in the clause calls, and whether nothing stands between."""
        before = self.numbers[place - 1].end if place else 0
        first = max(before, self._clause_of(number.start), number.start - FARTHEST)
        names = [match for match in self.names if first <= match.start() and match.end() <= number.start]
        if not names:
            return [], False
        between = self.text[names[-1].end() : number.start]
        return self.by_word[names[-1].group()], BETWEEN.fullmatch(between) is not None

    def _here(self, named: Sequence[Known], number: Number) -> list[Known]:
        """Those over whom and when the sentence speaks."""
        scope, of_period = self._scope(number), self._speaks_of(OF_PERIOD, number)
        return [known for known in named if known.scope == scope and known.of_period in {None, of_period}]

    def _scope(self, number: Number) -> str:
        begins = self.starts[bisect_right(self.starts, number.start) - 1]
        told = [match for match in self.scopes if begins <= match.start() < number.start]
        return self.scope_of[told[-1].group()] if told else ""

    def _speaks_of(self, words: re.Pattern[str], number: Number) -> bool:
        return words.search(self.text[self._clause_of(number.start) : number.start]) is not None

    def _clause_of(self, place: int) -> int:
        found = [match.end() for match in PAUSES.finditer(self.text, 0, place)]
        return found[-1] if found else 0

    # --- what is said of it

    def _says(self, number: Number, known: Known) -> bool:
        """Whether it is the count, or one of the two that a rate was made from."""
        values = known.pair if known.is_rate else (known.value,)
        return any(number.says(Decimal(value)) for value in values if value is not None)

    def _held(self, number: Number, here: Sequence[Known], named: Sequence[Known]) -> Mark:
        """It is one of these, or one of the same name over somebody else, or it is wrong."""
        valued = [known for known in here if known.value is not None]
        same = [known for known in valued if number.says(known.value or Decimal(0))]
        if same:
            return self._equal(number, same)
        elsewhere = [known for known in named if known.value is not None and number.says(known.value)]
        if elsewhere:
            return self._mixed(number, elsewhere[0])
        return self._contradicts(number, valued[0]) if valued else self._equal(number, [])

    def _equal(self, number: Number, same: Sequence[Known]) -> Mark:
        if not same:
            return Mark(number.start, number.end, Verdict.UNKNOWN, None, _("没有找到对应的数字"))
        known = self._best(same, number)
        this_year = self._speaks_of(OF_YEAR, number) and not self.told.since_this_year
        if this_year and all(one.of_period is False for one in same):
            return Mark(number.start, number.end, Verdict.MIXED, known, _("口径混用：这是累计数，不是今年的数"))
        return Mark(number.start, number.end, Verdict.KNOWN, known)

    def _best(self, same: Sequence[Known], number: Number) -> Known:
        scope, of_period = self._scope(number), self._speaks_of(OF_PERIOD, number)

        def fitness(one: Known) -> tuple[bool, bool, bool, bool]:
            return one.scope != scope, one.of_period not in {None, of_period}, one.is_rate, not one.name

        return min(same, key=fitness)

    def _mixed(self, number: Number, known: Known) -> Mark:
        whose: Words = known.scope or (_("本期") if known.of_period else _("全部范围累计"))
        words = _("口径混用：这是%(scope)s的数字") % {"scope": whose}
        return Mark(number.start, number.end, Verdict.MIXED, known, words)

    def _contradicts(self, number: Number, known: Known) -> Mark:
        return Mark(number.start, number.end, Verdict.CONTRADICTS, known, self._right(known))

    def _right(self, known: Known) -> str:
        return _("与系统口径不一致：%(figure)s") % {"figure": sentence_of(known, self.told.as_of)}


def _by_scope(figures: Iterable[Known]) -> dict[str, str]:
    """Who is counted, by the full name and by the one people use."""
    names = {known.scope for known in figures if known.scope}
    short = {name.rstrip("市区县"): name for name in names if len(name.rstrip("市区县")) > 1}
    return dict.fromkeys(WHOLE, "") | short | {name: name for name in names}


def _finder(words: Iterable[str]) -> re.Pattern[str]:
    """Finds the longest of the words; nothing where there are none."""
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or r"(?!)")
