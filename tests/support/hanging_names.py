"""The dispatcher as a process for which the look-up of one name never ends."""

import socket
import time
from typing import Any

from services.notify.dispatcher import main

HANGING = "tarpit.example.com"
HANGS = "the look-up hangs"
_asked = socket.getaddrinfo


def _look_up(host: Any, *what: Any, **how: Any) -> Any:
    if host == HANGING:
        print(HANGS, flush=True)
        time.sleep(3600)
    return _asked(host, *what, **how)


if __name__ == "__main__":
    socket.getaddrinfo = _look_up
    main()
