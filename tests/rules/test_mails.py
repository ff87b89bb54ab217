from datetime import timedelta

from progress.rules.mails import MOST_TRIES, PAUSES, pause_after


def test_every_wait_is_longer_than_the_one_before() -> None:
    waits = [pause_after(tries) for tries in range(1, MOST_TRIES)]
    assert waits == sorted(set(waits)) == list(PAUSES)
    assert waits[0] == timedelta(minutes=1)


def test_one_try_too_many_waits_as_long_as_the_last() -> None:
    assert pause_after(MOST_TRIES) == pause_after(MOST_TRIES + 5) == PAUSES[-1]
