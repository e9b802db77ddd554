"""The servers of the local system, started and stopped by process id, on loopback only."""

from .apache_kafka import ApacheKafka, fetch_kafka
from .server_process import ServerError
from .tansu import Tansu
from .valkey import Valkey

__all__ = ["ApacheKafka", "ServerError", "Tansu", "Valkey", "fetch_kafka"]
