"""What decisions teach the score: which kinds of signs were wrong, what was dismissed before, what was confirmed before. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.release.case import ALIKE
from supporttray.core.release.problem import LINE, Problem, Sign, Standing
from supporttray.core.release.word import plain, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from supporttray.core.item import Error
    from supporttray.core.release.case import Case, Like

DOUBTED, LESS = 3, 0.7  # a kind of sign that was wrong three times more than right counts for less
DISMISSED, NEVER = -15, 3  # points for each dismissal of the like; after so many it stays below the line
CONFIRMED = 40
SAID = (Standing.CONFIRMED, Standing.FIXED)


@dataclass(frozen=True)
class Lessons:
    """What was decided: how often each kind of sign was right and wrong, and the words of what was dismissed or confirmed."""

    right: Counter[str]
    wrong: Counter[str]
    dismissed: tuple[tuple[str, ...], ...]
    confirmed: tuple[tuple[str, ...], ...]
    like: Like

    def learned(self, sign: Sign) -> Sign:
        """Return a sign with the points that its kind has earned."""
        right, wrong = self.right[sign.kind], self.wrong[sign.kind]
        if sign.points <= 0 or wrong - right < DOUBTED:
            return sign
        says = f"{sign.says} (Such a sign was wrong {wrong} times of {wrong + right}.)"
        return msgspec.structs.replace(sign, points=round(sign.points * LESS), says=says)

    def with_past(self, signs: tuple[Sign, ...], cases: Sequence[Case]) -> tuple[Sign, ...]:
        """Return the signs of tickets with what was said of the like before."""
        return self._past(signs, [one.words for one in cases if one.words])

    def with_past_error(self, signs: tuple[Sign, ...], error: Error) -> tuple[Sign, ...]:
        """Return the signs of an error with what was said of the like before."""
        return self._past(signs, [_words(error)])

    def _past(self, signs: tuple[Sign, ...], said: list[str]) -> tuple[Sign, ...]:
        no = sum(self._like(said, one) for one in self.dismissed)
        yes = sum(self._like(said, one) for one in self.confirmed)
        found = [*signs]
        if yes:
            found.append(Sign("past", CONFIRMED, "It is like a problem that was confirmed before."))
        if no:
            over = sum(one.points for one in found) - LINE
            points = max(DISMISSED * no, -over) if over >= 0 else DISMISSED * no  # it is asked about once more
            if no >= NEVER:
                points = min(points, -over - 1)
            found.append(
                Sign("dismissed", points, f"The like of it was dismissed {'once' if no == 1 else f'{no} times'}.")
            )
        return tuple(found)

    def _like(self, said: list[str], others: tuple[str, ...]) -> bool:
        """Whether most of what is said is like something of the others."""
        near = sum(bool(self.like(one, others, ALIKE)) for one in said)
        return near * 2 > len(said)


def lessons(
    problems: Iterable[Problem], case_of: Callable[[str], Case | None], errors: Iterable[Error], like: Like
) -> Lessons:
    """Return what a person's decisions teach."""
    right, wrong = Counter[str](), Counter[str]()
    by_key = {one.key: one for one in errors}
    dismissed: list[tuple[str, ...]] = []
    confirmed: list[tuple[str, ...]] = []
    for one in problems:
        if one.decided_at is None or one.standing not in (*SAID, Standing.DISMISSED):
            continue
        was_right = one.standing in SAID
        (right if was_right else wrong).update({sign.kind for sign in one.signs})
        texts = [case.words for key in one.tickets if (case := case_of(key)) and case.words]
        texts += [_words(by_key[key]) for key in one.errors if key in by_key]
        if texts:
            (confirmed if was_right else dismissed).append(tuple(texts))
    return Lessons(right, wrong, tuple(dismissed), tuple(confirmed), like)


def _words(error: Error) -> str:
    return " ".join(words(plain(f"{error.title} {error.where}")))
