"""What it looks like when Kafka or Redis can't be reached, for those who may not name them."""

from kafka.errors import KafkaError
from redis.exceptions import RedisError

UNREACHABLE: tuple[type[Exception], ...] = (KafkaError, RedisError)
