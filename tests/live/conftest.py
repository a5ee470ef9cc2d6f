"""One server for all live tests: the small district with rows and sealed files of both blocks."""

import base64
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import jwt
import pytest
from PIL import Image

from attendance.config import Config
from attendance.district import District, Kind
from attendance.office import accounts, passwords, sessions
from attendance.office.access import SYSTEM, Account, Role
from tests.browser.support import Server, serve
from tests.data.two_blocks import fill
from tests.support import BLOCKS, config_in, small_district
from ui.cookie import NAME

PEOPLE = {
    "dpo": (Role.DPO, ()),
    "mis": (Role.MIS, ()),
    "division": (Role.DIVISION, ()),
    "sabour": (Role.BRC, ("sabour",)),
    "kahalgaon": (Role.BRC, ("kahalgaon",)),
    "trainer": (Role.TRAINER, ()),
}


def picture(block: str) -> bytes:
    """A WebP of one colour."""
    written = io.BytesIO()
    Image.new("RGB", (480, 360), {"sabour": (40, 90, 160), "kahalgaon": (200, 30, 30)}[block]).save(written, "WEBP")
    return written.getvalue()


PICTURES = {block: base64.b64encode(picture(block)).decode() for block in BLOCKS}
# No word of the interface holds one of these.
OF_SABOUR = [
    "School One",
    "विद्यालय एक",
    "प्रधान एक",
    "0000000011",
    "99000000001",
    *(f"Pupil {number}" for number in range(401, 409)),
    *(f"बच्चा {number}" for number in range(401, 409)),
    *(f"9900000{number:04d}" for number in range(401, 409)),
    PICTURES["sabour"],
]


@dataclass(frozen=True)
class Live:
    """The running app, and a cookie maker: each call signs somebody in anew."""

    server: Server
    cookie_of: Callable[[str], str]

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server.address.rpartition(":")[2])


@pytest.fixture(scope="package")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The server."""
    folder = tmp_path_factory.mktemp("live")
    small_district(folder, Kind.SANDBOX).district.close()
    own = small_district(folder).district
    own.db.write(lambda tx: (fill(tx, "kahalgaon", 5000, 202, 303, 409), fill(tx, "sabour", 7000, 201, 301, 401)))
    for block in BLOCKS:
        for kind in ("photo", "screen", "thumb", "crop", "reference"):
            own.vault.put(f"{kind}/{block}", picture(block))
        own.vault.put(f"reference/{block}_face", picture(block))
    config = config_in(folder)
    tokens = _sign_in(own, config)
    own.close()
    with serve(config, folder / "server.log") as running:
        yield Live(running, lambda who: tokens[who].pop())


def _sign_in(own: District, config: Config) -> dict[str, list[str]]:
    """For each account the cookies of some sessions."""
    cookies = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "ROUNDS", 4)
        for name, (role, blocks) in PEOPLE.items():
            password = f"a password of {name}"
            account = accounts.create(
                own,
                SYSTEM,
                username=name,
                name=f"Name of {name}",
                role=role,
                password=password,
                blocks=blocks,
                must_change=False,
            )
            cookies[name] = [_cookie(config, own, account) for _ in range(30)]
    return cookies


def _cookie(config: Config, own: District, account: Account) -> str:
    content = {"session": sessions.start(own, account), "exp": 4_000_000_000}
    signed = jwt.encode(content, sessions.cookie_key(config), algorithm="HS256")
    return f"{NAME}={signed}; upasthiti_language=en"
