import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.StatsTrack;
import org.apache.zookeeper.ZKUtil;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.cli.DelQuotaCommand;
import org.apache.zookeeper.cli.SetQuotaCommand;
import org.apache.zookeeper.data.Stat;

/** Sessions, the ensemble's configuration, chroots, quotas, and the one who may do everything. */
final class Sessions {
    private static final byte[] DATA = "data".getBytes();
    private static final int SHORT_SESSION_MS = 1_000;
    /** Its digest must be the servers' `DigestAuthenticationProvider.superDigest`. */
    private static final String SUPER = "super:secret";

    private final Transcript t;
    private final Client a;
    private final List<String> hosts;

    Sessions(Transcript t, Client a, List<String> hosts) {
        this.t = t;
        this.a = a;
        this.hosts = hosts;
    }

    void all() throws Exception {
        a.zk.create("/s", DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        closing();
        reopening();
        otherServers();
        expiring();
        tooLarge();
        chroot();
        configuration();
        superUser();
        quotas();
        ZKUtil.deleteRecursive(a.zk, "/s");
    }

    private void ephemeral(Client client) throws Exception {
        String path = "/s/" + client.name;
        t.step(client.name + " create " + path, () -> client.zk.create(path, DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL));
    }

    private void closing() throws Exception {
        Client client = Client.connect(t, "closing", hosts.get(0));
        ephemeral(client);
        t.step("a exists", () -> a.zk.exists("/s/closing", a.watcher));
        client.zk.close();
        client.expectStates(1);
        a.expect(1);
        t.step("closed client", () -> client.zk.exists("/s", false));
        Client again = Client.reopen(t, "again", hosts.get(0), client.zk.getSessionId(), client.zk.getSessionPasswd());
        again.expectStates(1);
        t.step("over", () -> again.zk.exists("/s", false));
        again.zk.close();
    }

    private void reopening() throws Exception {
        try (Proxy proxy = new Proxy(hosts.get(0))) {
            Client first = Client.connect(t, "first", proxy.address());
            ephemeral(first);
            proxy.cut();
            first.expectStates(1);
            ZooKeeper zk = first.zk;
            Client wrong = Client.reopen(t, "wrong", hosts.get(0), zk.getSessionId(), new byte[16]);
            wrong.expectStates(1);
            wrong.zk.close();
            Client second = Client.reopen(t, "second", hosts.get(hosts.size() - 1), zk.getSessionId(), zk.getSessionPasswd());
            second.expectStates(1);
            t.nameSession("second", second.zk);
            t.step("second getEphemerals", () -> second.zk.getEphemerals());
            t.step("second setData", () -> second.zk.setData("/s/first", DATA, 0));
            second.zk.close();
            a.settle();
            t.step("a exists", () -> a.zk.exists("/s/first", false));
            proxy.resume(hosts.get(0));
            first.expectStates(1);
            zk.close();
        }
    }

    private void otherServers() throws Exception {
        Client mover = Client.connect(t, "mover", hosts.get(0));
        ephemeral(mover);
        for (String host : hosts.subList(1, hosts.size())) {
            mover.zk.updateServerList(host);
            mover.expectStates(2);
            t.nameSession("mover", mover.zk);
            t.step("mover setData", () -> mover.zk.setData("/s/mover", DATA, -1));
        }
        mover.zk.close();
    }

    private void expiring() throws Exception {
        try (Proxy proxy = new Proxy(hosts.get(0))) {
            Client client = Client.connect(t, "expiring", proxy.address(), SHORT_SESSION_MS);
            ephemeral(client);
            t.step("a exists", () -> a.zk.exists("/s/expiring", a.watcher));
            proxy.cut();
            a.expect(1);
            t.step("a exists", () -> a.zk.exists("/s/expiring", false));
            proxy.resume(hosts.get(0));
            client.expectStates(2);
            t.step("expired client", () -> client.zk.exists("/s", false));
            client.zk.close();
        }
    }

    private void tooLarge() throws Exception {
        Client client = Client.connect(t, "large", hosts.get(0));
        t.step("create", () -> client.zk.create("/s/large", new byte[1_100_000], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
        client.expectStates(2);
        t.nameSession("large", client.zk);
        client.zk.close();
    }

    private void chroot() throws Exception {
        Client client = Client.connect(t, "rooted", hosts.get(0) + "/s/root");
        t.step("getChildren / before it is", () -> client.zk.getChildren("/", false));
        t.step("create /x before it is", () -> client.zk.create("/x", DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
        t.step("create /", () -> client.zk.create("/", DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
        t.step("exists /x", () -> client.zk.exists("/x", client.watcher));
        t.step("create /x-", () -> client.zk.create("/x-", DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL));
        t.step("create /x", () -> client.zk.create("/x", DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
        client.expect(1);
        t.step("getChildren /", () -> client.zk.getChildren("/", false));
        t.step("getEphemerals", () -> client.zk.getEphemerals());
        t.step("a getChildren", () -> a.zk.getChildren("/s/root", false));
        client.zk.close();
    }

    private void configuration() throws Exception {
        Stat stat = new Stat();
        byte[] config = a.zk.getConfig(false, stat);
        // Ports differ, and so does the version, which is a zxid.
        t.say("config " + new String(config).replaceAll(":[0-9]+", ":PORT").replaceAll("version=.*", "version"));
        t.say("config versions " + stat.getVersion() + " " + stat.getCversion() + " " + stat.getAversion());
        t.step("config, written", () -> a.zk.setData("/zookeeper/config", DATA, -1));
        t.step("config, its list", () -> a.zk.getACL("/zookeeper/config", null));
        try (ZooKeeperAdmin admin = new ZooKeeperAdmin(hosts.get(0), Client.SESSION_MS, event -> { })) {
            t.step("reconfigure", () -> admin.reconfigure((String) null, "9", null, -1, new Stat()));
            t.step("reconfigure", () -> admin.reconfigure("server.9=127.0.0.1:1:2:observer;3", null, null, -1, new Stat()));
        }
    }

    private void superUser() throws Exception {
        Client client = Client.connect(t, "super", hosts.get(0));
        a.zk.addAuthInfo("digest", "private:key".getBytes());
        t.step("create, private", () -> a.zk.create("/s/private", DATA, Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT));
        t.step("read, by anyone", () -> client.zk.getData("/s/private", false, null));
        client.zk.addAuthInfo("digest", SUPER.getBytes());
        t.step("read, by super", () -> client.zk.getData("/s/private", false, null));
        t.step("whoAmI", client.zk::whoAmI);
        t.step("its list", () -> client.zk.getACL("/s/private", null));
        client.zk.close();
    }

    /** Apache's leader checks quotas by what it has applied, and a follower may tell of a write before that; one write later it has. */
    private void settle() throws Exception {
        a.zk.setData("/s", DATA, -1);
    }

    private void quotas() throws Exception {
        a.zk.create("/s/quota", DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        StatsTrack limits = new StatsTrack();
        limits.setCount(2);
        limits.setCountHardLimit(3);
        limits.setByteHardLimit(20);
        t.step("set a quota", () -> SetQuotaCommand.createQuota(a.zk, "/s/quota", limits));
        t.step("limits", () -> a.zk.getData("/zookeeper/quota/s/quota/zookeeper_limits", false, null));
        for (String name : new String[] {"one", "two", "three"}) {
            settle();
            t.step("create " + name, () -> a.zk.create("/s/quota/" + name, DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
        }
        settle();
        t.step("setData, too much", () -> a.zk.setData("/s/quota/one", new byte[30], -1));
        t.step("setData, enough", () -> a.zk.setData("/s/quota/one", new byte[10], -1));
        t.step("stats", () -> a.zk.getData("/zookeeper/quota/s/quota/zookeeper_stats", false, null));
        t.step("delete two", () -> {
            a.zk.delete("/s/quota/two", -1);
            return "deleted";
        });
        t.step("stats", () -> a.zk.getData("/zookeeper/quota/s/quota/zookeeper_stats", false, null));
        StatsTrack all = new StatsTrack();
        all.setCount(1);
        all.setCountHardLimit(1);
        all.setByteHardLimit(1);
        t.step("delete the quota", () -> DelQuotaCommand.delQuota(a.zk, "/s/quota", all));
        settle();
        t.step("create three", () -> a.zk.create("/s/quota/three", new byte[50], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
        t.step("quotas left", () -> ZKUtil.listSubTreeBFS(a.zk, "/zookeeper/quota"));
    }
}
