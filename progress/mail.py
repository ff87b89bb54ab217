"""Sending mail by SMTP: one connection, one message, and whether trying again may help."""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from progress.config import Settings
from progress.errors import MailDelayed, MailRefused
from progress.rules.mails import Message
from progress.rules.sign_in_names import is_address

SECONDS = 20
"""For a server to answer; a mail may take a few such steps."""
PERMANENT = 500


@dataclass(frozen=True)
class Mailer:
    """The clinic's way to send mail."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str
    clinic: str
    trusted: ssl.SSLContext | None = None
    """Whose certificates are believed; None for those that this computer trusts."""

    @classmethod
    def of(cls, settings: Settings) -> Mailer | None:
        """None where the clinic has set up no mail."""
        if not settings.mail_server:
            return None
        return cls(
            host=settings.mail_server,
            port=settings.mail_port,
            security=settings.mail_security,
            user=settings.mail_user,
            password=settings.mail_password,
            sender=settings.mail_sender,
            clinic=settings.clinic_name,
        )

    def send(self, message: Message) -> None:
        """Hand a message to the server. Raises MailRefused when trying again is of no use, and
        MailDelayed when it may be; what had arrived when a connection broke nobody can say."""
        if not is_address(message.receiver):
            raise MailRefused("What was written down as the e-mail address is none.")
        try:
            written = self._written(message)
        except (ValueError, MessageError) as error:
            # Somebody wrote what cannot stand in a header: a line break, or half an address.
            raise MailRefused(f"The mail could not be written: {error}") from error
        try:
            with self._connect() as server:
                server.send_message(written)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _fault(code, said) from error
        except smtplib.SMTPAuthenticationError as error:
            # Somebody can mend the settings meanwhile.
            raise MailDelayed(f"The mail server did not accept the sign-in: {error}") from error
        except smtplib.SMTPNotSupportedError as error:
            raise MailRefused(f"The mail server cannot send to this address: {error}") from error
        except smtplib.SMTPResponseException as error:
            raise _fault(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailDelayed(f"The mail server could not be reached: {error}") from error

    def _connect(self) -> smtplib.SMTP:
        context = self.trusted or ssl.create_default_context()
        name = socket.gethostname()
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, name, timeout=SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, name, timeout=SECONDS)
        try:
            if self.security == "starttls":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server

    def _written(self, message: Message) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = Address(self.clinic, addr_spec=self.sender)
        mail["To"] = Address(addr_spec=message.receiver)
        mail["Subject"] = message.subject
        mail["Date"] = format_datetime(message.written_at)
        # The same at every try, so that a mail that was sent twice can be known as one.
        mail["Message-ID"] = f"<{message.id}@{self.sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text)
        return mail


def _fault(code: int, said: bytes | str) -> MailDelayed | MailRefused:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    kind = MailRefused if code >= PERMANENT else MailDelayed
    return kind(f"The mail server answered {code} {words}")
