"""Settings from the environment, typed; the program stops loudly on nonsense.

Each setting is read from `PROGRESS_<NAME>`; a secret may also be given as a path in
`PROGRESS_<NAME>_FILE`, so that it never stands in an environment listing.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from progress.errors import ConfigurationError

ROOT = Path(__file__).resolve().parent.parent
MASTER_KEY_BYTES = 32
Https = Literal["own", "proxy", "off"]
MailSecurity = Literal["starttls", "tls", "none"]
SECRETS = ("secret_key", "password_salt", "master_key")
FROM_FILES = (*SECRETS, "mail_password", "credentials_certificate", "credentials_key")
"""What may be given as the path of a file."""


class Settings(BaseSettings):
    """What a clinic may set. `docs/settings.md` explains each one."""

    model_config = SettingsConfigDict(env_prefix="PROGRESS_", extra="ignore", frozen=True)

    clinic_name: str = Field("Progress", min_length=1, max_length=80)
    clinic_phone: str = Field("", pattern=r"^[+()\d\s-]{0,30}$")
    data_dir: Path = ROOT / "instance"
    uploads_dir: Path = ROOT / "uploads"
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    https: Https = "own"
    https_port: int = Field(8443, ge=1, le=65535)
    public_url: str | None = None
    worker_threads: int = Field(2, ge=0, le=64)
    web_threads: int = Field(8, ge=1, le=256)
    session_hours: int = Field(12, ge=1, le=24 * 30)
    sign_in_limit: str = "10 per minute"
    look_limit: str = "3000 per minute"
    max_upload_mb: int = Field(60, ge=1, le=500)
    country_code: str = Field("91", pattern=r"^\d{1,3}$")
    mail_server: str = ""
    mail_port: int = Field(587, ge=1, le=65535)
    mail_security: MailSecurity = "starttls"
    mail_user: str = ""
    mail_password: str = ""
    mail_sender: str = ""
    credentials_certificate: str = ""
    credentials_key: str = ""
    secret_key: str = ""
    password_salt: str = ""
    master_key: str = ""

    @field_validator("secret_key", "password_salt")
    @classmethod
    def _long_enough(cls, value: str) -> str:
        if value and len(value) < 16:
            raise ValueError("must have at least 16 characters")
        return value

    @field_validator("master_key")
    @classmethod
    def _is_a_key(cls, value: str) -> str:
        if value and len(bytes.fromhex(value)) != MASTER_KEY_BYTES:
            raise ValueError("must be 64 hexadecimal digits")
        return value

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if not value:
            return None
        if urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname:
            raise ValueError("must begin with https:// or http://, and name a computer")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _mail_has_a_sender(self) -> Self:
        if self.mail_server and "@" not in self.mail_sender:
            raise ValueError("PROGRESS_MAIL_SENDER must be the address that mail comes from")
        if self.mail_server and not self.public_url:
            # Never the address by which somebody asked: whoever asks can write another's into it.
            raise ValueError("PROGRESS_PUBLIC_URL must be the address that links in mails lead to")
        return self

    @classmethod
    def load(cls, **given: Any) -> Self:
        """Read the environment; raises ConfigurationError naming the setting that is wrong."""
        try:
            settings = cls(**(_secrets_from_files() | given))
        except ValidationError as error:
            first = error.errors()[0]
            name = "PROGRESS_" + "_".join(map(str, first["loc"] or ("mail_server",))).upper()
            raise ConfigurationError(f"{name}: {first['msg']}") from error
        return settings.with_secrets()

    def with_secrets(self) -> Self:
        """Fill secrets that were not given from `data_dir`, making them on the first start."""
        made = {
            name: _keep_secret(self.data_dir / f"{name}.secret")
            for name in SECRETS
            if not getattr(self, name)
        }
        return self.model_copy(update=made)

    @property
    def database(self) -> str:
        """The SQLAlchemy URL: what was given, else SQLite in `data_dir`."""
        return self.database_url or f"sqlite:///{self.data_dir / 'progress.db'}"

    @property
    def address(self) -> str:
        """Where a browser on this machine finds Progress."""
        return f"http://{'localhost' if self.host == '127.0.0.1' else self.host}:{self.port}/"

    @property
    def certificate_dir(self) -> Path:
        return self.data_dir / "certificate"

    @property
    def credentials_dir(self) -> Path:
        return self.data_dir / "credentials"

    @property
    def keyring_dir(self) -> Path:
        return self.data_dir / "keyring"

    @property
    def master_key_bytes(self) -> bytes:
        return bytes.fromhex(self.master_key)


def _secrets_from_files() -> dict[str, str]:
    found = {}
    for name in FROM_FILES:
        path = os.environ.get(f"PROGRESS_{name.upper()}_FILE")
        if path:
            found[name] = _read_secret(Path(path), name)
    return found


def _read_secret(path: Path, name: str) -> str:
    try:
        return path.read_text().strip()
    except OSError as error:
        raise ConfigurationError(
            f"PROGRESS_{name.upper()}_FILE: {path} cannot be read ({error.strerror})."
        ) from error


def _keep_secret(path: Path) -> str:
    """Read the secret at `path`, or make one that only this user may read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(MASTER_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    return path.read_text().strip()
