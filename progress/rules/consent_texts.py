"""The text with which a clinic begins: everyday words, in English and Hindi.

It is a draft: an administrator reads it, changes what the clinic does differently, and publishes
it. Each scope is asked as a question of its own, to be answered with yes or no.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from progress.errors import InvalidInput
from progress.rules.consents import Disguise, Scope
from progress.rules.languages import LANGUAGES

NAME: Final = "Photographs of your treatment"
SCOPES: Final = (Scope.RECORD, Scope.DISPLAY, Scope.TEACHING, Scope.WEBSITE)
"""What is asked unless the clinic asks more: no more than most need."""
DISGUISES: Final = tuple(Disguise)
VALID_MONTHS: Final = 24
MOST_MONTHS: Final = 120
PARTS: Final = {
    "title": "Title",
    "body": "What is said first",
    "withdrawing": "About taking it back",
}
"""What a text says beside its questions, as an administrator calls it."""

_ENGLISH: Final[dict[str, Any]] = {
    "title": "Photographs of your treatment",
    "body": (
        "We photograph your scalp or face at each visit, so that you and we can see what the "
        "treatment does. Now we ask what else may be done with these photographs.\n\n"
        "You are free to say no to any question, or to all of them. Your treatment does not "
        "depend on your answers, and nobody will ask you why.\n\n"
        "What you allow holds for the photographs that we have and for those that follow in this "
        "course of treatment, until the day that is shown below your answers."
    ),
    "scopes": {
        Scope.RECORD: "May we keep the photographs in your treatment record?",
        Scope.DISPLAY: "May we show them to other patients here in the clinic?",
        Scope.TEACHING: "May we use them to teach doctors and therapists?",
        Scope.PUBLICATION: "May we print them in a medical journal or book?",
        Scope.WEBSITE: "May we show them on the clinic’s website?",
        Scope.INSTAGRAM: "May we show them on the clinic’s Instagram page?",
        Scope.FACEBOOK: "May we show them on the clinic’s Facebook page?",
        Scope.YOUTUBE: "May we show them in the clinic’s videos on YouTube?",
        Scope.WHATSAPP: "May we send them to people who ask the clinic on WhatsApp?",
        Scope.RESEARCH: "May we use them for medical research?",
    },
    "disguises": {
        Disguise.RECOGNISABLE: "People may recognise me.",
        Disguise.FACE_DISGUISED: "My face must be hidden: cut off, covered or blurred.",
        Disguise.NOT_RECOGNISABLE: "Nobody may be able to recognise me at all.",
    },
    "withdrawing": (
        "You can change your mind on any day, here or at the clinic, with two taps. From that "
        "moment we show and send nothing more of it. Copies that other people have made, and what "
        "was printed, we cannot call back; we tell you which these may be, and ask for them."
    ),
}

_HINDI: Final[dict[str, Any]] = {
    "title": "आपके इलाज की फ़ोटो",
    "body": (
        "हर विज़िट पर हम आपके सिर या चेहरे की फ़ोटो लेते हैं, ताकि आप और हम देख सकें कि इलाज से "
        "क्या हुआ। अब हम पूछना चाहते हैं कि इन फ़ोटो का और क्या किया जा सकता है।\n\n"
        "आप किसी भी सवाल पर, या सभी पर, “नहीं” कह सकते हैं। आपका इलाज आपके जवाबों पर निर्भर नहीं है, "
        "और कोई आपसे वजह नहीं पूछेगा।\n\n"
        "आप जिस बात की इजाज़त देंगे, वह इस इलाज की अब तक की और आगे ली जाने वाली फ़ोटो पर लागू होगी, "
        "उस तारीख तक जो आपके जवाबों के नीचे लिखी है।"
    ),
    "scopes": {
        Scope.RECORD: "क्या हम ये फ़ोटो आपके इलाज के रिकॉर्ड में रख सकते हैं?",
        Scope.DISPLAY: "क्या हम इन्हें यहाँ क्लिनिक में दूसरे मरीज़ों को दिखा सकते हैं?",
        Scope.TEACHING: "क्या हम इन्हें डॉक्टरों और थेरेपिस्ट को सिखाने के लिए इस्तेमाल कर सकते हैं?",
        Scope.PUBLICATION: "क्या हम इन्हें किसी मेडिकल पत्रिका या किताब में छाप सकते हैं?",
        Scope.WEBSITE: "क्या हम इन्हें क्लिनिक की वेबसाइट पर दिखा सकते हैं?",
        Scope.INSTAGRAM: "क्या हम इन्हें क्लिनिक के Instagram पेज पर दिखा सकते हैं?",
        Scope.FACEBOOK: "क्या हम इन्हें क्लिनिक के Facebook पेज पर दिखा सकते हैं?",
        Scope.YOUTUBE: "क्या हम इन्हें YouTube पर क्लिनिक के वीडियो में दिखा सकते हैं?",
        Scope.WHATSAPP: "क्या हम इन्हें WhatsApp पर क्लिनिक से पूछने वालों को भेज सकते हैं?",
        Scope.RESEARCH: "क्या हम इन्हें मेडिकल रिसर्च के लिए इस्तेमाल कर सकते हैं?",
    },
    "disguises": {
        Disguise.RECOGNISABLE: "लोग मुझे पहचान सकें, तो भी ठीक है।",
        Disguise.FACE_DISGUISED: "मेरा चेहरा छिपा हो: काटा, ढका या धुंधला किया हुआ।",
        Disguise.NOT_RECOGNISABLE: "मुझे कोई भी किसी तरह न पहचान सके।",
    },
    "withdrawing": (
        "आप किसी भी दिन, यहाँ या क्लिनिक में, दो टैप में अपना मन बदल सकते हैं। उसी पल से हम ये फ़ोटो "
        "न दिखाएँगे, न भेजेंगे। जो कॉपी दूसरे लोग बना चुके हैं, या जो छप चुका है, उसे हम वापस नहीं ले सकते; "
        "हम आपको बताएँगे कि वे कहाँ हो सकती हैं, और उन्हें हटाने को कहेंगे।"
    ),
}

DEFAULTS: Final[dict[str, dict[str, Any]]] = {"en": _ENGLISH, "hi": _HINDI}

REMINDERS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "subject": "Something that you allowed us ends soon",
        "text": (
            "Hello,\n\nwhat you allowed us for your photographs ends on {ends_on}. You need do "
            "nothing: from that day we use them no more for it.\n\nIf you want to go on with it, "
            "or change something, sign in to your page, or tell us at your next visit.\n"
        ),
    },
    "hi": {
        "subject": "आपकी दी हुई एक इजाज़त जल्द ख़त्म हो रही है",
        "text": (
            "नमस्ते,\n\nआपने अपनी फ़ोटो के लिए जो इजाज़त दी थी, वह {ends_on} को ख़त्म हो रही है। आपको कुछ "
            "करने की ज़रूरत नहीं है: उस दिन से हम फ़ोटो का वैसा इस्तेमाल नहीं करेंगे।\n\nअगर आप इसे जारी "
            "रखना या बदलना चाहें, तो अपने पेज पर साइन इन करें, या अगली विज़िट पर हमें बताएँ।\n"
        ),
    },
}
"""The mail that tells that a consent ends; it says nothing of any treatment."""


def plain(texts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The texts with slugs as plain strings, as they are stored."""
    return {
        language: {
            **{part: text[part] for part in PARTS},
            "scopes": {str(slug): words for slug, words in text["scopes"].items()},
            "disguises": {str(slug): words for slug, words in text["disguises"].items()},
        }
        for language, text in texts.items()
    }


def check(
    texts: Mapping[str, Any], scopes: Collection[str], disguises: Collection[str], months: int
) -> None:
    """Raise InvalidInput unless a patient could be asked this, in each of its languages."""
    if not scopes or not disguises:
        raise InvalidInput("Ask at least one question, and offer at least one degree of disguise.")
    if not 1 <= months <= MOST_MONTHS:
        raise InvalidInput(f"A consent holds for 1 to {MOST_MONTHS} months.")
    if not set(texts) <= set(LANGUAGES) or not texts:
        raise InvalidInput("Write the text in at least one of the languages.")
    for language, text in texts.items():
        _check_text(LANGUAGES[language], text, scopes, disguises)


def _check_text(
    language: str, text: Mapping[str, Any], scopes: Collection[str], disguises: Collection[str]
) -> None:
    gaps = [label for part, label in PARTS.items() if not text.get(part, "").strip()]
    gaps += [Scope(slug).label for slug in scopes if not text["scopes"].get(slug, "").strip()]
    gaps += [
        Disguise(slug).label for slug in disguises if not text["disguises"].get(slug, "").strip()
    ]
    if gaps:
        raise InvalidInput(f"Still to be written in {language}: {', '.join(gaps)}.")
