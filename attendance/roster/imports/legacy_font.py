"""Hindi typed for the font Kruti Dev: Latin letters that only look like Devanagari while that font is chosen."""

import re

# Kruti Dev writes राम कुमार as "jke dqekj" and विद्यालय as "fo|ky;": signs stand inside words, capitals after small letters,
# and vowels where Latin has none.
_SIGNS = re.compile(r"[A-Za-z][;|{}~=`+^][A-Za-z ]|[A-Za-z][;|{}~`+^]$|[\[/'\"?<>.]k(?![a-z]{4})|(?:^| )[;>{|]|[FH]k|kS")
_BEGINNINGS = re.compile(
    r"[bcdgjkpst]h|chh|thr|chr|[bdg]hr|[bcdfgkpst]r|[bcfgkps]l|[dkstw]w|k[sny]|ksh|[gmnpstv]y|mr|vr|wr|p[ns]|ps|rh|sc|sch|sk|s[mnpt]|"
    r"str|sh[rwl]|wh|zh|gn|dny|jn|[rh]r|hr"
)
_ENDS = re.compile(
    r"(.)\1|[bcdgkpst]h|[nrlmsz][a-z]h?|ck|ts|ks|kt|kht|tr|dr|ft|ht|hr|hm|hn|hd|chh|ngh?|shk|[a-z]s|rth|rdh|ndh|ksh|ddh|tth|kk?r|pt|bd|gn|tn|vt"
)
_DEVANAGARI = re.compile(r"[\u0900-\u097f]")


def in_legacy_font(text: str) -> bool:
    """Whether it reads as Kruti Dev and not as a name in Latin letters.

    Of common names with surname it finds 7 of 8 and takes none in Latin letters for Kruti Dev; `might_be` finds the others.
    """
    if _DEVANAGARI.search(text) or not re.search(r"[A-Za-z]", text):
        return False
    return _SIGNS.search(text) is not None or any(map(_unreadable, filter(str.islower, text.split())))


def might_be(text: str) -> bool:
    """Whether it may be Kruti Dev where the cells beside it are: Latin letters, not every word with a capital first."""
    if _DEVANAGARI.search(text) or not re.search(r"[A-Za-z]", text):
        return False
    return not all(word[0].isupper() for word in text.split())


def _unreadable(word: str) -> bool:
    """Whether a word in small letters cannot be said: no vowel, or consonants that no name begins or ends with."""
    letters = re.sub(r"[^a-z]", "", word)
    speakable = re.search(r"[aeiouy]", letters) is not None
    if "." in word or len(letters) < (3 if speakable else 4):
        return False  # an abbreviation: md., nps
    if not speakable or re.search(r"q(?![uaeibrst]|$)", letters):
        return True
    begins = re.match(r"[^aeiou]*", letters)[0].rstrip("y")  # type: ignore[index]
    ends = re.search(r"[^aeiouy]*$", letters)[0]  # type: ignore[index]
    return (len(begins) > 1 and _BEGINNINGS.fullmatch(begins) is None) or (len(ends) > 1 and _ENDS.fullmatch(ends) is None)
