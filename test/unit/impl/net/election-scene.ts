/** An election port between a smaller and a larger peer, both made by hand; and an address that does not answer. */
import { spawn } from 'node:child_process';
import type { HostPort } from '#impl/wire/host-port.js';
import { sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import { RawPeer, RawSocket, openPort } from './election-rig.js';
import type { OpenPort } from './election-rig.js';

/** This server is 5, between the two others. */
export const SELF = 5;
export const SMALL = sid(2);
export const LARGE = sid(9);

export interface Scene extends OpenPort {
  readonly small: RawPeer;
  readonly large: RawPeer;
  readonly close: () => Promise<void>;
}

export async function openScene(overrides: Parameters<typeof openPort>[2] = {}): Promise<Scene> {
  const small = await RawPeer.open();
  const large = await RawPeer.open();
  const peers = new Map<ServerId, readonly HostPort[]>([
    [SMALL, [small.address]],
    [LARGE, [large.address]],
  ]);
  const opened = await openPort(SELF, peers, overrides);
  const close = async (): Promise<void> => {
    await opened.port.close();
    await small.close();
    await large.close();
  };
  return { ...opened, small, large, close };
}

/** Listens, accepts nobody, and has no room for any more to wait. */
const DEAF = `
  require('node:net').createServer().listen(0, '127.0.0.1', 1, function () {
    require('node:fs').writeSync(1, String(this.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;

export async function openDeaf(): Promise<{ readonly address: HostPort; readonly close: () => void }> {
  const child = spawn(process.execPath, ['-e', DEAF], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<number>((done) => {
    child.stdout.once('data', (chunk) => {
      done(Number(String(chunk)));
    });
  });
  const address = { host: '127.0.0.1', port };
  const crowd = Array.from({ length: 8 }, () => RawSocket.call(address));
  const close = (): void => {
    for (const { socket } of crowd) socket.destroy();
    child.kill();
  };
  return { address, close };
}
