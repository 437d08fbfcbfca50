"""Watches: which come, and in which order."""

import queue

from kazoo.recipe.watchers import ChildrenWatch, DataWatch

TIMEOUT_S = 30


class Events:
    """Events as they come, on the thread that kazoo calls watchers on."""

    def __init__(self, t, name):
        self.t = t
        self.name = name
        self.queue = queue.Queue()

    def __call__(self, *event):
        self.queue.put(event)

    def expect(self, count):
        for _ in range(count):
            event = self.queue.get(timeout=TIMEOUT_S)
            self.t.say(f"{self.name} event {self.t.show(event)}")

    def none_left(self):
        self.t.say(f"{self.name} no other event: {self.queue.empty()}")


def plain(t, a, b):
    events = Events(t, "b")
    t.step("b", b.exists, "/watch", watch=events)
    t.step("a", a.create, "/watch", b"")
    events.expect(1)
    t.step("b", b.sync, "/watch")
    t.step("b", b.get, "/watch", watch=events)
    t.step("b", b.get_children, "/watch", watch=events)
    t.step("a", a.set, "/watch", b"1")
    t.step("a", a.set, "/watch", b"2")
    t.step("a", a.create, "/watch/child", b"")
    t.step("a", a.create, "/watch/other", b"")
    events.expect(2)
    t.step("b", b.sync, "/watch")
    t.step("b", b.get, "/watch", watch=events)
    t.step("b", b.exists, "/watch", watch=events)
    t.step("b", b.get_children, "/watch/child", watch=events)
    t.step("a", a.delete, "/watch/child")
    t.step("a", a.set, "/watch", b"3")
    t.step("a", a.delete, "/watch/other")
    events.expect(2)
    t.step("b", b.sync, "/watch")
    t.step("b", b.get, "/watch/missing", watch=events)
    t.step("b", b.get, "/watch", watch=events)
    t.step("b", b.get_children, "/watch", watch=events)
    t.step("a", a.delete, "/watch")
    # One event of the server; kazoo hands it to the watcher of each kind.
    events.expect(1)
    t.step("b", b.sync, "/watch")
    own = Events(t, "a")
    t.step("a", a.exists, "/watch-own", watch=own)
    t.step("a", a.create, "/watch-own", b"")
    own.expect(1)
    t.step("a", a.delete, "/watch-own")
    own.none_left()


def kept(t, a, b):
    """kazoo's own watches, which set themselves again."""
    data = Events(t, "DataWatch")
    children = Events(t, "ChildrenWatch")
    DataWatch(b, "/kept", lambda value, stat, event: data(value, stat, event))
    data.expect(1)
    t.step("a", a.create, "/kept", b"0")
    data.expect(1)
    ChildrenWatch(b, "/kept", lambda names: children(names))
    children.expect(1)
    for value in (b"1", b"2", b"3"):
        t.step("a", a.set, "/kept", value)
        data.expect(1)
    for name in ("x", "y"):
        t.step("a", a.create, f"/kept/{name}", b"")
        children.expect(1)
    t.step("a", a.delete, "/kept/x")
    children.expect(1)
    t.step("a", a.delete, "/kept/y")
    children.expect(1)
    t.step("a", a.delete, "/kept")
    data.expect(1)
    data.none_left()
    children.none_left()
