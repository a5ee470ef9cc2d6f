"""Who may sign in: the list, and what can be done to an account."""

import streamlit as st

from attendance.i18n import _, moment_text
from attendance.office import accounts, blocks, passwords
from attendance.office.access import ROLE_NAMES, Role
from attendance.office.accounts import Listed
from data.clock import utc_now
from ui import failures, own_sessions, widgets
from ui.guard import Visit

_PER_ROW = 3
_ROLES: list[Role] = list(Role)


def show(visit: Visit) -> None:
    """The list, then a form to change one and a form to add one."""
    district = visit.house.accounts
    names = blocks.names(district)
    missing = accounts.uncovered_blocks(district)
    if missing:
        text = _("No Block Resource Centre account has these blocks: {blocks}. Give each to somebody.")
        units = ", ".join(widgets.literal(names[row["block_id"]]) for row in missing)
        st.warning(text.format(blocks=units), icon=":material/warning:")
    if accounts.lacks_second_mis(district):
        text = _(
            "Only one MIS in-charge can sign in. Add a second one: who else could give a new password when this one's is lost?"
        )
        st.warning(text, icon=":material/warning:")
    found = accounts.listed(district, visit.account)
    for start in range(0, len(found), _PER_ROW):
        for column, one in zip(st.columns(_PER_ROW), found[start : start + _PER_ROW], strict=False):
            with column, st.container(border=True):
                _card(one, names)
    change, add = st.tabs([_("Change an account"), _("Add an account")])
    with change:
        _change(visit, found, names)
    with add:
        _add(visit, names)


def _card(one: Listed, names: dict[str, str]) -> None:
    account = one.account
    lines = [f"**{widgets.literal(account.name)}** · {widgets.literal(account.username)}", role_name(account.role)]
    if account.blocks:
        lines.append(", ".join(widgets.literal(names.get(block, block)) for block in sorted(account.blocks)))
    if not one.active:
        lines.append(":orange-badge[" + _("deactivated") + "]")
    elif one.locked_until and one.locked_until > utc_now():
        lines.append(":orange-badge[" + _("locked until {moment}").format(moment=moment_text(one.locked_until)) + "]")
    if one.active and account.must_change:
        lines.append(":gray-badge[" + _("has not chosen an own password yet") + "]")
    last = moment_text(one.last_signed_in) if one.last_signed_in else _("never")
    lines.append(_("Last signed in: {moment}").format(moment=last))
    st.markdown("  \n".join(lines))


def role_name(role: Role) -> str:
    """A role in words of the reader's language."""
    return _(ROLE_NAMES[role])


def _change(visit: Visit, found: list[Listed], names: dict[str, str]) -> None:
    by_username = {one.account.username: one for one in found}
    username = st.selectbox(
        _("Account"),
        list(by_username),
        format_func=lambda key: f"{by_username[key].account.name} · {key}",
        key="account_to_change",
    )
    one = by_username[username]
    with st.form(f"change_{username}", border=False):
        name = st.text_input(_("Name"), one.account.name)
        role = st.selectbox(_("Role"), _ROLES, _ROLES.index(one.account.role), format_func=role_name)
        chosen = _blocks(names, one.account.blocks)
        sent = st.form_submit_button(_("Save"), type="primary")
    if sent:
        with failures.shown():
            accounts.change(visit.house.accounts, visit.account, username, name=name, role=role, blocks=chosen)
            widgets.tell_after_rerun(_("Saved. It holds from that account's next click."))
    left, right = st.columns(2)
    with left:
        _new_password(visit, username)
    with right:
        _on_or_off(visit, one)
    own_sessions.of_account(visit.house.accounts, visit.account, username)


def _new_password(visit: Visit, username: str) -> None:
    if st.button(_("Give a new password"), icon=":material/key:", key="give_password", width="stretch"):
        with failures.shown():
            made = passwords.invent()
            accounts.give_password(visit.house.accounts, visit.account, username, made)
            widgets.tell_after_rerun(_password_text(username, made))
    st.caption(_("Whoever is signed in with this account is signed out."))


def _on_or_off(visit: Visit, one: Listed) -> None:
    username = one.account.username
    label = _("Deactivate") if one.active else _("Activate again")
    if st.button(label, icon=":material/block:" if one.active else ":material/check:", key="on_or_off", width="stretch"):
        with failures.shown():
            act = accounts.deactivate if one.active else accounts.reactivate
            act(visit.house.accounts, visit.account, username)
            done = _("{username} can no longer sign in.") if one.active else _("{username} can sign in again.")
            widgets.tell_after_rerun(done.format(username=widgets.literal(username)))
    if one.active:
        st.caption(_("Its entries stay; it can be activated again at any time."))


def _add(visit: Visit, names: dict[str, str]) -> None:
    with st.form("add_account", border=False):
        username = st.text_input(_("Username"), help=_("Small Latin letters, digits, dots or dashes."))
        name = st.text_input(_("Name"))
        role = st.selectbox(_("Role"), _ROLES, format_func=role_name)
        chosen = _blocks(names, frozenset())
        sent = st.form_submit_button(_("Add"), type="primary")
    if sent:
        with failures.shown():
            made = passwords.invent()
            account = accounts.create(
                visit.house.accounts, visit.account, username=username, name=name, role=role, password=made, blocks=chosen
            )
            widgets.tell_after_rerun(_password_text(account.username, made))


def _blocks(names: dict[str, str], chosen: frozenset[str]) -> list[str]:
    return st.multiselect(
        _("Blocks, for Block Resource Centre staff"),
        list(names),
        default=[block for block in names if block in chosen],
        format_func=lambda block: names[block],
        placeholder=_("Choose blocks"),
    )


def _password_text(username: str, password: str) -> str:
    text = _("Password of {username}: `{password}` – it is shown only now. At the first sign-in another one must be chosen.")
    return text.format(username=widgets.literal(username), password=password)
