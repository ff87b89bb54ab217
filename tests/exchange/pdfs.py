"""PDFs, read by two programs that did not write them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pypdfium2
from pypdf import PdfReader

ARCHIVAL = {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"}


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf), strict=True)


def words_of(pdf: bytes) -> str:
    """What a person can mark and copy in a browser, without spaces: line ends are not told."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    return squeezed("".join(pages))


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").replace("\ufffe", "").split())


def fonts(pdf: bytes) -> list[Any]:
    """Every font of every page: its file must lie in the PDF."""
    found = []
    for page in reader(pdf).pages:
        for font in page["/Resources"]["/Font"].values():
            found += [each.get_object() for each in font.get_object()["/DescendantFonts"]]
    return found


def check_archival(pdf: bytes, language: str) -> None:
    """What a PDF/A-3a must have, as far as it shows without a validator."""
    document = reader(pdf)
    assert document.xmp_metadata
    xmp = document.xmp_metadata.stream.get_data().decode()
    for name, value in ARCHIVAL.items():
        assert f"<{name}>{value}</{name}>" in xmp, name
    root: Any = document.trailer["/Root"]
    assert root["/OutputIntents"][0].get_object()["/S"] == "/GTS_PDFA1"
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/StructTreeRoot"]
    assert str(root["/Lang"]).startswith(language)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert not document.is_encrypted
    embedded = [font["/FontDescriptor"] for font in fonts(pdf)]
    assert embedded and all("/FontFile2" in each or "/FontFile3" in each for each in embedded)
