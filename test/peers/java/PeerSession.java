import java.util.Arrays;
import java.util.List;

/** Plays a session of every operation of Apache's client to an ensemble and prints what it saw: `PeerSession HOST:PORT,HOST:PORT,...`. */
public final class PeerSession {
    private PeerSession() { }

    public static void main(String[] args) throws Exception {
        List<String> hosts = Arrays.asList(args[0].split(","));
        Transcript transcript = new Transcript();
        try {
            // One server for everybody, so that nobody reads what is older than what was written; some sessions visit the others.
            Client a = Client.connect(transcript, "a", hosts.get(0));
            Client b = Client.connect(transcript, "b", hosts.get(0));
            new Nodes(transcript, a, b).all();
            new Watches(transcript, a, b).all(hosts);
            new Sessions(transcript, a, hosts).all();
            b.zk.close();
            a.zk.close();
        } finally {
            transcript.print();
        }
    }
}
