"""Sending mail, to a real server: with TLS and a sign-in, and when it fails in each way."""

from __future__ import annotations

import socket
import ssl
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from progress.config import Settings
from progress.errors import ConfigurationError, MailDelayed, MailRefused
from progress.mail import Mailer
from progress.rules.mails import Message
from tests.smtp import Server, serving

MESSAGE = Message(
    id=UUID("12345678123456781234567812345678"),
    receiver="nandini@mail.example",
    subject="आपको न्योता",
    text="नमस्ते,\n\nhttps://clinic.example/welcome/abc\n",
    written_at=datetime(2026, 11, 23, tzinfo=UTC),
)


@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
def test_a_mail_arrives_as_it_was_written(security: str, tmp_path: Path) -> None:
    server = Server()
    with serving(server, tmp_path, security) as mailer:
        mailer.send(MESSAGE)
    [mail] = server.arrived
    assert mail["To"] == "nandini@mail.example"
    assert mail["From"] == "Asha Skin & Hair <photos@clinic.example>"
    assert mail["Subject"] == "आपको न्योता"
    assert mail["Message-ID"] == "<12345678-1234-5678-1234-567812345678@clinic.example>"
    assert mail.get_content().replace("\r\n", "\n") == MESSAGE.text  # type: ignore[attr-defined]


def test_nothing_is_told_to_a_server_that_cannot_prove_who_it_is(tmp_path: Path) -> None:
    server = Server()
    with serving(server, tmp_path) as mailer:
        doubting = replace(mailer, trusted=ssl.create_default_context())
        with pytest.raises(MailDelayed, match="could not be reached"):
            doubting.send(MESSAGE)
    assert server.arrived == []


def test_a_wrong_password_can_be_mended(tmp_path: Path) -> None:
    with serving(Server(), tmp_path) as mailer, pytest.raises(MailDelayed, match="sign-in"):
        replace(mailer, password="wrong").send(MESSAGE)


def test_a_server_that_is_down_is_tried_again(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("localhost", 0))
        port = closed.getsockname()[1]
        with serving(Server(), tmp_path, "none") as mailer, pytest.raises(MailDelayed):
            replace(mailer, port=port).send(MESSAGE)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [("550 no such person", MailRefused), ("450 busy", MailDelayed)],
)
def test_a_receiver_is_refused_for_good_or_for_now(
    answer: str, fault: type[Exception], tmp_path: Path
) -> None:
    server = Server(refuses_receiver=answer)
    with serving(server, tmp_path, "none") as mailer, pytest.raises(fault, match=answer):
        mailer.send(MESSAGE)


@pytest.mark.parametrize(
    ("answer", "fault"), [("554 spam", MailRefused), ("451 later", MailDelayed)]
)
def test_the_words_are_refused_for_good_or_for_now(
    answer: str, fault: type[Exception], tmp_path: Path
) -> None:
    server = Server(refuses_words=answer)
    with serving(server, tmp_path, "none") as mailer, pytest.raises(fault, match=answer):
        mailer.send(MESSAGE)


def test_a_connection_that_breaks_in_the_middle_is_tried_again(tmp_path: Path) -> None:
    server = Server(hangs_up=True)
    with serving(server, tmp_path, "none") as mailer, pytest.raises(MailDelayed):
        mailer.send(MESSAGE)


def test_a_line_break_cannot_add_a_header(tmp_path: Path) -> None:
    server = Server()
    with serving(server, tmp_path, "none") as mailer:
        with pytest.raises(MailRefused):
            mailer.send(replace(MESSAGE, receiver="a@b.example\r\nBcc: all@b.example"))
        with pytest.raises(MailRefused):
            mailer.send(replace(MESSAGE, subject="Hello\nBcc: all@b.example"))
    assert server.arrived == []


@pytest.mark.parametrize(
    ("receiver", "said"),
    [
        ("", "is none"),
        ("@x.example", "is none"),
        ("<x@y>", "is none"),
        ("Asha <a@x.example>", "is none"),
        ("a@b..example", "could not be written"),
        ("आशा@x.example", "could not be written"),
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(
    receiver: str, said: str, tmp_path: Path
) -> None:
    server = Server()
    with serving(server, tmp_path, "none") as mailer, pytest.raises(MailRefused, match=said):
        mailer.send(replace(MESSAGE, receiver=receiver))
    assert server.arrived == []


def test_an_address_that_the_server_cannot_spell_is_refused_for_good(tmp_path: Path) -> None:
    abroad = replace(MESSAGE, receiver="asha@उदाहरण.भारत")
    said = "cannot send to this address"
    with serving(Server(), tmp_path, "none") as mailer, pytest.raises(MailRefused, match=said):
        mailer.send(abroad)


def test_without_a_server_there_is_no_mail(tmp_path: Path) -> None:
    assert Mailer.of(Settings.load(data_dir=tmp_path)) is None


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"public_url": "https://clinic.example"}, "PROGRESS_MAIL_SENDER"),
        ({"mail_sender": "photos@clinic.example"}, "PROGRESS_PUBLIC_URL"),
    ],
)
def test_mail_needs_a_sender_and_an_address_for_its_links(
    given: dict[str, str], named: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError, match=named):
        Settings.load(data_dir=tmp_path, mail_server="smtp.clinic.example", **given)


def test_the_password_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "password").write_text("from a file\n")
    monkeypatch.setenv("PROGRESS_MAIL_PASSWORD_FILE", str(tmp_path / "password"))
    settings = Settings.load(
        data_dir=tmp_path,
        mail_server="smtp.clinic.example",
        mail_sender="photos@clinic.example",
        public_url="https://clinic.example",
    )
    mailer = Mailer.of(settings)
    assert mailer
    assert mailer.password == "from a file"
