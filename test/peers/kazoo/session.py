"""Plays a session of every operation of kazoo against an ensemble and prints what it saw: `session.py HOST:PORT,HOST:PORT,...`."""

import logging
import sys

import basics
import recipes
import sessions
import watching
from transcript import Transcript


def main():
    logging.basicConfig(level=logging.CRITICAL)
    hosts = sys.argv[1].split(",")
    t = Transcript()
    # One server for everybody, so that nobody reads what is older than what was written; `moved` visits the others.
    a = sessions.connect(hosts[0])
    t.name_session(a, "a")
    b = sessions.connect(hosts[0])
    t.name_session(b, "b")
    try:
        basics.about_the_server(t, a)
        basics.create_and_delete(t, a)
        basics.data(t, a)
        basics.access(t, a, b)
        basics.transactions(t, a)
        watching.plain(t, a, b)
        watching.kept(t, a, b)
        recipes.all_recipes(t, a, b)
        sessions.moved(t, a, hosts)
        sessions.cut_off(t, a, hosts)
        basics.too_large(t, a)
        sessions.closed(t, a, b)
        sessions.expired(t, a, hosts)
    finally:
        t.print()
    a.stop()
    a.close()


main()
