/** What a server in a process of its own tells the process that started it, where the two have a channel. */
import type { HostPort } from '#impl/wire/host-port.js';

export interface ServingMessage {
  readonly kind: 'serving';
  readonly clientAddress: HostPort | null;
  readonly adminAddress: HostPort | null;
  readonly mode: string;
}

/** Both ends are this program, of one version. */
export function isServingMessage(message: unknown): message is ServingMessage {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'serving';
}

/** Nothing where nobody listens. A parent that has gone is no error: the channel's end stops the server. */
export function tellParent(message: ServingMessage): void {
  if (process.send === undefined || !process.connected) return;
  process.send(message, undefined, undefined, () => undefined);
}
