"""kazoo's recipes: what they need of a server is what most users of kazoo need."""

import threading

TIMEOUT_S = 30


def in_thread(call):
    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    return thread


def locks(t, a, b):
    first = a.Lock("/recipes/lock", "first")
    second = b.Lock("/recipes/lock", "second")
    t.step("a", first.acquire)
    t.step("b", second.acquire, blocking=False)
    t.step("b", second.acquire, timeout=0.5)
    t.step("a", first.contenders)
    got = threading.Event()
    waiting = in_thread(lambda: (second.acquire(), got.set()))
    t.say(f"second got it while first holds it: {got.is_set()}")
    t.step("a", first.release)
    t.say(f"second gets it then: {got.wait(TIMEOUT_S)}")
    waiting.join(TIMEOUT_S)
    t.step("a", first.contenders)
    t.step("b", second.release)
    readers = [a.ReadLock("/recipes/rw", "r1"), b.ReadLock("/recipes/rw", "r2")]
    writer = b.WriteLock("/recipes/rw", "w")
    for reader in readers:
        t.step("reader", reader.acquire)
    t.step("writer", writer.acquire, blocking=False)
    for reader in readers:
        t.step("reader", reader.release)
    t.step("writer", writer.acquire, timeout=TIMEOUT_S)
    t.step("reader", readers[0].acquire, blocking=False)
    t.step("writer", writer.release)


def semaphore(t, a, b):
    one, two, three = (client.Semaphore("/recipes/semaphore", name, max_leases=2) for client, name in ((a, "1"), (b, "2"), (b, "3")))
    t.step("a", one.acquire)
    t.step("b", two.acquire)
    t.step("b", three.acquire, blocking=False)
    t.step("a", one.lease_holders)
    t.step("a", one.release)
    t.step("b", three.acquire, timeout=TIMEOUT_S)
    t.step("b", three.lease_holders)
    t.step("b", two.release)
    t.step("b", three.release)


def election(t, a, b):
    led = []
    leading = threading.Event()
    resign = threading.Event()

    def lead(name):
        led.append(name)
        leading.set()
        resign.wait(TIMEOUT_S)

    first = a.Election("/recipes/election", "first")
    second = b.Election("/recipes/election", "second")
    threads = [in_thread(lambda: first.run(lead, "first"))]
    leading.wait(TIMEOUT_S)
    threads.append(in_thread(lambda: second.run(lead, "second")))
    while len(first.contenders()) < 2:
        pass
    t.step("a", first.contenders)
    resign.set()
    for thread in threads:
        thread.join(TIMEOUT_S)
    t.say(f"led: {', '.join(led)}")


def parties(t, a, b):
    for make in ("Party", "ShallowParty"):
        ours, theirs = getattr(a, make)("/recipes/party", "ours"), getattr(b, make)("/recipes/party", "theirs")
        t.step("a", ours.join)
        t.step("b", theirs.join)
        t.step("a", a.sync, "/")
        t.say(f"{make}: {len(ours)} members, {sorted(ours)}")
        t.step("a", ours.leave)
        t.step("b", theirs.leave)
        t.say(f"{make}: {len(theirs)} members")


def queues(t, a, b):
    queue = a.Queue("/recipes/queue")
    for value, priority in ((b"low", 200), (b"first", 100), (b"second", 100), (b"high", 1)):
        t.step("a", queue.put, value, priority)
    t.step("b", b.sync, "/")
    other = b.Queue("/recipes/queue")
    t.say(f"{len(other)} entries")
    for _ in range(5):
        t.step("b", other.get)
    locking = a.LockingQueue("/recipes/locking")
    t.step("a", locking.put, b"one")
    t.step("a", locking.put_all, [b"two", b"three"])
    t.step("b", b.sync, "/")
    taker = b.LockingQueue("/recipes/locking")
    for _ in range(3):
        t.step("b", taker.get, 5)
        t.step("b", taker.holds_lock)
        t.step("b", taker.consume)
    t.step("b", taker.get, 0.5)


def barriers(t, a, b):
    barrier = a.Barrier("/recipes/barrier")
    t.step("a", barrier.create)
    t.step("b", b.sync, "/")
    other = b.Barrier("/recipes/barrier")
    t.step("b", other.wait, 0.3)
    t.step("a", barrier.remove)
    t.step("b", other.wait, TIMEOUT_S)
    t.step("a", barrier.remove)
    passed = []
    doubles = [client.DoubleBarrier("/recipes/double", 2) for client in (a, b)]
    threads = [in_thread(lambda each=each: (each.enter(), passed.append(each))) for each in doubles]
    for thread in threads:
        thread.join(TIMEOUT_S)
    t.say(f"{len(passed)} passed the double barrier")
    threads = [in_thread(lambda each=each: (each.leave(), passed.remove(each))) for each in doubles]
    for thread in threads:
        thread.join(TIMEOUT_S)
    t.say(f"{len(passed)} still inside")


def counters(t, a, b):
    ours, theirs = a.Counter("/recipes/counter"), b.Counter("/recipes/counter")
    threads = [in_thread(lambda each=each: [each.__add__(1) for _ in range(5)]) for each in (ours, theirs)]
    for thread in threads:
        thread.join(TIMEOUT_S)
    t.step("a", a.sync, "/")
    t.say(f"counter: {ours.value}")
    ours -= 3
    t.step("b", b.sync, "/")
    t.say(f"counter: {theirs.value}")
    t.say(f"fraction: {(a.Counter('/recipes/fraction', default=0.5) + 0.25).value}")


def lease(t, a):
    import datetime

    period = datetime.timedelta(seconds=100)
    t.say(f"lease taken: {bool(a.NonBlockingLease('/recipes/lease', period, identifier='one'))}")
    t.say(f"lease taken twice: {bool(a.NonBlockingLease('/recipes/lease', period, identifier='two'))}")


def tree_cache(t, a, b):
    from kazoo.recipe.cache import TreeCache

    t.step("a", a.ensure_path, "/recipes/cache/x")
    t.step("b", b.sync, "/")
    cache = TreeCache(b, "/recipes/cache")
    seen = []
    ready = threading.Semaphore(0)
    cache.listen(lambda event: (seen.append((event.event_type, event.event_data and event.event_data.path)), ready.release()))
    cache.start()
    for _ in range(3):
        ready.acquire(timeout=TIMEOUT_S)
    for call, args in ((a.create, ("/recipes/cache/x/y", b"1")), (a.set, ("/recipes/cache/x/y", b"2")), (a.delete, ("/recipes/cache/x/y",))):
        t.step("a", call, *args)
        ready.acquire(timeout=TIMEOUT_S)
    for kind, path in seen:
        t.say(f"cache {kind} {path}")
    cache.close()


def all_recipes(t, a, b):
    t.step("a", a.ensure_path, "/recipes")
    locks(t, a, b)
    semaphore(t, a, b)
    election(t, a, b)
    parties(t, a, b)
    queues(t, a, b)
    barriers(t, a, b)
    counters(t, a, b)
    lease(t, a)
    tree_cache(t, a, b)
    t.step("a", a.delete, "/recipes", recursive=True)
