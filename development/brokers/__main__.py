"""`make kafka`: fetch Apache Kafka, start it with its data under var/, stop at an interrupt."""

import argparse
import signal
from pathlib import Path

from development.brokers.apache_kafka import ApacheKafka


def main() -> None:
    """Run the brokers until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--brokers", type=int, choices=(1, 3), default=1)
    parser.add_argument("--data", type=Path, default=None, help="default: var/kafka-<brokers>")
    arguments = parser.parse_args()
    folder = arguments.data or Path("var") / f"kafka-{arguments.brokers}"
    for number in (signal.SIGTERM, signal.SIGINT):  # a shell may have started us with it ignored
        signal.signal(number, signal.default_int_handler)
    with ApacheKafka(folder, arguments.brokers) as kafka:
        print(f"KAFKA_BOOTSTRAP_SERVERS={kafka.bootstrap_servers}", flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("stopping", flush=True)


if __name__ == "__main__":
    main()
