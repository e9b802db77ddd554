"""Kafka: connections, topics, readers, publishers, groups, and the worker that runs a stage."""
