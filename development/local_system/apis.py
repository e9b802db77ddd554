"""The five APIs in one process, each on its own loopback port (for the local system)."""

import argparse
import asyncio
from importlib import import_module

import uvicorn

from schemas.topics import SERVICES
from services.chassis.observability import configure_logging
from services.chassis.settings import ServiceSettings


async def serve(host: str, ports: dict[str, int]) -> None:
    """Serve each service's API on its port until a signal ends it."""
    servers = [
        uvicorn.Server(
            uvicorn.Config(
                import_module(f"services.{service}.api").create_app(),
                host=host,
                port=port,
                log_config=None,
                access_log=False,  # the application logs each request itself, without its query
            )
        )
        for service, port in ports.items()
    ]
    await asyncio.gather(*(server.serve() for server in servers))


def main() -> None:
    """Read `--port SERVICE=NUMBER` for each service and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", action="append", required=True, metavar="SERVICE=NUMBER")
    arguments = parser.parse_args()
    ports = {name: int(number) for name, number in (p.split("=") for p in arguments.port)}
    if unknown := set(ports) - set(SERVICES):
        parser.error(f"no such service: {', '.join(sorted(unknown))}")
    configure_logging("apis", ServiceSettings().log_level)
    asyncio.run(serve(arguments.host, ports))


if __name__ == "__main__":
    main()
