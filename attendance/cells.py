"""What goes into a cell of a file that a spreadsheet opens."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What begins a formula, or may once a spreadsheet has trimmed it or, as some do, narrowed its letters."""


def harmless(text: str) -> str:
    """The text, with an apostrophe before what would be taken for a formula, as one would type it into Excel.

    A CSV has no types. A negative number is no formula; "+91 …" is a telephone number, which would be added up.
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not _is_negative(text) else text


def _is_negative(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.startswith("-")
