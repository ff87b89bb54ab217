from progress.rules.audit import Event
from progress.rules.audit_groups import GROUPS, Group


def test_every_event_is_found_by_its_group():
    grouped = {event for events in GROUPS.values() for event in events}
    assert grouped == set(Event), "Say in progress/rules/audit_groups.py where a new event belongs."
    assert list(GROUPS) == list(Group)


def test_in_an_address_a_group_is_never_taken_for_an_event():
    assert not {each.value for each in Group} & {each.value for each in Event}


def test_no_event_is_twice_in_a_group():
    for events in GROUPS.values():
        assert len(events) == len(set(events))
