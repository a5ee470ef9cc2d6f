"""Names, notes and file names as somebody writes who wants to be run, seen, or in the way."""

import random

MARKUP = (
    "<script>window.hostile('script')</script>",
    "<img src=x onerror=\"window.hostile('img')\">",
    "<svg onload=window.hostile('svg')>",
    "\"><script>window.hostile('attr')</script>",
    "' onmouseover='window.hostile(1)' x='",
    "<a href=\"javascript:window.hostile('a')\">name</a>",
    "[name](javascript:window.hostile('md'))",
    "![x](http://127.0.0.1:9/hostile.png)",
    "<iframe src=\"javascript:parent.hostile('frame')\"></iframe>",
    "<style>*{display:none}</style>",
    "</style><script>window.hostile('style')</script>",
    '<meta http-equiv=refresh content="0;url=http://127.0.0.1:9/">',
    "<b>bold</b> **bold** _it_ `code` $x^2$ :red[red] :smile: :material/home:",
    "&lt;script&gt; &amp; &#60;b&#62;",
    "{0} {name} {__class__} %s %(name)s ${name} #{name}",
    "'; DROP TABLE pupil; --",
    '=HYPERLINK("http://127.0.0.1:9/","name")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+91 99999",
    "-1+1",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "\u202eevil\u202c",
    "zero\u200bwidth\u200d\ufeff",
    "क" + "\u0300" * 200,
    "x" * 5000,
    "",
    " ",
    "\u0000nul",
    "line\nbreak",
    "\ud800",
    "<<<<>>>>",
    "%3Cscript%3E",
    "NULL",
    "nan",
    "1e999",
)
PATHS = (
    "../../../../tmp/hostile.jpg",
    "/etc/passwd",
    "C:\\Windows\\x.jpg",
    "..\\..\\x.jpg",
    "\\\\server\\share\\x.jpg",
    "a/../../b.jpg",
    "x.jpg\0.exe",
    "x" * 300 + ".jpg",
    "CON.jpg",
    "nul",
    ".",
    "..",
    "a//b.jpg",
    "./a.jpg",
    "~/x.jpg",
    "$HOME/x.jpg",
    "a\nb.jpg",
    "\u202egpj.exe",
    "a.jpg/",
    "a:stream.jpg",
    "*.jpg",
    "-rf.jpg",
    "\ud800.jpg",
    "ａ．jpg",
    "file:///etc/passwd",
    "%2e%2e/x.jpg",
)


def text(rng: random.Random) -> str:
    """A hostile text."""
    parts = rng.choices(MARKUP + PATHS, k=rng.choice((1, 1, 1, 2, 3)))
    return rng.choice(("", "", " ", "\n")).join(parts)[: rng.choice((20, 200, 6000))]


def path(rng: random.Random) -> str:
    """A hostile path, or a right one."""
    school = rng.choice(("99000000001", "९९०००००००१", "1" * 400))
    class_section = rng.choice(("3-A", "III-A", "99-Z", text(rng)))
    right = f"{school}/{class_section}/{rng.choice(('2026-11-23', '2026-99-99', '0000-00-00'))}/front.jpg"
    return rng.choice((right, rng.choice(PATHS), text(rng), right.rpartition("/")[0] + "/" + rng.choice(PATHS)))


def value(rng: random.Random, depth: int = 0) -> object:
    """A JSON value of any kind."""
    simple = (
        None,
        True,
        False,
        0,
        1,
        -1,
        301,
        2**63,
        -(2**63) - 1,
        10**400,
        1.5,
        float("nan"),
        float("inf"),
        "",
        "1",
        text(rng),
        "301",
    )
    if depth < 3 and rng.random() < 0.35:
        return rng.choice(
            (
                [value(rng, depth + 1) for _ in range(rng.choice((0, 1, 2, 4, 500 if depth == 2 else 3)))],
                {str(rng.choice(("id", "kind", text(rng)))): value(rng, depth + 1) for _ in range(rng.choice((0, 1, 3)))},
            )
        )
    return rng.choice(simple)
