"""The rules of the support channel, one sentence a row: who wrote where and when, what was done, and what has come of it.

Monday is a working day from 9:00 to 17:30 with an hour of lunch at noon, Tuesday a holiday. The first answer is due after one working
hour, a reply to what was only seen after four.
"""

import pytest

from tests.connectors.lab import run
from tests.connectors.story import told

Row = tuple[str, tuple[str, ...], str, str]
ASKS = "10:00 bo asks"

# what it is about, what happened, when it is looked at, what has come of it
REQUEST: tuple[Row, ...] = (
    ("a question at the top level is a request", (ASKS,), "10:00", "waiting, 60 min left, needs you"),
    ("who joins asks nothing", ("10:00 cy joins",), "10:10", "no request"),
    ("a topic asks nothing", ("10:00 cy sets the topic: On duty: Ada",), "10:10", "no request"),
    ("an app asks nothing", ("10:00 robot asks: Deployed",), "10:10", "no request"),
    ("a webhook asks nothing", ("10:00 hook asks: Alarm",), "10:10", "no request"),
    ("what I write myself asks nothing", ("10:00 ada asks: I am away at noon",), "10:10", "no request"),
    ("two questions are two requests", (ASKS, "10:05 cy asks: And the shop?"), "10:10",
     "waiting, 50 min left, needs you; waiting, 55 min left, needs you"),
    ("the same words from two people are two requests", (ASKS, "10:00 cy asks"), "10:10",
     "waiting, 50 min left, needs you; waiting, 50 min left, needs you"),
    ("an answer that is also sent to the channel is no request of its own", (ASKS, "10:05 cy replies to everybody"), "10:10",
     "answered by Cy"),
    ("a question that was edited is the same one", (ASKS, "10:20 bo edits: Is the shop down?"), "10:30",
     "waiting, 30 min left, needs you"),
    ("an edit after the answer opens nothing again", (ASKS, "10:05 cy replies", "10:20 bo edits: Was it down?"), "10:30", "answered by Cy"),
    ("a deleted question is gone", (ASKS, "10:20 bo deletes"), "10:30", "no request"),
    ("a deleted question with answers is gone", (ASKS, "10:05 cy replies", "10:20 bo deletes"), "10:30", "no request"),
    ("a question is heard in its own channel only", ("10:00 bo asks in sales",), "10:30", "no request"),
    ("a question with nothing but a greeting is a request", ("10:00 bo asks: Hello?",), "10:30", "waiting, 30 min left, needs you"),
    ("a question that calls everybody is a request", ("10:00 bo asks: <!channel> is it down?",), "10:30",
     "waiting, 30 min left, needs you"),
    ("a question of 40,000 characters is a request", ("10:00 bo asks: " + "x" * 39_000,), "10:30", "waiting, 30 min left, needs you"),
)  # fmt: skip

ANSWER: tuple[Row, ...] = (
    ("a colleague's reply answers", (ASKS, "10:05 cy replies"), "10:10", "answered by Cy"),
    ("my own reply answers", (ASKS, "10:05 ada replies"), "10:10", "answered by Ada"),
    ("the asker's own reply does not", (ASKS, "10:05 bo replies: It is the shop"), "10:10", "waiting, 50 min left, needs you"),
    ("an app's reply does not", (ASKS, "10:05 robot replies"), "10:10", "waiting, 50 min left, needs you"),
    ("a webhook's reply does not", (ASKS, "10:05 hook replies"), "10:10", "waiting, 50 min left, needs you"),
    ("the first of two answers is named", (ASKS, "10:05 cy replies", "10:06 ada replies"), "10:10", "answered by Cy"),
    ("a ✅ answers", (ASKS, "10:05 cy puts white_check_mark"), "10:10", "answered by Cy"),
    ("my own ✅ answers", (ASKS, "10:05 ada puts white_check_mark"), "10:10", "answered by Ada"),
    ("the asker's own ✅ does not", (ASKS, "10:05 bo puts white_check_mark"), "10:10", "waiting, 50 min left, needs you"),
    ("a ✅ that was taken back answers no more", (ASKS, "10:05 cy puts white_check_mark", "10:20 cy takes white_check_mark back"),
     "10:30", "waiting, 30 min left, needs you"),
    ("a 🎉 says nothing", (ASKS, "10:05 cy puts tada"), "10:10", "waiting, 50 min left, needs you"),
    ("a thumb says nothing", (ASKS, "10:05 cy puts +1"), "10:10", "waiting, 50 min left, needs you"),
    ("an app's 👀 says nothing", (ASKS, "10:05 robot puts eyes"), "10:10", "waiting, 50 min left, needs you"),
    ("the asker's own 👀 says nothing", (ASKS, "10:05 bo puts eyes"), "10:10", "waiting, 50 min left, needs you"),
    ("an answer that was deleted answers no more", (ASKS, "10:05 cy replies", "10:20 cy deletes m1"), "10:30",
     "waiting, 30 min left, needs you"),
    ("one of two answers is left when the other is deleted", (ASKS, "10:05 cy replies", "10:06 ada replies", "10:20 cy deletes m1"),
     "10:30", "answered by Ada"),
    ("an answer after the time was over is one all the same", (ASKS, "14:05 cy replies"), "14:10", "answered by Cy"),
    ("an answer on the next day is one", (ASKS, "wed 09:05 cy replies"), "wed 09:10", "answered by Cy"),
    ("a reply in one thread does not answer another", (ASKS, "10:05 cy asks: And the shop?", "10:06 ada replies to m1"), "10:10",
     "waiting, 50 min left, needs you; answered by Ada"),
)  # fmt: skip

AGAIN: tuple[Row, ...] = (
    ("the asker who writes again still waits", (ASKS, "10:05 cy replies", "10:20 bo replies: It is still down"), "10:30",
     "waiting, 50 min left, needs you"),
    ("who only says thanks does not", (ASKS, "10:05 cy replies", "10:20 bo replies: Works, thanks!"), "10:30", "answered by Cy"),
    ("thanks with a question is a question", (ASKS, "10:05 cy replies", "10:20 bo replies: Thanks, and the shop?"), "10:30",
     "waiting, 50 min left, needs you"),
    ("two more words of the asker run one clock", (ASKS, "10:05 cy replies", "10:20 bo replies: No", "10:25 bo replies: Really not"),
     "10:30", "waiting, 50 min left, needs you"),
    ("a second answer ends it again", (ASKS, "10:05 cy replies", "10:20 bo replies: No", "10:25 ada replies"), "10:30", "answered by Ada"),
    ("a third party in the thread answers", (ASKS, "10:05 cy replies", "10:20 bo replies: No", "10:25 cy replies: Now?"), "10:30",
     "answered by Cy"),
    ("who writes again after a ✅ waits", (ASKS, "10:05 cy puts white_check_mark", "10:20 bo replies: It is down again"), "10:30",
     "waiting, 50 min left, needs you"),
    ("a ✅ on the question may be older than those words, and does not end it",
     (ASKS, "10:05 cy replies", "10:20 bo replies: No", "10:25 ada puts white_check_mark"), "10:30", "waiting, 50 min left, needs you"),
    ("a ✅ on the words themselves ends it",
     (ASKS, "10:05 cy replies", "10:20 bo replies: No", "10:25 ada puts white_check_mark on m2"), "10:30", "answered by Ada"),
    ("a 👀 from before does not", (ASKS, "10:04 cy puts eyes", "10:05 cy replies", "10:20 bo replies: No"), "10:30",
     "waiting, 50 min left, needs you"),
    ("a 👀 on the words themselves acknowledges", (ASKS, "10:05 cy replies", "10:20 bo replies: No", "10:25 cy puts eyes on m2"), "10:30",
     "acknowledged by Cy, 235 min left, quiet"),
    ("somebody else's words open nothing again", (ASKS, "10:05 cy replies", "10:20 robot replies: Deployed"), "10:30", "answered by Cy"),
)  # fmt: skip

CLOCKS: tuple[Row, ...] = (
    ("at half the time nothing is louder", (ASKS,), "10:30", "waiting, 30 min left, needs you"),
    ("a minute before four fifths neither", (ASKS,), "10:47", "waiting, 13 min left, needs you"),
    ("at four fifths it is urgent", (ASKS,), "10:48", "waiting, 12 min left, urgent"),
    ("when the time is over it is urgent still", (ASKS,), "11:00", "waiting, 0 min late, urgent"),
    ("and late from then on", (ASKS,), "11:20", "waiting, 20 min late, urgent"),
    ("👀 ends the first clock and starts the second", (ASKS, "10:30 cy puts eyes"), "10:31", "acknowledged by Cy, 239 min left, quiet"),
    ("👀 with a skin tone too", (ASKS, "10:30 cy puts eyes::skin-tone-3"), "10:31", "acknowledged by Cy, 239 min left, quiet"),
    ("mine too", (ASKS, "10:30 ada puts eyes"), "10:31", "acknowledged by Ada, 239 min left, quiet"),
    ("a second 👀 starts no third clock", (ASKS, "10:30 cy puts eyes", "10:50 ada puts eyes"), "11:00",
     "acknowledged by Cy, 210 min left, quiet"),
    ("the second clock is quiet until it is over", (ASKS, "10:30 cy puts eyes"), "15:29", "acknowledged by Cy, 1 min left, quiet"),
    ("then it needs somebody", (ASKS, "10:30 cy puts eyes"), "15:30", "acknowledged by Cy, 0 min late, needs you"),
    ("a reply ends the second clock", (ASKS, "10:30 cy puts eyes", "11:00 cy replies"), "16:00", "answered by Cy"),
    ("a ✅ ends the second clock", (ASKS, "10:30 cy puts eyes", "11:00 cy puts white_check_mark"), "16:00", "answered by Cy"),
    ("the asker's words do not end it", (ASKS, "10:30 cy puts eyes", "11:00 bo replies: Any news"), "11:30",
     "acknowledged by Cy, 180 min left, quiet"),
    ("👀 taken back starts the first clock where it was", (ASKS, "10:10 cy puts eyes", "10:20 cy takes eyes back"), "10:30",
     "waiting, 30 min left, needs you"),
    ("of two 👀 one taken back leaves the other", (ASKS, "10:10 cy puts eyes", "10:15 ada puts eyes", "10:20 cy takes eyes back"),
     "10:30", "acknowledged by Ada, 225 min left, quiet"),
    ("👀 after the time was over starts the second clock", (ASKS, "11:20 cy puts eyes"), "11:30", "acknowledged by Cy, 230 min left, quiet"),
    ("lunch is no working time", ("11:50 bo asks",), "13:05", "waiting, 45 min left, needs you"),
    ("at noon the clock stands", ("11:50 bo asks",), "12:30", "waiting, 50 min left, needs you"),
    ("what comes in the evening waits for the next working day", ("19:00 bo asks",), "23:00", "waiting, 60 min left, needs you"),
    ("a holiday is none", ("19:00 bo asks",), "tue 15:00", "waiting, 60 min left, needs you"),
    ("on the day after it the clock runs", ("19:00 bo asks",), "wed 09:20", "waiting, 40 min left, needs you"),
    ("what comes shortly before the evening goes on in the morning", ("17:10 bo asks",), "wed 09:10", "waiting, 30 min left, needs you"),
    ("what comes on Friday evening is fresh on Monday", ("fri 18:00 bo asks",), "mon 09:30", "waiting, 30 min left, needs you"),
    ("a question on Sunday too", ("sun 11:00 bo asks",), "mon 09:50", "waiting, 10 min left, urgent"),
    ("an answer at night stops the clock of the morning", ("19:00 bo asks", "22:00 cy replies"), "wed 09:30", "answered by Cy"),
    ("what was seen in the evening has four hours from the morning", ("17:00 bo asks", "19:00 cy puts eyes"), "wed 10:00",
     "acknowledged by Cy, 180 min left, quiet"),
    ("the second clock goes on over the holiday", ("15:00 bo asks", "16:30 cy puts eyes"), "wed 10:00",
     "acknowledged by Cy, 120 min left, quiet"),
)  # fmt: skip

# where each thing is heard at once, as by a socket, it is also known since when a sign stands
HEARD: tuple[Row, ...] = (
    ("a ✅ that is known to be later ends it", (ASKS, "10:05 cy replies", "10:20 bo replies: No", "10:25 ada puts white_check_mark"),
     "10:30", "answered by Ada"),
    ("a 👀 that is known to be later acknowledges", (ASKS, "10:05 cy replies", "10:20 bo replies: No", "10:25 ada puts eyes"), "10:30",
     "acknowledged by Ada, 235 min left, quiet"),
    ("a ✅ that is known to be older does not", (ASKS, "10:05 cy puts white_check_mark", "10:20 bo replies: No"), "10:30",
     "waiting, 50 min left, needs you"),
    ("a question that is heard is a request", (ASKS,), "10:30", "waiting, 30 min left, needs you"),
    ("an answer that is heard answers", (ASKS, "10:05 cy replies"), "10:30", "answered by Cy"),
    ("an answer that is heard to be deleted answers no more", (ASKS, "10:05 cy replies", "10:20 cy deletes m1"), "10:30",
     "waiting, 30 min left, needs you"),
    ("a question that is heard to be deleted is gone", (ASKS, "10:20 bo deletes"), "10:30", "no request"),
    ("a sign that is heard to be taken back says no more", (ASKS, "10:10 cy puts eyes", "10:20 cy takes eyes back"), "10:30",
     "waiting, 30 min left, needs you"),
)  # fmt: skip

ROWS = (*REQUEST, *ANSWER, *AGAIN, *CLOCKS)


@pytest.mark.parametrize(("lines", "now", "outcome"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_story_comes_to(lines: tuple[str, ...], now: str, outcome: str) -> None:
    assert run(told(lines, now)) == outcome


@pytest.mark.parametrize(("lines", "now", "outcome"), [row[1:] for row in HEARD], ids=[row[0] for row in HEARD])
def test_a_story_that_is_heard_comes_to(lines: tuple[str, ...], now: str, outcome: str) -> None:
    assert run(told(lines, now, heard=True)) == outcome


def test_the_table_has_sixty_sentences_and_each_once() -> None:
    assert len({row[0] for row in ROWS}) == len(ROWS) >= 60
