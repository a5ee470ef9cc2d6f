"""What pages and PDFs show where Markdown or HTML is read is escaped on its way; a new place that forgets it fails here."""

from pathlib import Path

import pytest

from tests.hostile.flow import Flow

ROOT = Path(__file__).parents[2]
LEFT_OVER = {
    (
        "ui.widgets:told",
        "markdown",
        "st.session_state",
    ): "what `tell_after_rerun` was given, which is looked at where it is called",
    ("ui.administration.settings:show", "markdown", "Settings.model_fields"): "fields, in a list beside their groups' titles",
}
"""What is not followed: where it is shown, who reads it, what it is; and why that is right."""


READERS = {
    ("ui.widgets:tell_after_rerun", "text", "markdown"),
    ("ui.attendance.opens:show", "body", "html"),
    ("attendance.reports.paper.pdf:laid_out", "text", "html"),
}
"""Parameters of ours that end as Markdown or HTML on ways that are not followed: the session, a component, a PDF."""


def _unescaped(root: Path, *folders: str) -> set[tuple[str, str, str]]:
    files = [path for folder in folders for path in sorted((root / folder).rglob("*.py"))]
    return Flow(root, files, ("ui", "pages", "attendance.reports.paper"), READERS).findings()


def test_nothing_unescaped_is_shown() -> None:
    assert _unescaped(ROOT, "attendance", "ui", "pages") == set(LEFT_OVER)


BEFORE = """
import html
import streamlit as st
from attendance.i18n import _, number, pick
from ui import widgets

"""


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("def show(row):\n    for one in rows(row):\n        st.markdown(f'**{one.name}**')", "markdown"),
        ("def show(row):\n    text = _('About {name}')\n    st.warning(text.format(name=pick(row.hi, row.en)))", "markdown"),
        ("def show(rows):\n    lines = []\n    lines.append(rows.first.note)\n    st.caption(', '.join(lines))", "markdown"),
        ("def show(row):\n    st.pills(_('One'), [1], format_func=lambda one: row.names[one])", "markdown"),
        ("def show(row):\n    _line(row.name)\n\n\ndef _line(text):\n    st.button(text, help=_('Help'))", "markdown"),
        ("def show(row):\n    st.info(_said(row))\n\n\ndef _said(row):\n    return row.name", "markdown"),
        ("def show(row):\n    st.success(html.escape(row.name))", "markdown"),
        ("def show(row):\n    widgets.tell_after_rerun(row.name)", "markdown"),
        ("def show(row):\n    st.html(f'<b>{widgets.literal(row.name)}</b>')", "html"),
        ("def show(row):\n    st.html(_all(row.name))\n\n\ndef _all(*names):\n    return ''.join(names)", "html"),
        ("def show(row):\n    st.html(''.join(f'<b>{one.name}</b>' for one in row))", "html"),
    ],
)
def test_a_place_that_forgets_it_is_found(tmp_path: Path, code: str, kind: str) -> None:
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "widgets.py").write_text("def tell_after_rerun(text):\n    keep(text)\n", encoding="utf-8")
    (tmp_path / "ui" / "new.py").write_text(BEFORE + code + "\n", encoding="utf-8")
    assert {found[1] for found in _unescaped(tmp_path, "ui")} == {kind}


@pytest.mark.parametrize(
    "code",
    [
        "def show(row):\n    st.markdown(f'**{widgets.literal(row.name)}** · {number(row.count)}')",
        "def show(row):\n    st.html(f'<b>{html.escape(row.name)}</b> {row.share:.1f}')",
        "def show(row):\n    st.info(_('{count}: {name}').format(count=number(row.n), name=widgets.literal(row.name)))",
        "def show(row):\n    st.selectbox(_('One'), list(row.names), format_func=row.names.__getitem__)",
    ],
)
def test_what_is_escaped_passes(tmp_path: Path, code: str) -> None:
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "new.py").write_text(BEFORE + code + "\n", encoding="utf-8")
    assert _unescaped(tmp_path, "ui") == set()
