"""What it looks like when Kafka or Redis can't be reached, for those who may not name them."""

from kafka.errors import KafkaError
from redis.exceptions import RedisError

from .kafka_reader import TopicUnreadableError

UNREACHABLE: tuple[type[Exception], ...] = (KafkaError, RedisError, TopicUnreadableError)
