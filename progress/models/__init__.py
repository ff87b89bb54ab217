"""The tables."""

from progress.models.alignments import AlignmentRow, Method, Status
from progress.models.audit import AuditCheck, AuditEntry, AuditTip
from progress.models.captures import CaptureSession
from progress.models.consents import (
    Consent,
    ConsentRequest,
    ConsentTemplate,
    ConsentVersion,
    Withdrawal,
)
from progress.models.courses import Course
from progress.models.erasures import Erasure, ErasureRequest
from progress.models.galleries import Case
from progress.models.home_photos import HomePhoto
from progress.models.invitations import Invitation
from progress.models.kiosks import KioskSession
from progress.models.mails import OutgoingMail
from progress.models.outside_copies import GoneAddress, OutsideCopy
from progress.models.passkeys import Passkey
from progress.models.patients import Patient
from progress.models.people import Person, RoleRow
from progress.models.photos import Arrival, Photo
from progress.models.publishing import PublishingSettings
from progress.models.reports import Report
from progress.models.transfers import Transfer
from progress.models.visits import StoppedTreatment, Treatment, Visit
from progress.models.websites import Website

__all__ = [
    "AlignmentRow",
    "Arrival",
    "AuditCheck",
    "AuditEntry",
    "AuditTip",
    "CaptureSession",
    "Case",
    "Consent",
    "ConsentRequest",
    "ConsentTemplate",
    "ConsentVersion",
    "Course",
    "Erasure",
    "ErasureRequest",
    "GoneAddress",
    "HomePhoto",
    "Invitation",
    "KioskSession",
    "Method",
    "OutgoingMail",
    "OutsideCopy",
    "Passkey",
    "Patient",
    "Person",
    "Photo",
    "PublishingSettings",
    "Report",
    "RoleRow",
    "Status",
    "StoppedTreatment",
    "Transfer",
    "Treatment",
    "Visit",
    "Website",
    "Withdrawal",
]
