"""Every operation on nodes, and every way in which one is refused."""

from kazoo.security import CREATOR_ALL_ACL, OPEN_ACL_UNSAFE, READ_ACL_UNSAFE, make_acl, make_digest_acl


def create_and_delete(t, a):
    t.step("a", a.create, "/basics", b"root")
    t.step("a", a.create, "/basics", b"again")
    t.step("a", a.create, "/basics/none/deep", b"")
    t.step("a", a.create, "/basics/none/deep", b"", makepath=True)
    t.step("a", a.create, "/basics/e", b"e", ephemeral=True)
    t.step("a", a.create, "/basics/e/child", b"")
    t.step("a", a.create, "/basics/s-", b"s", sequence=True)
    t.step("a", a.create, "/basics/es-", b"es", ephemeral=True, sequence=True, include_data=True)
    t.step("a", a.create, "/basics/stat", b"x", include_data=True)
    t.step("a", a.create, "/basics/empty")
    for path in ("/basics/x\x01", "/basics/\u00e4\u20ac", "/basics/a b", "/basics/x\ue000"):
        t.step("a", a.create, path, b"")
    t.step("a", a.ensure_path, "/basics/one/two/three")
    t.step("a", a.ensure_path, "/basics/one/two/three")
    t.step("a", a.exists, "/basics")
    t.step("a", a.exists, "/basics/missing")
    t.step("a", a.get_children, "/basics")
    t.step("a", a.get_children, "/basics", include_data=True)
    t.step("a", a.get_children, "/basics/missing")
    t.step("a", a.delete, "/basics")
    t.step("a", a.delete, "/basics/missing")
    t.step("a", a.delete, "/basics/stat", version=3)
    t.step("a", a.delete, "/basics/stat", version=0)
    t.step("a", a.delete, "/zookeeper")
    t.step("a", a.delete, "/basics/one", recursive=True)
    t.step("a", a.exists, "/basics")
    t.step("a", a.delete, "/basics", recursive=True)


def data(t, a):
    t.step("a", a.create, "/data", b"0")
    t.step("a", a.get, "/data")
    t.step("a", a.set, "/data", b"1")
    t.step("a", a.set, "/data", b"2", version=0)
    t.step("a", a.set, "/data", b"2", version=1)
    t.step("a", a.set, "/data", b"")
    t.step("a", a.get, "/data")
    t.step("a", a.get, "/data/missing")
    t.step("a", a.set, "/data/missing", b"")
    t.step("a", a.sync, "/data")
    t.step("a", a.sync, "/data/missing")
    t.step("a", a.create, "/data/large", b"x" * 1_048_000)
    t.step("a", a.get, "/data/large")
    t.step("a", a.set, "/data/large", b"y" * 1_048_400)
    t.step("a", a.delete, "/data", recursive=True)


def access(t, a, b):
    t.step("a", a.create, "/acl", b"", acl=OPEN_ACL_UNSAFE)
    t.step("a", a.get_acls, "/acl")
    t.step("a", a.create, "/acl/creator", b"", acl=CREATOR_ALL_ACL)
    t.step("a", a.add_auth, "digest", "user:password")
    t.step("a", a.create, "/acl/creator", b"secret", acl=CREATOR_ALL_ACL)
    t.step("a", a.get_acls, "/acl/creator")
    for call, args in (
        (b.get, ("/acl/creator",)),
        (b.exists, ("/acl/creator",)),
        (b.get_children, ("/acl/creator",)),
        (b.get_acls, ("/acl/creator",)),
        (b.set, ("/acl/creator", b"")),
        (b.create, ("/acl/creator/x", b"")),
        (b.set_acls, ("/acl/creator", OPEN_ACL_UNSAFE)),
    ):
        t.step("b", call, *args)
    t.step("b", b.add_auth, "digest", "user:wrong")
    t.step("b", b.get, "/acl/creator")
    t.step("b", b.add_auth, "digest", "user:password")
    t.step("b", b.get, "/acl/creator")
    readable = [make_digest_acl("user", "password", read=True, admin=True)]
    t.step("a", a.set_acls, "/acl/creator", readable, version=7)
    t.step("a", a.set_acls, "/acl/creator", readable, version=0)
    t.step("a", a.get_acls, "/acl/creator")
    t.step("a", a.set, "/acl/creator", b"")
    t.step("a", a.create, "/acl/read", b"", acl=READ_ACL_UNSAFE)
    t.step("a", a.create, "/acl/read/x", b"")
    for scheme, credential in (("digest", "nocolon"), ("ip", "300.1.1.1"), ("nonesuch", "x"), ("world", "nobody")):
        t.step("a", a.create, "/acl/bad", b"", acl=[make_acl(scheme, credential, all=True)])
    t.step("a", a.create, "/acl/ip", b"", acl=[make_acl("ip", "127.0.0.1", all=True)])
    t.step("b", b.get, "/acl/ip")
    t.step("a", a.set_acls, "/acl/missing", OPEN_ACL_UNSAFE)
    t.step("a", a.delete, "/acl", recursive=True)


def transactions(t, a):
    t.step("a", a.create, "/multi", b"")

    def commit(*calls):
        transaction = a.transaction()
        for name, *args in calls:
            getattr(transaction, name)(*args)
        t.say("transaction " + ", ".join(f"{name}({', '.join(map(str, args))})" for name, *args in calls))
        t.step("a", transaction.commit)

    commit(("create", "/multi/a", b"1"), ("set_data", "/multi/a", b"2"), ("check", "/multi/a", 1), ("create", "/multi/b"))
    commit(("create", "/multi/c", b""), ("create", "/multi/a", b""), ("delete", "/multi/b"))
    commit(("check", "/multi/a", 9), ("delete", "/multi/a"))
    commit(("delete", "/multi/a", 0))
    commit(("delete", "/multi/missing"))
    commit(("set_data", "/multi/a", b"", 7))
    commit(("create", "/multi/e", b"", None, True), ("create", "/multi/e/x", b""))
    commit(("create", "/multi/s-", b"", None, False, True), ("create", "/multi/s-", b"", None, True, True))
    commit(("delete", "/multi/a"), ("delete", "/multi/b"), ("create", "/multi/a", b"3"))
    commit()
    t.step("a", a.get_children, "/multi", include_data=True)
    t.step("a", a.get, "/multi/a")
    t.step("a", a.delete, "/multi", recursive=True)


def about_the_server(t, a):
    version = a.server_version()
    t.say(f"server_version is at least 3.9: {version >= (3, 9)}")
    t.step("a", a.command, b"ruok")
    t.step("a", a.command, b"isro")
    t.step("a", a.reconfig, joining=None, leaving="9", new_members=None)
    t.step("a", a.reconfig, joining="server.9=127.0.0.1:1:2:observer;3", leaving=None, new_members=None)


def too_large(t, a):
    """A request over jute.maxbuffer ends the connection; the session goes on."""
    before = a.client_id[0]
    t.step("a", a.create, "/too-large", b"x" * 1_100_000)

    def exists_again(path):
        return a.retry(a.exists, path)

    t.step("a", exists_again, "/too-large")
    t.say(f"same session: {a.client_id[0] == before}")
