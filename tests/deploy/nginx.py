"""A real nginx on the configuration in deploy/, with ports, names and a certificate of the test's own."""

import base64
import datetime
import hashlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

from tests.browser.support import ROOT, free_port

CONFIGURATION = ROOT / "deploy" / "nginx" / "upasthiti.conf"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
AROUND = """{module}daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 512; }}
http {{
    include {mime};
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/upasthiti*.conf;
}}
"""
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so")


@dataclass(frozen=True)
class Proxy:
    """A running nginx; `folder` has its logs."""

    http: int
    https: int
    folder: Path

    @property
    def address(self) -> str:
        """What a reader types."""
        return f"https://localhost:{self.https}"


def write_certificate(folder: Path) -> str:
    """Make a certificate for localhost; returns its public key's digest, by which Chromium can be told to take it as valid."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "privkey.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(public).digest()).decode()


@contextmanager
def nginx(app_port: int, folder: Path, brotli: bool = False) -> Iterator[Proxy]:
    """Run nginx in front of what answers at a port of this machine; the certificate is in the folder already."""
    assert NGINX
    http, https = free_port(), free_port()
    changed = {
        "listen 80 default_server;": f"listen {http} default_server;",
        "listen [::]:80 default_server;": "",
        "listen 443 ssl default_server;": f"listen {https} ssl default_server;",
        "listen [::]:443 ssl default_server;": "",
        "listen 443 ssl http2;": f"listen {https} ssl http2;",
        "listen [::]:443 ssl http2;": "",
        "upasthiti.example.org;": "localhost;",
        "server 127.0.0.1:8501;": f"server 127.0.0.1:{app_port};",
        "/etc/ssl/upasthiti/": f"{folder}/",
        "/var/log/nginx/": f"{folder}/",
    }
    text = CONFIGURATION.read_text(encoding="utf-8")
    for written, here in changed.items():
        assert written in text, f"{written} is not in the configuration any more"
        text = text.replace(written, here)
    (folder / "upasthiti.conf").write_text(text, encoding="utf-8")
    around = folder / "nginx.conf"
    module = f"load_module {BROTLI};\n" if brotli else ""
    around.write_text(AROUND.format(folder=folder, mime=Path("/etc/nginx/mime.types"), module=module), encoding="utf-8")
    if brotli:
        shutil.copy(CONFIGURATION.with_name("upasthiti-brotli.conf"), folder)
    process = subprocess.Popen([NGINX, "-c", str(around), "-p", str(folder), "-e", str(folder / "nginx.log")])
    try:
        _await_port(https, process, folder)
        yield Proxy(http, https, folder)
    finally:
        process.terminate()
        process.wait(30)


def _await_port(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"nginx ended at its start:\n{(folder / 'nginx.log').read_text()}")
