"""Whether somebody who asked only says thank you: that opens nothing again. Pure.

Better a thank-you too many that is taken for a question than a question that is taken for a thank-you: every word must be known.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

MOST = 5  # words; who says more says something

# One of these must be there: each says by itself that somebody is content.
CONTENT = frozenset(
    """
    thanks thank thx thnx tnx ty tysm cheers ta great perfect awesome amazing brilliant excellent fantastic wonderful lovely
    cool nice good super ok okay k yay works worked solved fixed resolved understood noted
    danke dankeschön dankeschoen merci klasse prima perfekt passt klappt funktioniert erledigt verstanden
    parfait génial gracias perfecto genial vale grazie perfetto obrigado obrigada valeu perfeito
    bedankt dank dankjewel dzięki dziękuję tack takk tak kiitos díky děkuji ďakujem hvala köszönöm mulțumesc mersi
    teşekkürler sağol спасибо дякую благодаря ευχαριστώ תודה شكرا धन्यवाद
    ありがとう ありがとうございます 谢谢 謝謝 多谢 感谢 감사합니다 고마워요 cảm ơn
    """.split()  # noqa: SIM905  a table is read, a list of strings is not
)
# These may stand beside it.
BESIDE = frozenset(
    """
    you u so much very many a lot lots again for the your help quick fast reply answer that this it its it's all now got team
    everyone everybody guys folks and that's thats is was really yes yep yeah hi my this's will do
    vielen vielmals herzlichen schön sehr für die hilfe schnelle antwort dir euch ihnen jetzt es alles das und lieben
    beaucoup bien tout muchas muchísimas mil mille tante molto je wel muito så mycket mange moc bardzo
    большое очень çok どうも
    """.split()  # noqa: SIM905
)
# Emoji by Slack's names; a custom one that is called like a word of thanks says it too.
EMOJI = frozenset(
    """
    pray +1 thumbsup heart hearts tada raised_hands ok_hand white_check_mark heavy_check_mark clap smile smiley grinning blush
    slightly_smiling_face bow star-struck heart_eyes partying_face rocket 100 sparkles muscle green_heart blue_heart
    """.split()  # noqa: SIM905
)
# What of these words asks, also where nobody wrote a question mark.
ASKING = frozenset(("is", "was", "do", "will", "again"))
SUBJECTS = ("it", "this", "that", "all", "everything", "everybody", "everyone")
BARE_HELP = frozenset(itertools.product(("", "ok", "okay", "k", "and", "now", "again"), ("help", "hilfe")))
_SIGNS = frozenset("🙏👍❤💚💙🎉🙌👌✅✔👏😀😃😄😊🙂🙇🤩😍🥳🚀💯✨💪")

_CALLED = re.compile(r"<[@!][^<>]*>")
_CODE = re.compile(r":([a-z0-9_+'-]+):")
_TONE = re.compile(r":skin-tone-[2-6]:|[\U0001f3fb-\U0001f3ff\ufe0f\u200d]")
_WORD = re.compile(r"[^\W\d_]+(?:['’\u0300-\u036f\u0900-\u097f][^\W\d_]*)*|\S")  # noqa: RUF001
_POINTS = frozenset("¡.,;:!…-–—()[]{}\"'*_~`、。！）（\u2068\u2069")  # noqa: RUF001


def thanks(text: str, names: Collection[str] = ()) -> bool:
    """Whether a text (mrkdwn or plain) only says thank you; `names` are words in lower case that people are called by."""
    text = _TONE.sub("", _CALLED.sub(" ", text)).casefold()
    if "?" in text or "？" in text or "؟" in text:  # noqa: RUF001
        return False
    emoji = _CODE.findall(text)
    rest = [one for one in _WORD.findall(_CODE.sub(" ", text)) if one not in _POINTS]
    signs = [one for one in rest if one in _SIGNS]
    words = [one.replace("’", "'") for one in rest if one not in _SIGNS]  # noqa: RUF001
    if len(words) > MOST or not all(one in CONTENT or one in BESIDE or one in names for one in words):
        return False
    if not all(one in EMOJI or "thank" in one or "thx" in one for one in emoji):
        return False
    return bool(not words and (emoji or signs)) or (any(one in CONTENT for one in words) and not _asks(words))


def _asks(words: list[str]) -> bool:
    """Whether known words ask all the same: is it fixed, ok help. That was it asks nothing."""
    begins = words[0] in ASKING and words[:2] != ["will", "do"]
    threes = zip(["", *words], words, [*words[1:], ""], strict=False)
    turned = any(verb in ("is", "was") and one in SUBJECTS and before not in SUBJECTS for before, verb, one in threes)
    return begins or turned or not BARE_HELP.isdisjoint(itertools.pairwise(["", *words]))
