import java.util.Arrays;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZKUtil;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;

/** Operations on nodes. */
final class Nodes {
    private static final byte[] DATA = "data".getBytes();
    private static final long HOUR_MS = 3_600_000;

    private final Transcript t;
    private final ZooKeeper a;
    private final ZooKeeper b;

    Nodes(Transcript t, Client a, Client b) {
        this.t = t;
        this.a = a.zk;
        this.b = b.zk;
    }

    void all() throws Exception {
        creating();
        readingAndWriting();
        accessLists();
        multis();
        multiReads();
        lists();
    }

    private void create(String path, CreateMode mode) throws Exception {
        t.step("create " + path + " " + mode, () -> a.create(path, DATA, Ids.OPEN_ACL_UNSAFE, mode));
    }

    private void createWithStat(String path, CreateMode mode, long ttl) throws Exception {
        Stat stat = new Stat();
        t.step("create " + path + " " + mode + " " + ttl, () -> a.create(path, DATA, Ids.OPEN_ACL_UNSAFE, mode, stat, ttl));
        t.say("  " + t.show(stat));
    }

    private void remove(String path) throws Exception {
        t.run("delete all of " + path, () -> ZKUtil.deleteRecursive(a, path));
    }

    private void creating() throws Exception {
        create("/nodes", CreateMode.PERSISTENT);
        create("/nodes", CreateMode.PERSISTENT);
        create("/nodes/no/such", CreateMode.PERSISTENT);
        for (CreateMode mode : CreateMode.values()) {
            boolean ttl = mode.isTTL();
            createWithStat("/nodes/" + mode, mode, ttl ? HOUR_MS : -1);
            create("/nodes/plain-" + mode, mode);
        }
        createWithStat("/nodes/bad-ttl", CreateMode.PERSISTENT_WITH_TTL, 0);
        createWithStat("/nodes/bad-ttl", CreateMode.PERSISTENT_WITH_TTL, 1L << 41);
        createWithStat("/nodes/bad-ttl", CreateMode.PERSISTENT, HOUR_MS);
        create("/nodes/EPHEMERAL/child", CreateMode.PERSISTENT);
        create("/nodes/CONTAINER/child", CreateMode.EPHEMERAL);
        create("/nodes/PERSISTENT/with\u20acuro", CreateMode.PERSISTENT);
        create("/nodes/bad\u0001", CreateMode.PERSISTENT);
        create("no-slash", CreateMode.PERSISTENT);
        t.step("create without data", () -> a.create("/nodes/null", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
        t.step("getData /nodes/null", () -> a.getData("/nodes/null", false, null));
        t.step("getChildren /nodes", () -> a.getChildren("/nodes", false));
        t.step("delete /nodes", () -> delete("/nodes", -1));
        t.step("delete /nodes/null 5", () -> delete("/nodes/null", 5));
        t.step("delete /nodes/null 0", () -> delete("/nodes/null", 0));
        t.step("delete /nodes/null", () -> delete("/nodes/null", -1));
        t.step("delete /zookeeper/config", () -> delete("/zookeeper/config", -1));
        t.step("list", () -> ZKUtil.listSubTreeBFS(a, "/nodes"));
        remove("/nodes");
    }

    private String delete(String path, int version) throws Exception {
        a.delete(path, version);
        return "deleted";
    }

    private void readingAndWriting() throws Exception {
        create("/data", CreateMode.PERSISTENT);
        Stat stat = new Stat();
        t.step("exists /data", () -> a.exists("/data", false));
        t.step("exists /data/missing", () -> a.exists("/data/missing", false));
        t.step("setData /data 3", () -> a.setData("/data", DATA, 3));
        t.step("setData /data 0", () -> a.setData("/data", "other".getBytes(), 0));
        t.step("setData /data/missing", () -> a.setData("/data/missing", DATA, -1));
        t.step("getData /data", () -> a.getData("/data", false, stat));
        t.say("  " + t.show(stat));
        t.step("getData /data/missing", () -> a.getData("/data/missing", false, stat));
        t.step("setData large", () -> a.setData("/data", new byte[1_048_400], -1));
        t.step("setData null", () -> a.setData("/data", null, -1));
        create("/data/x", CreateMode.PERSISTENT);
        t.step("getChildren /data", () -> a.getChildren("/data", false, stat));
        t.say("  " + t.show(stat));
        t.step("getChildren /data/missing", () -> a.getChildren("/data/missing", false));
        t.step("getAllChildrenNumber /data", () -> a.getAllChildrenNumber("/data"));
        t.step("getAllChildrenNumber /", () -> a.getAllChildrenNumber("/"));
        remove("/data");
    }

    private static ACL acl(int perms, String scheme, String id) {
        return new ACL(perms, new Id(scheme, id));
    }

    private void accessLists() throws Exception {
        create("/acl", CreateMode.PERSISTENT);
        Stat stat = new Stat();
        t.step("getACL", () -> a.getACL("/acl", stat));
        t.say("  " + t.show(stat));
        t.step("creator, nobody", () -> a.create("/acl/c", DATA, Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT));
        a.addAuthInfo("digest", "user:password".getBytes());
        t.step("creator", () -> a.create("/acl/c", DATA, Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT));
        t.step("whoAmI a", a::whoAmI);
        t.step("whoAmI b", b::whoAmI);
        t.step("b getData", () -> b.getData("/acl/c", false, null));
        t.step("b exists", () -> b.exists("/acl/c", false));
        t.step("b getACL", () -> b.getACL("/acl/c", null));
        t.step("b setData", () -> b.setData("/acl/c", DATA, -1));
        t.step("b setACL", () -> b.setACL("/acl/c", Ids.OPEN_ACL_UNSAFE, -1));
        t.step("setACL 4", () -> a.setACL("/acl/c", Ids.OPEN_ACL_UNSAFE, 4));
        List<ACL> mixed = Arrays.asList(acl(Perms.READ, "world", "anyone"), acl(Perms.ALL, "digest", "user:tpUq/4Pn5A64fVZyQ0gOJ8ZWqkY="));
        t.step("setACL 0", () -> a.setACL("/acl/c", mixed, 0));
        t.step("a getACL", () -> a.getACL("/acl/c", null));
        t.step("b getACL", () -> b.getACL("/acl/c", null));
        t.step("b getData", () -> b.getData("/acl/c", false, null));
        t.step("b setData", () -> b.setData("/acl/c", DATA, -1));
        for (ACL bad : Arrays.asList(acl(31, "digest", "x"), acl(31, "ip", "nowhere"), acl(31, "none", "x"), acl(31, "world", "x"))) {
            t.step("create with " + t.show(bad), () -> a.create("/acl/bad", DATA, Arrays.asList(bad), CreateMode.PERSISTENT));
        }
        t.step("create with none", () -> a.create("/acl/bad", DATA, Arrays.asList(), CreateMode.PERSISTENT));
        t.step("b delete", () -> {
            b.delete("/acl/c", -1);
            return "deleted, for that is asked of the parent";
        });
        remove("/acl");
    }

    private static Op create(String path) {
        return Op.create(path, DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    private void multi(String what, Op... ops) throws Exception {
        t.step("multi " + what, () -> a.multi(Arrays.asList(ops)));
    }

    private void multis() throws Exception {
        multi("nothing");
        multi("every kind", create("/m"), Op.create("/m/e", DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL),
            Op.create("/m/s-", DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL),
            Op.create("/m/c", DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.CONTAINER),
            Op.create("/m/ttl", DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_WITH_TTL, HOUR_MS),
            Op.setData("/m", "new".getBytes(), 0), Op.check("/m", 1), Op.delete("/m/c", -1));
        multi("exists", create("/m/x"), create("/m/x"));
        multi("no parent", create("/m/x"), create("/m/no/such"), create("/m/y"));
        multi("version", Op.setData("/m", DATA, -1), Op.check("/m", 0), Op.delete("/m/s-0000000001", -1));
        multi("not empty", Op.delete("/m", -1));
        multi("ephemeral parent", create("/m/e/x"));
        multi("missing", Op.check("/missing", -1));
        multi("twice", create("/m/t"), Op.delete("/m/t", 0), create("/m/t"), Op.setData("/m/t", DATA, 0), Op.setData("/m/t", DATA, 1));
        t.step("transaction", () -> a.transaction().check("/m", 1).setData("/m", DATA, 1).delete("/m/t", 2).commit());
        t.step("transaction, failing", () -> a.transaction().check("/m", 1).delete("/m/t", 2).commit());
        t.step("getChildren /m", () -> a.getChildren("/m", false));
    }

    private void multiReads() throws Exception {
        multi("reads", Op.getData("/m"), Op.getChildren("/m"), Op.getData("/missing"), Op.getChildren("/missing"), Op.getData("/m/e"));
        remove("/m");
    }

    private void lists() throws Exception {
        create("/lists", CreateMode.PERSISTENT);
        create("/lists/a", CreateMode.EPHEMERAL);
        create("/lists/ab", CreateMode.EPHEMERAL);
        create("/lists/c", CreateMode.PERSISTENT);
        create("/lists/c/d", CreateMode.EPHEMERAL_SEQUENTIAL);
        t.step("getEphemerals", () -> a.getEphemerals());
        t.step("getEphemerals /lists/a", () -> a.getEphemerals("/lists/a"));
        t.step("getEphemerals /lists/c/", () -> a.getEphemerals("/lists/c/d"));
        t.step("getEphemerals /missing", () -> a.getEphemerals("/missing"));
        t.step("b getEphemerals", () -> b.getEphemerals());
        t.step("getAllChildrenNumber", () -> a.getAllChildrenNumber("/lists"));
        remove("/lists");
    }
}
