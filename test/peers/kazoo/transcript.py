"""What a session saw, a line a step, in a form that every ensemble prints alike.

Zxids become their rank among all zxids of the transcript, sessions get names, times and random parts of names are left out.
"""

import re
import sys
import threading

from kazoo.exceptions import KazooException
from kazoo.protocol.states import WatchedEvent, ZnodeStat

ZXID = re.compile("\0z(-?[0-9]+)\0")
UUID = re.compile("[0-9a-f]{32}")
LONG_DATA = 100


class Transcript:
    def __init__(self):
        self.lines = []
        self.names = {}
        self.lock = threading.Lock()

    def name_session(self, client, name):
        """`client` has just connected, perhaps to a session that has a name."""
        session_id = client.client_id[0]
        known = self.names.setdefault(session_id, name)
        self.say(f"{name} has session {known}")

    def say(self, line):
        with self.lock:
            self.lines.append(line)

    def step(self, name, call, *args, **kwargs):
        """Calls, and tells the outcome; answers the result, or None after an error of ZooKeeper."""
        shown = ", ".join([self.show(each) for each in args] + [f"{key}={self.show(value)}" for key, value in kwargs.items() if not callable(value)])
        head = f"{name} {call.__name__}({shown})"
        try:
            result = call(*args, **kwargs)
        except (KazooException, TypeError, ValueError) as error:
            self.say(f"{head} ! {type(error).__name__}")
            return None
        self.say(f"{head} -> {self.show(result)}")
        return result

    def show(self, value):
        if isinstance(value, ZnodeStat):
            return self.show_stat(value)
        if isinstance(value, WatchedEvent):
            return f"{value.type} {value.path} {value.state}"
        if isinstance(value, KazooException):
            return type(value).__name__
        if isinstance(value, bytes):
            return repr(value) if len(value) < LONG_DATA else f"{len(value)} bytes"
        if isinstance(value, (list, tuple)):
            # Children come in the order of a hash table: no order is promised.
            items = sorted(value) if value and all(isinstance(item, str) for item in value) else value
            return f"[{', '.join(self.show(item) for item in items)}]"
        return UUID.sub("<uuid>", str(value))

    def show_stat(self, stat):
        owner = self.names.get(stat.ephemeralOwner, stat.ephemeralOwner)
        zxids = " ".join(f"{field}=\0z{getattr(stat, field)}\0" for field in ("czxid", "mzxid", "pzxid"))
        counts = f"versions={stat.version},{stat.cversion},{stat.aversion} owner={owner}"
        return f"Stat({zxids} {counts} data={stat.dataLength} children={stat.numChildren})"

    def print(self):
        zxids = sorted({int(zxid) for line in self.lines for zxid in ZXID.findall(line)})
        ranks = {zxid: rank for rank, zxid in enumerate(zxids)}
        for line in self.lines:
            sys.stdout.write(ZXID.sub(lambda match: f"#{ranks[int(match[1])]}", line) + "\n")
