"""The door: who waits there, and for whom."""

from io import BytesIO
from queue import SimpleQueue
from threading import Event, current_thread

import pytest

from mapping.front import door as door_module
from mapping.front.door import CROWDED, Door, Hands, refuse_crowd

KEPT = (200, [("Content-Length", "4")], b"kept")


class Protocol:
    """What granian gives to answer by; `answers` are status and body, and in which thread they were given."""

    def __init__(self):
        self.answers = SimpleQueue()

    def response_bytes(self, status, headers, body):
        self.answers.put((status, body, current_thread().name))

    def answer(self):
        return self.answers.get(timeout=30)


class HalfSent:
    """A body whose rest comes when the test says so."""

    def __init__(self):
        self.is_awaited, self.rest = Event(), Event()

    def read(self):
        self.is_awaited.set()
        self.rest.wait(30)
        return b"text=whole"


def call(protocol, scope):
    """The site: it echoes, fails, or waits for what the test holds back."""
    if "wait" in scope:
        scope["wait"].wait(30)
    if scope["PATH_INFO"] == "/fails":
        raise RuntimeError("a fault of the site")
    protocol.response_bytes(200, [], b"crowded" if CROWDED in scope else scope["wsgi.input"].read())


@pytest.fixture
def door(settings):
    settings.THREADS = 2
    return Door(lambda scope: KEPT if scope["PATH_INFO"] == "/kept" else None, call, most_bodies=2)


def ask(door, path="/", body=b"", **more):
    protocol = Protocol()
    door(protocol, {"PATH_INFO": path, "wsgi.input": BytesIO(body), **more})
    return protocol


def test_what_is_kept_goes_out_at_once_and_waits_for_nothing_that_must_be_made(door):
    hold = Event()
    made = [ask(door, wait=hold) for _ in range(4)]

    kept = ask(door, "/kept")

    assert kept.answer() == (200, b"kept", current_thread().name)
    hold.set()
    assert [protocol.answer()[0] for protocol in made] == [200] * 4


def test_a_body_reaches_the_site_whole_though_the_server_takes_it_away(door):
    body = BytesIO(b"text=Jenkins")

    protocol = ask(door, CONTENT_LENGTH="12", **{"wsgi.input": body})
    body.close()

    assert protocol.answer() == (200, b"text=Jenkins", "hand")


def test_half_a_form_whose_sender_is_gone_is_not_acted_upon(door):
    assert ask(door, "/fails", b"text=Jen", CONTENT_LENGTH="12").answer()[:2] == (400, b"")


@pytest.mark.parametrize("length", ["2500001", "9" * 5000, "-1", "many"])
def test_what_the_site_refuses_by_its_head_is_not_read(door, length):
    body = HalfSent()

    ask(door, CONTENT_LENGTH=length, wait=Event(), **{"wsgi.input": body})

    assert not body.is_awaited.is_set()


def test_who_sends_half_a_body_keeps_nobody_from_reading(door):
    bodies, senders = [HalfSent() for _ in range(2)], Hands(2)
    for body in bodies:
        senders.give(lambda body: ask(door, CONTENT_LENGTH="10", **{"wsgi.input": body}), body)
        assert body.is_awaited.wait(30)

    assert ask(door).answer()[:2] == (200, b"")
    assert ask(door, CONTENT_LENGTH="10").answer()[:2] == (200, b"crowded")
    for body in bodies:
        body.rest.set()


def test_who_found_no_place_is_told_so_and_told_that_his_text_is_not_lost():
    answer = []

    body = refuse_crowd(None)({CROWDED: True}, lambda status, headers: answer.extend([status, dict(headers)]))

    assert answer[0].startswith("503") and "Retry-After" in answer[1]
    assert b"your text is still in the form" in b"".join(body)


def test_a_fault_of_the_site_is_answered_and_costs_no_hand(door):
    for _ in range(5):
        assert ask(door, "/fails").answer()[:2] == (500, b"")

    assert ask(door, body=b"").answer()[0] == 200 and door.hands.number <= 2


def test_hands_that_rest_end_and_new_ones_are_made_when_wanted(door, monkeypatch):
    monkeypatch.setattr(door_module, "PATIENCE", 0.01)
    ask(door).answer()

    for _ in range(3000):
        if not door.hands.number:
            break
        Event().wait(0.01)

    assert door.hands.number == 0 and ask(door).answer()[0] == 200


def test_hands_for_which_there_is_no_more_work_end_though_one_goes_on(monkeypatch):
    monkeypatch.setattr(door_module, "PATIENCE", 0.5)
    hands, hold = Hands(3), Event()
    for _ in range(3):
        hands.give(hold.wait)
    hold.set()

    for _ in range(1500):  # one call after the other, always to the hand that is still warm
        if hands.number == 1:
            break
        done = Event()
        hands.give(done.set)
        assert done.wait(30)
        Event().wait(0.02)

    assert hands.number == 1
