"""Images (图片): whether a browser can show the bytes of one."""

from __future__ import annotations

import io
import warnings

from PIL import Image

from checks.facts.charset import magic

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "ICO", "AVIF")
"""What browsers show beside drawings (SVG), which are no rows of dots."""


def decodes(body: bytes) -> bool:
    """Whether a browser can show these bytes as an image, for all that their head tells.

    Of a picture whose end is missing browsers show the beginning: it counts as shown. What our
    library cannot judge (drawings, sizes beyond its limits) does too.
    """
    if magic(body) == "image" and body.lstrip()[:1] == b"<":
        return True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(body), formats=_FORMATS) as image:
                return image.width > 0 and image.height > 0
    except OSError:  # its head cannot be read
        return False
    except Exception:  # noqa: BLE001 - a fault of the library says nothing of the picture
        return True
