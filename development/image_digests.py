"""`make digests`: write into .env which images are meant: their digests, as a registry has them.

docker-compose.yml and the Dockerfile name the images by variables; without .env they are those of a
version, which whoever keeps the registry may change. A digest can't be changed.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

COMPOSE, ENVIRONMENT = Path("docker-compose.yml"), Path(".env")
_VARIABLE = re.compile(r"\$\{([A-Z]+_IMAGE):-([^}]+)\}")
_DIGEST = re.compile(r"^Digest:\s+(sha256:[0-9a-f]{64})$", re.MULTILINE)
SECONDS = 60


def named_images(text: str) -> dict[str, str]:
    """Return the image that each variable of a composition stands for by itself."""
    return dict(_VARIABLE.findall(text))


def digest_of(image: str) -> str:
    """Return the digest of an image in its registry. Raises RuntimeError saying why not."""
    command = ["docker", "buildx", "imagetools", "inspect", image]
    if shutil.which(command[0]) is None:
        raise RuntimeError("there is no docker here to ask a registry with")
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise RuntimeError(f"{image}: the registry does not answer") from error
    found = _DIGEST.search(run.stdout)
    if run.returncode != 0 or found is None:
        raise RuntimeError(f"{image}: {run.stderr.strip() or 'no digest is told'}")
    return found[1]


def with_digests(environment: str, digests: dict[str, str]) -> str:
    """Return the text of .env with these variables, and all others as they stand."""
    others = [line for line in environment.splitlines() if line.partition("=")[0] not in digests]
    return "\n".join([*others, *(f"{name}={image}" for name, image in digests.items())]) + "\n"


def main() -> None:
    """Write them, or end with 1 and say that nothing was written."""
    images = named_images(COMPOSE.read_text())
    try:
        digests = {
            name: f"{image.partition('@')[0]}@{digest_of(image)}" for name, image in images.items()
        }
    except RuntimeError as error:
        sys.exit(f"NOT pinned, {ENVIRONMENT} is as it was: {error}")
    before = ENVIRONMENT.read_text() if ENVIRONMENT.exists() else ""
    ENVIRONMENT.write_text(with_digests(before, digests))
    print("\n".join(f"{name}={image}" for name, image in digests.items()))


if __name__ == "__main__":
    main()
