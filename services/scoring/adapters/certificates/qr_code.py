"""An address as a QR code (ISO/IEC 18004), for print."""

import io

MODULE_PIXELS = 4  # a side of the smallest square


def qr_code(address: str) -> bytes:
    """Return the QR code of an address as SVG; a quarter of it may be spoilt."""
    import segno  # noqa: PLC0415 - only where somebody prints

    picture = io.BytesIO()
    segno.make_qr(address, error="q").save(picture, kind="svg", scale=MODULE_PIXELS, title=address)
    return picture.getvalue()
