/** The short text commands that a ZooKeeper server answers on its client port. */
import { connect } from 'node:net';

export const HOST = '127.0.0.1';

/**
 * Sends a four-letter word (`org.apache.zookeeper.server.command`) and answers the whole text that came, '' where nothing listens
 * or nothing came within `timeoutMs`.
 */
export function fourLetterWord(port: number, word: string, timeoutMs = 5_000): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, HOST, () => socket.write(word));
    socket.setTimeout(timeoutMs, () => socket.destroy());
    socket
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('error', () => socket.destroy())
      .on('close', () => {
        resolve(Buffer.concat(chunks).toString());
      });
  });
}

/** `leader`, `follower`, `observer`, `standalone`, `read-only`; null while the server does not serve. */
export async function modeOf(port: number): Promise<string | null> {
  return /^Mode: (.+)$/m.exec(await fourLetterWord(port, 'srvr'))?.[1] ?? null;
}
