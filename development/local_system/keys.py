"""The keys that sign in a local system: made where there are none, and each given to who signs."""

from collections.abc import MutableMapping
from datetime import date
from pathlib import Path

from services.chassis.secret_files import create_secret
from services.chassis.signing.key_folder import KeyFolder
from services.notify.adapters.webhooks.secret import create_webhook_key

ORIGIN = "localhost/decisions"
LIFE_OF_KEYS = date(2000, 1, 1), date(2099, 12, 31)  # a story may be of any day
_SEALING = "SEALING_KEYS"
KEY_SETTINGS = (
    *("key_register", "key_authority", "certificate_keys", "badge_keys"),
    _SEALING.lower(),
)


def give_keys(folder: Path, environment: MutableMapping[str, str]) -> dict[str, str]:
    """Name the keys of a folder in an environment that names none.

    Returns what the sealer's has beside it: nobody else gets the sealing key.
    """
    if "KEY_REGISTER" not in environment:
        keys = KeyFolder(folder / "keys")
        if not keys.register.exists():
            keys.set_up(ORIGIN, *LIFE_OF_KEYS)
        environment.update(keys.settings)
    webhooks = folder / "webhook-key"
    if "WEBHOOK_KEY" not in environment:
        if not webhooks.exists():
            create_webhook_key(webhooks)
        environment["WEBHOOK_KEY"] = str(webhooks)
    views = folder / "views-key"
    if "VIEWS_KEY" not in environment:
        if not views.exists():
            create_secret(views)
        environment["VIEWS_KEY"] = str(views)
    personal = folder / "personal-data-key"
    if "PERSONAL_DATA_KEY" not in environment:
        if not personal.exists():
            create_secret(personal)
        environment["PERSONAL_DATA_KEY"] = str(personal)
    sealing = environment.pop(_SEALING, None)
    return {_SEALING: sealing} if sealing else {}
