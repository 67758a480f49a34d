"""What is a thank-you, and what only begins like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.thanks import thanks

ONLY_THANKS = """
Thanks!
thank you
Thank you so much
thx :)
ok
Ok, thanks
Great, thanks a lot!
It works now, thanks!
Perfect.
all good now
<@U0ADA> thanks
Thanks <@U0ADA>!
thanks Ada
:pray:
thanks :pray::skin-tone-3:
:+1::skin-tone-2:
👍🏽
🙏🙏
❤️
:party-thanks:
Got it, thanks
Danke!
Vielen Dank für die Hilfe
Super, danke dir
Merci beaucoup !
¡Muchas gracias!
Grazie mille
Muito obrigado
Dank je wel
Dzięki!
Tack så mycket
Большое спасибо
Дякую
Teşekkürler
谢谢！
ありがとうございます。
감사합니다
धन्यवाद
شكرا
*thanks*
that’s great
will do, thanks
Thanks for your quick help
great help!
That was it, thanks
worked again
"""  # noqa: RUF001

MORE_THAN_THANKS = """
Thanks, but it is still down
thanks?
Any news? Thanks
thanks, and the other one
no thanks
It does not work
still broken
works not
hello
and you
so much for that
:sob:
thanks :sob:
thanks 3 more
Thanks for the quick reply and the help
Thanks in advance
ok so what now？
Is that ok?
Thanks Broken
<@U0ADA>
!!!
...
danke, geht nicht
is it fixed
Ok, is it solved now
was this resolved
ok help
great, now help
again ok
gracias pero no
شكرا؟
"""  # noqa: RUF001


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("text", lines(ONLY_THANKS))
def test_who_only_says_thank_you_is_content(text: str) -> None:
    assert thanks(text, {"ada"})


@pytest.mark.parametrize("text", [*lines(MORE_THAN_THANKS), ""])
def test_who_says_more_is_not(text: str) -> None:
    assert not thanks(text, {"ada"})


@given(st.text())
def test_no_text_breaks_it_and_a_question_never_is_one(text: str) -> None:
    thanks(text)
    assert not thanks(f"{text}?")
