"""What a browser calls itself, in the few words by which its owner knows it again."""

_BROWSERS = (  # in this order: most call themselves Chrome and Safari too
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def device(user_agent: str | None) -> str | None:
    """Browser and system, as in "Chrome · Windows"; None when neither is known."""
    called = user_agent or ""
    found = (next((name for mark, name in marks if mark in called), None) for marks in (_BROWSERS, _SYSTEMS))
    return " · ".join(name for name in found if name) or None
