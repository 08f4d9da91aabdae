"""The environment, read once into one frozen object; every fault is one sentence in Indonesian."""

from __future__ import annotations

import base64
import errno
import json
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

DataKeys = tuple[tuple[str, bytes], ...]

ENVIRONMENTS = ("demo", "production", "test")
ROOT = Path(__file__).resolve().parent.parent
# Every generated demo secret begins with this, so that it is recognised wherever it is copied to.
DEMO_MARK = "demo"
_KEY_BYTES = 32
_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}


class ConfigError(Exception):
    """The program cannot start; the message is one sentence in Indonesian for whoever started it."""


_REASONS = {
    errno.ENOENT: "tidak ada",
    errno.EISDIR: "itu folder, bukan berkas",
    errno.ENOTDIR: "salah satu bagian jalurnya bukan folder",
    errno.EACCES: "tidak diizinkan untuk pengguna ini",
    errno.EPERM: "tidak diizinkan untuk pengguna ini",
    errno.EEXIST: "sudah ada",
    errno.ENOSPC: "disk penuh",
    errno.EDQUOT: "jatah disk habis",
    errno.EROFS: "hanya dapat dibaca",
    errno.ENAMETOOLONG: "namanya terlalu panjang",
    errno.EADDRINUSE: "alamatnya sedang dipakai",
}


def reason(fault: OSError) -> str:
    """What the system refused, in a few Indonesian words; its own are English."""
    return _REASONS.get(fault.errno or 0, f"galat sistem {fault.errno or type(fault).__name__}")


@dataclass(frozen=True)
class Config:
    """What one process knows about its surroundings.

    `database_url` and `redis_url` are empty where the embedded servers are to be used.
    `data_keys` are pairs of key id and 32 bytes; the first one encrypts, all of them decrypt.
    `clock_shift` is what SAPA_CLOCK adds to real time; zero in production. `proxies` is how many servers
    of the city's own stand in front and tell the visitor's address; nobody else's word for it is taken.
    """

    env: str
    root: Path
    var: Path
    database_url: str
    redis_url: str
    secret_key: str = field(repr=False)
    data_keys: DataKeys = field(repr=False)
    index_key: bytes = field(repr=False)
    host: str
    port: int
    clock_shift: timedelta
    smtp_url: str | None = field(repr=False)
    public_url: str
    proxies: int = 0

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def demo(self) -> bool:
        return self.env == "demo"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ, root: Path = ROOT) -> Config:
        """Read the environment. Makes `var` and, once, its secrets. Raises ConfigError."""
        env = _environment(environ)
        var = _var(environ, root)
        host, port = environ.get("SAPA_HOST") or "127.0.0.1", _port(environ)
        keys = _secrets(environ, env, var)
        return cls(
            env=env,
            root=root,
            var=var,
            database_url=environ.get("DATABASE_URL", ""),
            redis_url=environ.get("REDIS_URL", ""),
            secret_key=keys.secret_key,
            data_keys=keys.data_keys,
            index_key=keys.index_key,
            host=host,
            port=port,
            clock_shift=_clock_shift(environ, env),
            smtp_url=environ.get("SMTP_URL") or None,
            public_url=(environ.get("SAPA_PUBLIC_URL") or f"http://{host}:{port}").rstrip("/"),
            proxies=_proxies(environ),
        )

    def to_environ(self) -> dict[str, str]:
        """What makes a child process read this same configuration; the secrets stay in their file."""
        values = {
            "SAPA_ENV": self.env,
            "SAPA_VAR": str(self.var),
            "SAPA_HOST": self.host,
            "SAPA_PORT": str(self.port),
            "SAPA_PUBLIC_URL": self.public_url,
            "SAPA_PROXIES": str(self.proxies),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
        }
        if self.clock_shift:
            values["SAPA_CLOCK"] = f"{self.clock_shift.total_seconds():+.0f}s"
        return values


def parse_shift(text: str, real_now: datetime) -> timedelta:
    """Read "+3d", "-2h", "1d12h" or an ISO moment (WIB where it names no zone) as a shift of the clock."""
    match = re.fullmatch(r"([+-]?)((?:\d+[dhms])+)", text.strip())
    if match:
        parts = re.findall(r"(\d+)([dhms])", match[2])
        shift = timedelta(seconds=sum(int(count) * _UNITS[unit] for count, unit in parts))
        return -shift if match[1] == "-" else shift
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ConfigError(
            f'Pergeseran jam "{text}" tidak dimengerti; contoh: +3d, -2h, atau 2026-03-02T08:00.'
        ) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("Asia/Jakarta"))) - real_now


def _environment(environ: Mapping[str, str]) -> str:
    # A database of one's own means real work: the demo is never loaded into it by accident.
    env = environ.get("SAPA_ENV") or ("production" if environ.get("DATABASE_URL") else "demo")
    if env not in ENVIRONMENTS:
        raise ConfigError(f'SAPA_ENV "{env}" tidak dikenal; pilih salah satu dari {", ".join(ENVIRONMENTS)}.')
    return env


def _var(environ: Mapping[str, str], root: Path) -> Path:
    var = Path(environ.get("SAPA_VAR") or root / "var").absolute()
    try:
        var.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as fault:
        raise ConfigError(f"Folder data {var} tidak dapat dibuat: {reason(fault)}.") from None
    if not os.access(var, os.W_OK | os.X_OK):
        raise ConfigError(
            f"Folder data {var} tidak dapat ditulisi oleh pengguna ini; "
            "jalankan sebagai pemiliknya atau arahkan SAPA_VAR ke folder lain."
        )
    return var


def _port(environ: Mapping[str, str]) -> int:
    text = environ.get("SAPA_PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65_536:
        raise ConfigError(f'SAPA_PORT "{text}" bukan nomor port (1-65535).')
    return int(text)


def _proxies(environ: Mapping[str, str]) -> int:
    text = environ.get("SAPA_PROXIES") or "0"
    if not re.fullmatch(r"[0-5]", text):
        raise ConfigError(f'SAPA_PROXIES "{text}" bukan banyaknya proksi di depan sapa (0-5).')
    return int(text)


def _clock_shift(environ: Mapping[str, str], env: str) -> timedelta:
    text = environ.get("SAPA_CLOCK", "")
    if not text:
        return timedelta(0)
    if env == "production":
        raise ConfigError("SAPA_CLOCK hanya untuk demo dan uji; jam produksi tidak boleh digeser.")
    return parse_shift(text, datetime.now(UTC))


@dataclass(frozen=True)
class _Secrets:
    secret_key: str
    data_keys: DataKeys
    index_key: bytes

    def from_demo(self) -> bool:
        mark = DEMO_MARK.encode()
        keys = [self.secret_key.encode(), self.index_key, *(key for _, key in self.data_keys)]
        return any(key.startswith(mark) for key in keys)


def _secrets(environ: Mapping[str, str], env: str, var: Path) -> _Secrets:
    """Environment first, then var/secrets.json, which is written on the first start."""
    names = {"secret_key": "SAPA_SECRET_KEY", "data_keys": "SAPA_DATA_KEYS", "index_key": "SAPA_INDEX_KEY"}
    given = {name: environ[variable] for name, variable in names.items() if environ.get(variable)}
    if len(given) < len(names):
        given = _kept_secrets(var / "secrets.json", "" if env == "production" else DEMO_MARK) | given
    found = _Secrets(given["secret_key"], _data_keys(given["data_keys"]), _key(given["index_key"]))
    if env == "production" and found.from_demo():
        raise ConfigError(
            f"Rahasia yang dipakai berasal dari demo ({var / 'secrets.json'}); untuk produksi "
            "arahkan SAPA_VAR ke folder baru atau isi SAPA_SECRET_KEY, SAPA_DATA_KEYS, dan SAPA_INDEX_KEY."
        )
    if len(found.secret_key) < _KEY_BYTES:
        raise ConfigError(f"SAPA_SECRET_KEY terlalu pendek; perlu sedikitnya {_KEY_BYTES} karakter.")
    return found


def _kept_secrets(path: Path, mark: str) -> dict[str, str]:
    try:
        if not path.exists():
            _write_once(path, json.dumps(_new_secrets(mark), indent=1))
        kept = json.loads(path.read_text())
        return {name: str(kept[name]) for name in ("secret_key", "data_keys", "index_key")}
    except (ValueError, KeyError, TypeError):
        raise ConfigError(f"Berkas rahasia {path} rusak; pulihkan dari cadangan.") from None
    except OSError as fault:
        raise ConfigError(
            f"Berkas rahasia {path} tidak dapat dibaca atau ditulis: {reason(fault)}."
        ) from None


def _new_secrets(mark: str) -> dict[str, str]:
    def key() -> str:
        raw = mark.encode() + secrets.token_bytes(_KEY_BYTES - len(mark))
        return base64.b64encode(raw).decode()

    return {"secret_key": mark + secrets.token_urlsafe(48), "data_keys": f"k1:{key()}", "index_key": key()}


def _write_once(path: Path, text: str) -> None:
    """Put the file in place whole and private; where another process was first, its file stays."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secrets-")  # mkstemp makes it 0600
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def _data_keys(text: str) -> DataKeys:
    pairs = [part.partition(":") for part in text.split(",")]
    if not all(re.fullmatch(r"[a-z0-9]{1,16}", name.strip()) for name, _, _ in pairs):
        raise ConfigError('SAPA_DATA_KEYS harus berbentuk "k1:kunci-base64,k2:kunci-base64".')
    return tuple((name.strip(), _key(value)) for name, _, value in pairs)


def _key(text: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise ConfigError("Kunci data dan kunci indeks harus 32 bita dalam base64.")
    return key
