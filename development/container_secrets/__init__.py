"""The secrets of docker-compose.yml: made once, each in a file of its own."""
