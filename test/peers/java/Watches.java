import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.ZKUtil;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/** Watches of every kind: their events, their order, their removal, and what a reconnect makes of them. */
final class Watches {
    private static final byte[] DATA = "data".getBytes();

    private final Transcript t;
    private final Client a;
    private final Client b;

    Watches(Transcript t, Client a, Client b) {
        this.t = t;
        this.a = a;
        this.b = b;
    }

    void all(List<String> hosts) throws Exception {
        standard();
        persistent();
        removing();
        ordered();
        reconnecting("the same server", hosts.get(0), hosts.get(0));
        reconnecting("another server", hosts.get(0), hosts.get(hosts.size() - 1));
    }

    private static void create(ZooKeeper zk, String path) throws Exception {
        zk.create(path, DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    /** Makes, changes, fills, empties and removes a node. */
    private void live(String path) throws Exception {
        create(a.zk, path);
        a.zk.setData(path, DATA, -1);
        create(a.zk, path + "/child");
        a.zk.setData(path + "/child", DATA, -1);
        a.zk.delete(path + "/child", -1);
        a.zk.delete(path, -1);
        t.say("a life of " + path);
    }

    private void standard() throws Exception {
        create(a.zk, "/w");
        t.step("b exists", () -> b.zk.exists("/w/x", b.watcher));
        t.step("b getChildren", () -> b.zk.getChildren("/w", b.watcher));
        t.step("b getData", () -> b.zk.getData("/w", b.watcher, null));
        live("/w/x");
        b.settle();
        t.step("b exists, default watcher", () -> b.zk.exists("/w", true));
        live("/w/x");
        a.zk.setData("/w", DATA, -1);
        a.zk.delete("/w", -1);
        b.settle();
    }

    private void persistent() throws Exception {
        for (AddWatchMode mode : AddWatchMode.values()) {
            t.run("b addWatch " + mode, () -> b.zk.addWatch("/p", b.watcher, mode));
            live("/p");
            b.settle();
            t.run("b removeWatches", () -> b.zk.removeWatches("/p", b.watcher, WatcherType.Any, false));
            live("/p");
            b.settle();
        }
        t.run("b addWatch, default watcher", () -> b.zk.addWatch("/", AddWatchMode.PERSISTENT_RECURSIVE));
        t.run("b addWatch, too", () -> b.zk.addWatch("/p/child", b.watcher, AddWatchMode.PERSISTENT));
        live("/p");
        b.settle();
        t.run("b removeAllWatches", () -> b.zk.removeAllWatches("/", WatcherType.Any, false));
        t.run("b removeAllWatches", () -> b.zk.removeAllWatches("/p/child", WatcherType.Any, false));
        live("/p");
        b.settle();
    }

    private void removing() throws Exception {
        create(a.zk, "/r");
        Watcher other = event -> { };
        for (WatcherType type : WatcherType.values()) {
            t.run("b removeWatches " + type + ", none", () -> b.zk.removeWatches("/r", b.watcher, type, false));
            t.step("b getData", () -> b.zk.getData("/r", b.watcher, null));
            t.step("b getChildren", () -> b.zk.getChildren("/r", b.watcher));
            t.step("b exists", () -> b.zk.exists("/r/none", b.watcher));
            t.run("b addWatch", () -> b.zk.addWatch("/r", b.watcher, AddWatchMode.PERSISTENT));
            t.run("b removeWatches " + type + ", another's", () -> b.zk.removeWatches("/r", other, type, false));
            t.run("b removeWatches " + type, () -> b.zk.removeWatches("/r", b.watcher, type, false));
            b.settle();
            live("/r/none");
            a.zk.setData("/r", DATA, -1);
            b.settle();
            t.run("b removeAllWatches " + type, () -> b.zk.removeAllWatches("/r", type, false));
            t.run("b removeAllWatches, locally", () -> b.zk.removeAllWatches("/r", WatcherType.Any, true));
            b.settle();
        }
        a.zk.delete("/r", -1);
        b.settle();
    }

    /** Answers and events of one client, as one thread brings them. */
    private void ordered() throws Exception {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(1);
        Watcher watcher = (WatchedEvent event) -> seen.add("event " + t.show(event));
        ZooKeeper zk = a.zk;
        zk.create("/o", DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT, (code, path, context, name) -> seen.add("created " + name), null);
        zk.exists("/o", watcher, (code, path, context, stat) -> seen.add("exists " + stat.getVersion()), null);
        zk.setData("/o", DATA, -1, (code, path, context, stat) -> seen.add("set " + stat.getVersion()), null);
        zk.getData("/o", watcher, (code, path, context, data, stat) -> seen.add("data " + stat.getVersion()), null);
        zk.getChildren("/o", watcher, (code, path, context, children) -> seen.add("children " + children), null);
        zk.create("/o/x", DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT, (code, path, context, name) -> seen.add("created " + name), null);
        zk.setData("/o", DATA, 9, (code, path, context, stat) -> seen.add("set " + KeeperException.Code.get(code)), null);
        zk.setData("/o", DATA, 1, (code, path, context, stat) -> seen.add("set " + stat.getVersion()), null);
        zk.getChildren("/o", watcher, (code, path, context, children, stat) -> seen.add("children " + children), null);
        zk.delete("/o/x", -1, (code, path, context) -> seen.add("deleted " + path), null);
        zk.exists("/o/x", watcher, (code, path, context, stat) -> seen.add("exists " + stat), null);
        zk.delete("/o", -1, (code, path, context) -> seen.add("deleted " + path), null);
        zk.sync("/o", (code, path, context) -> done.countDown(), null);
        t.say("answered: " + done.await(Client.WAIT_S, TimeUnit.SECONDS));
        seen.forEach(t::say);
        t.run("a removeAllWatches", () -> zk.removeAllWatches("/o/x", WatcherType.Any, false));
    }

    /** What changed while nobody was connected is told after the reconnect, by setWatches2. */
    private void reconnecting(String what, String before, String after) throws Exception {
        t.say("reconnecting to " + what);
        for (String path : new String[] {"/c", "/c/same", "/c/set", "/c/gone", "/c/kids", "/c/kids/old", "/c/twice"}) {
            create(a.zk, path);
        }
        try (Proxy proxy = new Proxy(before)) {
            Client c = Client.connect(t, "c", proxy.address());
            c.settle();
            for (String path : new String[] {"/c/same", "/c/set", "/c/gone", "/c/kids", "/c/twice"}) {
                c.zk.getData(path, c.watcher, null);
                c.zk.getChildren(path, c.watcher);
            }
            c.zk.exists("/c/born", c.watcher);
            c.zk.exists("/c/never", c.watcher);
            c.zk.exists("/c/brief", c.watcher);
            c.zk.addWatch("/c/kids", c.watcher, AddWatchMode.PERSISTENT_RECURSIVE);
            c.zk.addWatch("/c/same", c.watcher, AddWatchMode.PERSISTENT);
            proxy.cut();
            c.expectStates(1);
            a.zk.setData("/c/set", DATA, -1);
            a.zk.delete("/c/gone", -1);
            create(a.zk, "/c/kids/new");
            create(a.zk, "/c/born");
            create(a.zk, "/c/brief");
            a.zk.delete("/c/brief", -1);
            a.zk.delete("/c/twice", -1);
            create(a.zk, "/c/twice");
            t.say("changed behind its back");
            proxy.resume(after);
            c.expectStates(1);
            t.nameSession("c", c.zk);
            c.settle();
            a.zk.setData("/c/same", DATA, -1);
            a.zk.setData("/c/kids/old", DATA, -1);
            create(a.zk, "/c/never");
            create(a.zk, "/c/same/child");
            c.settle();
            c.zk.close();
        }
        ZKUtil.deleteRecursive(a.zk, "/c");
    }
}
