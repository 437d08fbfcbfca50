"""Sessions: moved to another server, cut off, closed, expired."""

import queue
import socket
import subprocess
import sys

from kazoo.client import KazooClient

from watching import Events

TIMEOUT_S = 30

SESSION_S = 10.0

DIES = """
import os, sys
sys.path[:0] = %r
from kazoo.client import KazooClient
client = KazooClient(hosts=sys.argv[1], timeout=1.0, randomize_hosts=False)
client.start(timeout=30)
client.create("/sessions/dies", b"", ephemeral=True)
session_id, password = client.client_id
print(session_id, password.hex(), flush=True)
os._exit(0)
"""


def connect(hosts, **options):
    client = KazooClient(hosts=hosts, timeout=SESSION_S, randomize_hosts=False, **options)
    client.start(timeout=TIMEOUT_S)
    return client


def cut(client):
    client._connection._socket.shutdown(socket.SHUT_RDWR)


def again(t, name, client, states):
    """The client comes back by itself, with its session."""
    for _ in range(2):
        t.say(f"{name} is {states.get(timeout=TIMEOUT_S)}")
    t.name_session(client, name)


def moved(t, a, hosts):
    """The same session through every server in turn."""
    t.step("a", a.create, "/sessions", b"")
    states = queue.Queue()
    client = connect(hosts[0])
    t.name_session(client, "moving")
    client.add_listener(states.put)
    t.step("moving", client.create, "/sessions/moving", b"", ephemeral=True)
    for host in hosts[1:] + hosts[:1]:
        client.set_hosts(host, randomize_hosts=False)
        cut(client)
        again(t, "moving", client, states)
        t.step("moving", client.get, "/sessions/moving")
        t.step("moving", client.set, "/sessions/moving", b"there")
    t.step("moving", client.create, "/sessions/moving-", b"", ephemeral=True, sequence=True)
    client.stop()
    client.close()
    t.step("a", a.sync, "/")
    t.step("a", a.get_children, "/sessions")


def cut_off(t, a, hosts):
    """A write that is tried again until the connection is back."""
    states = queue.Queue()
    client = connect(",".join(hosts))
    t.name_session(client, "cut")
    client.add_listener(states.put)
    t.step("cut", client.create, "/sessions/cut", b"", ephemeral=True)
    cut(client)

    def set_again(path, value):
        return client.retry(client.set, path, value)

    t.step("cut", set_again, "/sessions/cut", b"back")
    again(t, "cut", client, states)
    client.stop()
    t.say(f"cut is {states.get(timeout=TIMEOUT_S)}")
    t.step("a", a.sync, "/")
    t.step("a", a.exists, "/sessions/cut")


def closed(t, a, b):
    events = Events(t, "a")
    t.step("b", b.create, "/sessions/closed", b"", ephemeral=True)
    t.step("a", a.sync, "/")
    t.step("a", a.exists, "/sessions/closed", watch=events)
    t.step("a", a.get_children, "/sessions", watch=events)
    b.stop()
    events.expect(2)
    t.step("a", a.exists, "/sessions/closed")
    b.close()


def expired(t, a, hosts):
    """A process that dies without a word: its node goes with its session, which nobody can take up again."""
    events = Events(t, "a")
    child = subprocess.run([sys.executable, "-c", DIES % [sys.path], hosts[0]], check=True, capture_output=True, text=True)
    session_id, password = child.stdout.split()
    t.step("a", a.sync, "/")
    if a.exists("/sessions/dies", watch=events) is None:
        t.say("a event came before it could be watched")
    else:
        events.expect(1)
    states = queue.Queue()
    client = KazooClient(hosts=hosts[-1], timeout=SESSION_S, client_id=(int(session_id), bytes.fromhex(password)))
    client.add_listener(states.put)
    client.start(timeout=TIMEOUT_S)
    t.say(f"taken up: {states.get(timeout=TIMEOUT_S)}, with another session: {client.client_id[0] != int(session_id)}")
    client.stop()
    client.close()
    t.step("a", a.delete, "/sessions", recursive=True)
