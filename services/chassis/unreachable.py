"""What it means when Kafka or Redis does not do what was asked, for those who may not name them.

Their clients' errors name classes and nodes; a person needs which server, where, and what to do.
"""

from functools import cache

from services.chassis.kafka.errors import (
    NotAcknowledgedError,
    PositionsGoneError,
    ReadStalledError,
    TopicUnreadableError,
)

from .reachability import NotReachableError
from .secret_files import SecretUnusableError
from .views.unusable import ViewsUnusableError

OURS = (
    NotReachableError,
    PositionsGoneError,
    ReadStalledError,
    SecretUnusableError,
    TopicUnreadableError,
    ViewsUnusableError,
)
_AWAY = "已连接，但没有按时应答 / was reached, but did not answer in time"


@cache
def unreachable() -> tuple[type[Exception], ...]:
    """Return the errors by which a server, or the way to it, does not do what was asked."""
    from aiokafka.errors import KafkaError as AsyncKafkaError  # noqa: PLC0415 - heavy: when it fails
    from kafka.errors import KafkaError  # noqa: PLC0415 - as above
    from redis.exceptions import RedisError  # noqa: PLC0415 - as above

    libraries = (KafkaError, AsyncKafkaError, RedisError)
    return (*OURS, NotAcknowledgedError, ConnectionError, TimeoutError, *libraries)


def explained(error: BaseException) -> str | None:
    """Return in Chinese and English what such an error says; None where it is another."""
    if isinstance(error, OURS):
        return str(error)
    if not isinstance(error, unreachable()) or isinstance(error, BrokenPipeError):
        return None  # a pipe: of who reads what is printed
    server = "Redis" if type(error).__module__.startswith("redis") else "Kafka"
    cause = _cause(error)
    about = f" ({error.where})" if isinstance(error, NotAcknowledgedError) and error.where else ""
    for words, names in _REASONS.items():
        if any(name in cause for name in names):
            return f"{server} {words}{about}"
    return f"{server} {_AWAY}{about}"


# By the names of the errors: two libraries of Kafka and one of Redis have classes of their own.
_REASONS = {
    "不认可用户名和密码 / refuses the name and the password": (
        "AuthenticationError",
        "AuthenticationFailed",
        "IllegalSaslState",
        "UnsupportedSaslMechanism",
        "AuthenticationWrongNumberOfArgs",
    ),
    "不允许此用户这样做 / does not permit this to who asks": ("Authorization", "NoPermission"),
    "正在载入数据，请稍候 / is loading its data: try again soon": ("BusyLoading",),
    "没有所需主题 / does not have the topic": ("UnknownTopicOrPartition",),
    "不接收这么大的消息 / does not take so large a message": (
        "MessageSizeTooLarge",
        "RecordTooLarge",
    ),
    "副本不足，暂不接收消息 / has too few replicas in step to take messages": (
        "NotEnoughReplicas",
    ),
    "只读或内存已满 / is read-only, or its memory is full": ("ReadOnly", "OutOfMemory"),
}


def _cause(error: BaseException | None) -> str:
    """Return the names of an error's classes and of those that it rests on."""
    names = []
    while error is not None:
        names += [each.__name__ for each in type(error).__mro__ if each not in _COMMON]
        error = error.__cause__
    return " ".join(names)


_COMMON = (object, BaseException, Exception)
