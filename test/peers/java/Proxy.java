import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;

/** A TCP relay on a port of its own, to cut connections without either end's doing. */
final class Proxy implements AutoCloseable {
    private final ServerSocket server;
    private final Set<Socket> open = new HashSet<>();
    private int target;
    private boolean accepting = true;

    Proxy(String target) throws IOException {
        this.target = portOf(target);
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::acceptAll);
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Cuts every connection; new ones are closed at once until `resume`. */
    synchronized void cut() throws IOException {
        accepting = false;
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }

    synchronized void resume(String newTarget) {
        target = portOf(newTarget);
        accepting = true;
    }

    @Override
    public void close() throws IOException {
        cut();
        server.close();
    }

    private static int portOf(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                relay(server.accept());
            } catch (IOException ended) {
                // The next turn sees whether this was the end of the relay or of one connection.
                continue;
            }
        }
    }

    private synchronized void relay(Socket client) throws IOException {
        if (!accepting) {
            client.close();
            return;
        }
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(upstream);
        start(() -> copy(client, upstream));
        start(() -> copy(upstream, client));
    }

    /** Until either end closes; then both are closed. */
    private static void copy(Socket from, Socket to) {
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[65_536];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
            }
        } catch (IOException cut) {
            return;
        }
    }
}
