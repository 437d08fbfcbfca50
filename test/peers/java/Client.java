import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;

/** A client with a name. What happens to its session and what its watchers are told are kept apart, in order. */
final class Client {
    static final int SESSION_MS = 10_000;
    static final int WAIT_S = 60;

    final String name;
    final ZooKeeper zk;
    /** Of nodes. Also to be given to calls that take a watcher. */
    final Watcher watcher;
    private final Transcript transcript;
    private final BlockingQueue<WatchedEvent> states = new LinkedBlockingQueue<>();
    private final BlockingQueue<WatchedEvent> events = new LinkedBlockingQueue<>();

    private Client(Transcript transcript, String name, Opener opener) throws Exception {
        this.transcript = transcript;
        this.name = name;
        this.watcher = event -> {
            if (event.getType() != Watcher.Event.EventType.None) {
                events.add(event);
            }
        };
        this.zk = opener.open(event -> (event.getType() == Watcher.Event.EventType.None ? states : events).add(event));
    }

    interface Opener {
        ZooKeeper open(Watcher watcher) throws Exception;
    }

    /** Waits until the session is there. */
    static Client connect(Transcript transcript, String name, String hosts) throws Exception {
        return connect(transcript, name, hosts, SESSION_MS);
    }

    static Client connect(Transcript transcript, String name, String hosts, int sessionMs) throws Exception {
        Client client = new Client(transcript, name, watcher -> new ZooKeeper(hosts, sessionMs, watcher));
        client.connected();
        transcript.nameSession(name, client.zk);
        return client;
    }

    /** Waits for nothing: the session may be over. */
    static Client reopen(Transcript transcript, String name, String hosts, long id, byte[] password) throws Exception {
        return new Client(transcript, name, watcher -> new ZooKeeper(hosts, SESSION_MS, watcher, id, password));
    }

    void connected() throws InterruptedException {
        WatchedEvent event = states.poll(WAIT_S, TimeUnit.SECONDS);
        if (event == null || event.getState() != Watcher.Event.KeeperState.SyncConnected) {
            throw new IllegalStateException(name + " is not connected: " + event);
        }
    }

    /** Tells the next changes of the session's state. */
    void expectStates(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            transcript.say(name + " is " + states.poll(WAIT_S, TimeUnit.SECONDS).getState());
        }
    }

    /** Tells the next events of nodes. */
    void expect(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            transcript.say(name + " event " + transcript.show(events.poll(WAIT_S, TimeUnit.SECONDS)));
        }
    }

    /** Everything that the server sent before the answer to a sync: it is here, for events and answers come by one thread. */
    void settle() throws Exception {
        BlockingQueue<String> answered = new LinkedBlockingQueue<>();
        zk.sync("/", (code, path, context) -> answered.add(path), null);
        if (answered.poll(WAIT_S, TimeUnit.SECONDS) == null) {
            throw new IllegalStateException(name + ": no answer to sync");
        }
        while (!events.isEmpty()) {
            expect(1);
        }
        transcript.say(name + " settled");
    }
}
