"""Where the app may answer: passwords and photos of children never cross a network in the clear."""

import ipaddress

from attendance.errors import Message
from attendance.i18n import N_

FORWARDED_BY = "FORWARDED_ALLOW_IPS"
"""The environment variable that tells uvicorn, Streamlit's server, whose forwarded headers are true; read at its start."""

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(text: str) -> tuple[_Network, ...]:
    """The addresses or networks of a list with commas.

    Raises:
        ValueError: One is neither, or covers every address.
    """
    found = tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    if any(network.prefixlen == 0 for network in found):
        raise ValueError("every address would be a trusted proxy")
    return found


def is_loopback(address: str | None) -> bool:
    """Whether only this machine reaches an address; None is Streamlit's own default, which is every address of the machine."""
    if address == "localhost":
        return True
    try:
        return address is not None and ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def refusal(address: str | None, has_certificate: bool, proxy: str, forwarded_by: str | None) -> Message | None:
    """Why the app must not answer there, with what to do instead; None where it may.

    Args:
        has_certificate: Streamlit's own TLS is set.
        proxy: The trusted proxy's addresses, as `Config` has them; empty for none.
        forwarded_by: What uvicorn was told, None for nothing: it then believes any program on this machine, and no other.
    """
    if proxy and not has_certificate and forwarded_by is None and not all(network.is_loopback for network in networks(proxy)):
        return Message(
            N_("The server was not told about the proxy {proxy}. Start with: python -m attendance run"), {"proxy": proxy}
        )
    if is_loopback(address) or has_certificate or proxy:
        return None
    return Message(
        N_(
            "The app does not answer at {address} without TLS: passwords and photos would cross the network in the clear. "
            "Leave out the address and put nginx in front (deploy/ in the checkout, docs/operator-guide.md), "
            "or give a certificate: --certificate FILE --certificate-key FILE"
        ),
        {"address": address or "0.0.0.0"},  # noqa: S104 - told, not bound
    )


def turned_away(scheme: str, client: str | None, was_forwarded: bool, proxy: str) -> Message | None:
    """Why one request is not answered; None where it is.

    Args:
        scheme: http, https, ws or wss, as a trusted proxy says or as the connection is.
        client: The browser's address, as a trusted proxy says or as the connection is.
        was_forwarded: Some program passed it on, or says so.
        proxy: The trusted proxy's addresses; empty for none.
    """
    if was_forwarded and not proxy:
        return Message(N_("A proxy passed this on, and the app knows of none. Set UPASTHITI_TRUSTED_PROXY to its address."))
    if scheme not in ("https", "wss") and not is_loopback(client):
        return Message(N_("The app answers other computers by https only."))
    return None
