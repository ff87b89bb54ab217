"""Every fault that a person may meet: each carries the sentence that the person reads."""

from uuid import UUID


class ProgressError(Exception):
    """Something could not be done; `sentence` says what and what to do, without jargon."""

    status = 400

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class InvalidInput(ProgressError):
    """A person gave something that cannot be recorded as it is."""

    status = 422


class NotFound(ProgressError):
    """It does not exist, or the actor must not learn whether it does."""

    status = 404

    def __init__(self, sentence: str = "There is nothing at this address.") -> None:
        super().__init__(sentence)


class OutOfReach(NotFound):
    """It exists, and is another patient's, or lies beyond what a phone or tablet may reach: whoever
    asks learns no more than that nothing is there; the record learns whose it is."""

    def __init__(self, patient_id: UUID) -> None:
        super().__init__()
        self.patient_id = patient_id


class SessionEnded(ProgressError):
    """A phone was let in for a while, and that is over."""

    status = 401


class NotAllowed(ProgressError):
    """The actor's role does not permit this."""

    status = 403


class Conflict(ProgressError):
    """The record changed, or its state forbids this step."""

    status = 409


class UnusablePhoto(ProgressError):
    """The file that arrived is not a photo that Progress can keep."""

    status = 422


class Expired(ProgressError):
    """It was waited for, and is no longer."""

    status = 410


class TooLarge(ProgressError):
    """More bytes than are taken, or than were announced."""

    status = 413


class Garbled(ProgressError):
    """Bytes that arrived are not those that were sent; the number is the tus protocol's own."""

    status = 460


class StorageError(ProgressError):
    """Bytes could not be written, read back or decrypted."""

    status = 503


class Busy(ProgressError):
    """As much as may go on at once goes on already."""

    status = 503


class ConfigurationError(ProgressError):
    """A setting is missing or makes no sense; the program does not start."""

    status = 500


class MailDelayed(ProgressError):
    """A mail could not be sent now; trying again may help."""

    status = 503


class MailRefused(ProgressError):
    """A mail will never be taken as it is."""

    status = 422
