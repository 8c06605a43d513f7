"""Whether a browser could show an image."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from checks.facts.images import decodes


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((40, 30), 100).convert("RGB").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "ICO"])
def test_pictures_that_browsers_show(kind: str) -> None:
    assert decodes(picture(kind))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP"])
def test_a_picture_without_its_end_is_shown_in_part(kind: str) -> None:
    assert decodes(picture(kind)[:-40])


def test_drawings_are_left_to_others() -> None:
    assert decodes(b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'></svg>")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no picture at all",
        b"%PDF-1.4 a document",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        b"\xff\xd8\xff" + b"\0" * 50,
        b"GIF89a",
        b"<html><title>404</title>",
    ],
)
def test_bytes_that_no_browser_shows(body: bytes) -> None:
    assert not decodes(body)
