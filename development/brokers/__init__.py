"""The servers of the local system, started and stopped by process id, on loopback only."""

from development.brokers.apache_kafka import ApacheKafka, fetch_kafka
from development.brokers.server_process import ServerError
from development.brokers.tansu import Tansu
from development.brokers.valkey import Valkey

__all__ = ["ApacheKafka", "ServerError", "Tansu", "Valkey", "fetch_kafka"]
