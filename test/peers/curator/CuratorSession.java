import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicLong;
import org.apache.curator.framework.recipes.barriers.DistributedBarrier;
import org.apache.curator.framework.recipes.barriers.DistributedDoubleBarrier;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderSelector;
import org.apache.curator.framework.recipes.leader.LeaderSelectorListenerAdapter;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.InterProcessReadWriteLock;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreV2;
import org.apache.curator.framework.recipes.locks.Lease;
import org.apache.curator.framework.recipes.nodes.PersistentNode;
import org.apache.curator.framework.recipes.shared.SharedCount;
import org.apache.curator.framework.recipes.watch.PersistentWatcher;
import org.apache.curator.retry.RetryNTimes;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;

/** Curator's operations and recipes by two clients, a line a step: `CuratorSession CONNECT_STRING`. */
public final class CuratorSession {
    private static final int SESSION_MS = 8000;
    private static final int DEADLINE_S = 30;
    private static final int EXCLUDED_MS = 300;

    private final CuratorFramework a;
    private final CuratorFramework b;

    private CuratorSession(String connectString) throws Exception {
        a = connect(connectString);
        b = connect(connectString);
    }

    public static void main(String[] args) throws Exception {
        CuratorSession session = new CuratorSession(args[0]);
        session.nodes();
        session.locks();
        session.leaders();
        session.counters();
        session.barriers();
        session.watchers();
        session.step("delete all", () -> session.a.delete().guaranteed().deletingChildrenIfNeeded().forPath("/app"));
        session.b.sync().forPath("/");
        session.step("is there", () -> session.b.checkExists().forPath("/app") != null);
        session.a.close();
        session.b.close();
    }

    private static CuratorFramework connect(String connectString) throws Exception {
        CuratorFramework client = CuratorFrameworkFactory.newClient(connectString, SESSION_MS, SESSION_MS, new RetryNTimes(5, 200));
        client.start();
        if (!client.blockUntilConnected(DEADLINE_S, TimeUnit.SECONDS)) throw new IllegalStateException("no connection");
        return client;
    }

    private <T> void step(String what, Callable<T> call) throws Exception {
        try {
            T result = call.call();
            System.out.println(what + " -> " + (result instanceof byte[] ? new String((byte[]) result) : result));
        } catch (KeeperException error) {
            System.out.println(what + " ! " + error.code());
        }
    }

    private static <T> T within(BlockingQueue<T> queue, String what) throws Exception {
        T next = queue.poll(DEADLINE_S, TimeUnit.SECONDS);
        if (next == null) throw new IllegalStateException("not in time: " + what);
        return next;
    }

    private void nodes() throws Exception {
        step("create", () -> a.create().creatingParentContainersIfNeeded().forPath("/app/x/y", "one".getBytes()));
        step("create again", () -> a.create().forPath("/app/x/y"));
        step("create or set", () -> a.create().orSetData().forPath("/app/x/y", "two".getBytes()));
        step("time to live", () -> a.create().withTtl(100_000).withMode(CreateMode.PERSISTENT_WITH_TTL).forPath("/app/ttl"));
        step("protected", () -> a.create().withProtection().withMode(CreateMode.EPHEMERAL_SEQUENTIAL).forPath("/app/p-").replaceAll("_c_[-0-9a-f]+", "GUID"));
        step("transaction", () -> a.transaction().forOperations(
            a.transactionOp().create().forPath("/app/t"),
            a.transactionOp().setData().forPath("/app/t", "three".getBytes()),
            a.transactionOp().check().withVersion(1).forPath("/app/t")).size());
        step("transaction that fails", () -> a.transaction().forOperations(
            a.transactionOp().delete().forPath("/app/t"),
            a.transactionOp().check().withVersion(9).forPath("/app/x")).size());
        b.sync().forPath("/");
        step("get", () -> b.getData().forPath("/app/t"));
        step("servers", () -> new String(a.getConfig().forEnsemble()).split("server[.]").length - 1);
    }

    private void locks() throws Exception {
        InterProcessMutex mine = new InterProcessMutex(a, "/app/lock");
        InterProcessMutex others = new InterProcessMutex(b, "/app/lock");
        step("lock", () -> mine.acquire(DEADLINE_S, TimeUnit.SECONDS));
        step("lock, by another", () -> others.acquire(EXCLUDED_MS, TimeUnit.MILLISECONDS));
        mine.release();
        step("lock, by another, free", () -> others.acquire(DEADLINE_S, TimeUnit.SECONDS));
        others.release();
        InterProcessReadWriteLock first = new InterProcessReadWriteLock(a, "/app/rw");
        InterProcessReadWriteLock second = new InterProcessReadWriteLock(b, "/app/rw");
        step("read lock", () -> first.readLock().acquire(DEADLINE_S, TimeUnit.SECONDS));
        step("read lock, by another", () -> second.readLock().acquire(DEADLINE_S, TimeUnit.SECONDS));
        second.readLock().release();
        step("write lock, by another", () -> second.writeLock().acquire(EXCLUDED_MS, TimeUnit.MILLISECONDS));
        first.readLock().release();
        InterProcessSemaphoreV2 semaphore = new InterProcessSemaphoreV2(a, "/app/semaphore", 2);
        List<Lease> leases = List.of(semaphore.acquire(), semaphore.acquire());
        step("a third lease of two", () -> semaphore.acquire(EXCLUDED_MS, TimeUnit.MILLISECONDS));
        semaphore.returnAll(leases);
    }

    private void leaders() throws Exception {
        LeaderLatch first = new LeaderLatch(a, "/app/latch", "first");
        LeaderLatch second = new LeaderLatch(b, "/app/latch", "second");
        first.start();
        step("first leads", () -> first.await(DEADLINE_S, TimeUnit.SECONDS));
        second.start();
        step("second leads", () -> second.await(EXCLUDED_MS, TimeUnit.MILLISECONDS));
        first.close();
        step("second leads, alone", () -> second.await(DEADLINE_S, TimeUnit.SECONDS));
        second.close();
        BlockingQueue<String> led = new LinkedBlockingQueue<>();
        CountDownLatch resign = new CountDownLatch(1);
        List<LeaderSelector> selectors = new ArrayList<>();
        for (CuratorFramework client : List.of(a, b)) {
            LeaderSelector selector = new LeaderSelector(client, "/app/selector", new LeaderSelectorListenerAdapter() {
                @Override
                public void takeLeadership(CuratorFramework unused) throws Exception {
                    led.add("led");
                    resign.await();
                }
            });
            selector.start();
            selectors.add(selector);
        }
        step("one leads", () -> within(led, "a leader"));
        step("another one", () -> led.poll(EXCLUDED_MS, TimeUnit.MILLISECONDS));
        resign.countDown();
        step("another one, when the first resigns", () -> within(led, "the next leader"));
        // Nobody holds it any more: closing a selector in the midst of its release would be told as an error.
        while (!a.getChildren().forPath("/app/selector").isEmpty()) Thread.onSpinWait();
        selectors.forEach(LeaderSelector::close);
    }

    private void counters() throws Exception {
        DistributedAtomicLong total = new DistributedAtomicLong(a, "/app/total", new RetryNTimes(10, 10));
        for (int i = 0; i < 20; i++) total.increment();
        step("total", () -> total.get().postValue());
        SharedCount count = new SharedCount(b, "/app/count", 3);
        count.start();
        step("set the count", () -> count.trySetCount(count.getVersionedValue(), 4));
        step("count", () -> count.getCount());
        count.close();
        PersistentNode node = new PersistentNode(a, CreateMode.EPHEMERAL, false, "/app/persistent", "here".getBytes());
        node.start();
        step("a node that is kept", () -> node.waitForInitialCreate(DEADLINE_S, TimeUnit.SECONDS));
        node.close();
    }

    private void barriers() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        DistributedDoubleBarrier first = new DistributedDoubleBarrier(a, "/app/double", 2);
        DistributedDoubleBarrier second = new DistributedDoubleBarrier(b, "/app/double", 2);
        Future<Boolean> entered = threads.submit(() -> first.enter(DEADLINE_S, TimeUnit.SECONDS));
        step("enter", () -> second.enter(DEADLINE_S, TimeUnit.SECONDS));
        step("the other entered", entered::get);
        Future<Boolean> left = threads.submit(() -> first.leave(DEADLINE_S, TimeUnit.SECONDS));
        step("leave", () -> second.leave(DEADLINE_S, TimeUnit.SECONDS));
        step("the other left", left::get);
        DistributedBarrier barrier = new DistributedBarrier(a, "/app/barrier");
        barrier.setBarrier();
        step("wait", () -> new DistributedBarrier(a, "/app/barrier").waitOnBarrier(EXCLUDED_MS, TimeUnit.MILLISECONDS));
        barrier.removeBarrier();
        step("wait, removed", () -> new DistributedBarrier(a, "/app/barrier").waitOnBarrier(DEADLINE_S, TimeUnit.SECONDS));
        threads.shutdown();
    }

    private void watchers() throws Exception {
        a.create().forPath("/app/tree");
        b.sync().forPath("/");
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        CountDownLatch ready = new CountDownLatch(1);
        CuratorCache cache = CuratorCache.build(b, "/app/tree");
        cache.listenable().addListener(new CuratorCacheListener() {
            @Override
            public void event(Type type, ChildData before, ChildData after) {
                seen.add(type + " " + (after == null ? before : after).getPath());
            }

            @Override
            public void initialized() {
                ready.countDown();
            }
        });
        cache.start();
        step("the cache is filled", () -> ready.await(DEADLINE_S, TimeUnit.SECONDS));
        step("cache", () -> within(seen, "the root"));
        a.create().forPath("/app/tree/leaf");
        step("cache", () -> within(seen, "a node created"));
        a.setData().forPath("/app/tree/leaf", "new".getBytes());
        step("cache", () -> within(seen, "a node changed"));
        a.delete().forPath("/app/tree/leaf");
        step("cache", () -> within(seen, "a node deleted"));
        cache.close();
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        CountDownLatch set = new CountDownLatch(1);
        PersistentWatcher watcher = new PersistentWatcher(b, "/app/tree", true);
        watcher.getListenable().addListener((WatchedEvent event) -> told.add(event.getType() + " " + event.getPath()));
        watcher.getResetListenable().addListener(set::countDown);
        watcher.start();
        step("the watch is set", () -> set.await(DEADLINE_S, TimeUnit.SECONDS));
        a.create().creatingParentsIfNeeded().forPath("/app/tree/deep/er");
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 2; i++) events.add(within(told, "an event"));
        step("watch", () -> events);
        watcher.close();
    }
}
