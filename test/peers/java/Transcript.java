import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.ClientInfo;
import org.apache.zookeeper.data.Stat;

/**
 * What a session saw, a line a step, in a form that every ensemble prints alike: zxids become their rank among all zxids of the
 * transcript, sessions get names, times are left out.
 */
final class Transcript {
    private static final Pattern ZXID = Pattern.compile("\0z(-?[0-9]+)\0");
    private static final int LONG_DATA = 100;

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final Map<Long, String> sessions = new HashMap<>();

    void say(String line) {
        lines.add(line);
    }

    /** The session gets this name, unless it has one. */
    void nameSession(String name, ZooKeeper zk) {
        String known = sessions.computeIfAbsent(zk.getSessionId(), id -> name);
        say(name + " has session " + known);
    }

    /** Calls, and tells the outcome; answers the result, or null after an error. */
    <T> T step(String what, Callable<T> call) throws Exception {
        try {
            T result = call.call();
            say(what + " -> " + show(result));
            return result;
        } catch (KeeperException error) {
            String results = error.getResults() == null ? "" : " " + show(error.getResults());
            say(what + " ! " + error.code() + results);
        } catch (IllegalArgumentException error) {
            say(what + " ! IllegalArgument");
        }
        return null;
    }

    /** For calls without a result. */
    void run(String what, Action action) throws Exception {
        step(what, () -> {
            action.run();
            return "done";
        });
    }

    interface Action {
        void run() throws Exception;
    }

    String show(Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Stat) {
            return show((Stat) value);
        }
        if (value instanceof byte[]) {
            byte[] bytes = (byte[]) value;
            return bytes.length < LONG_DATA ? "'" + new String(bytes, StandardCharsets.UTF_8) + "'" : bytes.length + " bytes";
        }
        if (value instanceof WatchedEvent) {
            WatchedEvent event = (WatchedEvent) value;
            return event.getType() + " " + event.getPath() + " " + event.getState() + " " + mark(event.getZxid());
        }
        if (value instanceof ACL) {
            ACL acl = (ACL) value;
            return acl.getPerms() + " " + acl.getId().getScheme() + ":" + acl.getId().getId();
        }
        if (value instanceof ClientInfo) {
            ClientInfo info = (ClientInfo) value;
            return info.getAuthScheme() + ":" + info.getUser();
        }
        if (value instanceof OpResult) {
            return show((OpResult) value);
        }
        return value instanceof List ? show((List<?>) value) : value.toString();
    }

    private String show(List<?> values) {
        List<String> items = new ArrayList<>();
        for (Object value : values) {
            items.add(show(value));
        }
        // Children, ephemerals and identities come in the order of a hash table: no order is promised.
        if (!values.isEmpty() && !(values.get(0) instanceof OpResult)) {
            Collections.sort(items);
        }
        return items.toString();
    }

    private String show(Stat stat) {
        String owner = sessions.getOrDefault(stat.getEphemeralOwner(), Long.toString(stat.getEphemeralOwner()));
        return "Stat(czxid=" + mark(stat.getCzxid()) + " mzxid=" + mark(stat.getMzxid()) + " pzxid=" + mark(stat.getPzxid())
            + " versions=" + stat.getVersion() + "," + stat.getCversion() + "," + stat.getAversion() + " owner=" + owner
            + " data=" + stat.getDataLength() + " children=" + stat.getNumChildren() + ")";
    }

    private String show(OpResult result) {
        if (result instanceof OpResult.ErrorResult) {
            return "error " + KeeperException.Code.get(((OpResult.ErrorResult) result).getErr());
        }
        if (result instanceof OpResult.CreateResult) {
            OpResult.CreateResult created = (OpResult.CreateResult) result;
            return "created(" + result.getType() + ") " + created.getPath() + " " + show((Object) created.getStat());
        }
        if (result instanceof OpResult.SetDataResult) {
            return "set " + show(((OpResult.SetDataResult) result).getStat());
        }
        if (result instanceof OpResult.GetDataResult) {
            OpResult.GetDataResult got = (OpResult.GetDataResult) result;
            return "data " + show(got.getData()) + " " + show(got.getStat());
        }
        if (result instanceof OpResult.GetChildrenResult) {
            return "children " + show(((OpResult.GetChildrenResult) result).getChildren());
        }
        return result.getClass().getSimpleName();
    }

    /** A zxid, to be replaced by its rank when all are known. */
    private static String mark(long zxid) {
        return zxid <= 0 ? Long.toString(zxid) : "\0z" + zxid + "\0";
    }

    void print() {
        TreeSet<Long> zxids = new TreeSet<>();
        for (String line : lines) {
            Matcher matcher = ZXID.matcher(line);
            while (matcher.find()) {
                zxids.add(Long.parseLong(matcher.group(1)));
            }
        }
        for (String line : lines) {
            System.out.println(ZXID.matcher(line).replaceAll(match -> "#" + zxids.headSet(Long.parseLong(match.group(1))).size()));
        }
    }
}
