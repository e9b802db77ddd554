"""Style sheets and pictures of pages, served under names that change with what they hold."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from starlette.responses import Response

_MEDIA_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
KIT_ASSETS = Path(__file__).parent / "assets"


class Assets:
    """The files of some folders; `address` says where one is served."""

    def __init__(self, folders: Iterable[Path] = (KIT_ASSETS,)) -> None:
        self._served: dict[str, tuple[bytes, str]] = {}
        self._addresses: dict[str, str] = {}
        for file in sorted(file for folder in folders for file in folder.iterdir()):
            data = file.read_bytes()
            served = f"{file.stem}.{sha256(data).hexdigest()[:16]}{file.suffix}"
            self._served[served] = data, _MEDIA_TYPES[file.suffix]
            self._addresses[file.name] = f"/assets/{served}"

    def address(self, name: str) -> str:
        """Return the address of a file. Raises KeyError."""
        return self._addresses[name]

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return the addresses of all files."""
        return tuple(sorted(self._addresses.values()))

    def answer(self, served: str) -> Response | None:
        """Return the file served under a name, to be kept for good; None: there is none."""
        if served not in self._served:
            return None
        data, media_type = self._served[served]
        return Response(data, media_type=media_type, headers=_HEADERS)
