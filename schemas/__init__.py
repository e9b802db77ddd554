"""The contract between the services: vocabulary, records, messages, topics and their encoding."""
