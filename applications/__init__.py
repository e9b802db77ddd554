"""Programs that stand on the services: what is tried, made up, or run without any server."""
