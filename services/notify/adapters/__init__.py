"""What notify speaks with outside Kafka and Redis: the receivers of webhooks."""
