"""The sample city after its files and its whole story, made once for all tests that look at it."""

from functools import cache

from tests.support.played_city import PlayedCity


@cache
def sample_city() -> PlayedCity:
    """Return the city; it is shared, so look at it and leave it as it is."""
    city = PlayedCity()
    city.play()
    return city
