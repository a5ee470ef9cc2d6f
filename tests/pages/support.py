"""Pages run by AppTest, signed in, on the small district.

A page's test reads::

    from attendance.office.access import Page, Role
    from tests.pages.support import OpenHouse, page

    def test_a_class_without_photos_is_listed(open_house: OpenHouse) -> None:
        at = page(Page.EXCEPTIONS, open_house, open_house.account(Role.DPO))
        assert not at.exception
        assert "School One" in at.markdown[0].value

``open_house`` (tests/pages/conftest.py) holds the small district twice, as the office's own and as the sandbox, opened by the
very house that the page asks for: write rows through ``open_house.small.district`` before the page runs, read them after it.
The page is run through app.py, so that sidebar and guard are there, in English unless told otherwise. What `page` returns is an
AppTest that has run once: set a widget's value and call ``.run()`` to go on.
"""

from dataclasses import dataclass, field
from pathlib import Path

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.testing.v1 import AppTest

from attendance.district import Kind
from attendance.house import House
from attendance.i18n import Language
from attendance.office import accounts, sessions
from attendance.office.access import SYSTEM, Account, Page, Role
from tests.support import Small
from ui import session

ROOT = Path(__file__).parents[2]


def password_of(role: Role) -> str:
    """The password of an account that `OpenHouse.account` made."""
    return f"password of {role.value}"


@dataclass
class OpenHouse:
    """The small district as the office's own (`small`) and as the sandbox, with the same keys in both."""

    house: House
    small: Small
    sandbox: Small
    _made: dict[Role, Account] = field(default_factory=dict)
    _shown: AppTest | None = None

    def language(self) -> Language:
        """The language of the page that was last run: AppTest formats a widget's choices outside the page's session."""
        if get_script_run_ctx(suppress_warning=True) or self._shown is None:
            return session.language()
        return self._shown.session_state[session.LANGUAGE]

    def account(self, role: Role, blocks: tuple[str, ...] = ("sabour",)) -> Account:
        """An account of a role, made on the first call; `blocks` are a `brc` account's."""
        if role not in self._made:
            self._made[role] = accounts.create(
                self.small.district,
                SYSTEM,
                username=role.value,
                name=f"Name of {role.value}",
                role=role,
                password=password_of(role),
                blocks=blocks if role is Role.BRC else (),
                must_change=False,
            )
        return self._made[role]


def page(
    which: Page,
    open_house: OpenHouse,
    account: Account,
    *,
    sandbox: bool = False,
    language: Language = "en",
    **query: str,
) -> AppTest:
    """Sign in and run one page once.

    Args:
        sandbox: Having stepped into the training sandbox.
        query: What stands in the page's address behind the question mark.
    """
    # From a string, so that no pages/ folder lies beside the script: AppTest forgets on each run that st.navigation was called,
    # and would run the page's file by itself first, which loses the click.
    at = AppTest.from_string((ROOT / "app.py").read_text(), default_timeout=30)
    at.session_state[session.TOKEN] = sessions.start(open_house.small.district, account)
    at.session_state[session.LANGUAGE] = language
    at.session_state[session.KIND] = Kind.SANDBOX if sandbox else Kind.OWN
    for name, value in query.items():
        at.query_params[name] = value
    open_house._shown = at
    at.switch_page(str(ROOT / "pages" / f"{which.value}.py"))
    return at.run()


def html_of(at: AppTest) -> str:
    """What the page draws with HTML of its own."""
    return "\n".join(str(element.proto.body) for element in at.main.get("html"))


def texts(at: AppTest) -> str:
    """Everything that stands on the page as text."""
    parts = [*at.markdown, *at.warning, *at.success, *at.error, *at.info, *at.caption, *at.title, *at.subheader]
    return "\n".join(str(part.value) for part in parts)


def press(at: AppTest, label: str) -> AppTest:
    """Click the button with this label."""
    next(button for button in at.button if button.label == label).click().run()
    assert not at.exception
    return at
