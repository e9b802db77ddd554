"""The topics that each service has one of: what it could not handle, and who read what."""

from schemas import messages
from schemas.topic import FIVE_YEARS, MAXIMUM_MESSAGE_BYTES, NOTIFY, OPERATOR, Topic


def dead_letters_of(service: str) -> Topic:
    """Return the topic where a service sets aside what it can't handle."""
    return Topic(
        name=f"dead-letters-{service}",
        carries=(messages.MessageDeadLettered, messages.MessageReplayed),
        producer=service,
        consumers=(OPERATOR,),
        key="service",
        summary=f"What {service} could not handle, with reason and position.",
        config=(
            ("retention.ms", FIVE_YEARS),
            ("max.message.bytes", str(2 * MAXIMUM_MESSAGE_BYTES)),
        ),
    )


def accesses_of(service: str) -> Topic:
    """Return the topic on which a service's API says who read what."""
    return Topic(
        name=f"accesses-{service}",
        carries=(messages.AccessRecorded, messages.SignInRefused),
        producer=service,
        consumers=(NOTIFY, OPERATOR),
        key="credential, or address",
        summary=f"Who asked {service} about which enterprise, for whom and why; failed sign-ins.",
        config=(("retention.ms", FIVE_YEARS),),
    )
