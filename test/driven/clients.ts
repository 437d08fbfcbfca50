/** Clients that write when they are told to. Answers are not waited for. */
import assert from 'node:assert/strict';
import { Driver } from '../driver/driver.js';
import { shakeHands } from '../driver/handshake.js';
import type { Handshake } from '../driver/handshake.js';
import { HOST } from '../peers/ports.js';

const SESSION_MS = 1_000_000;

/** The newest session at one server, for as long as that serves. The write that makes it has this value in the model. */
export class Session {
  readonly value: number | null;
  private readonly handshake: Promise<Handshake>;
  private client: Driver | null = null;

  /** To make a session is a write like any other. */
  constructor(port: number, value: number | null) {
    this.value = value;
    this.handshake = shakeHands({ host: HOST, port, timeoutMs: SESSION_MS });
    // The server may stop serving, or crash, in front of the answer.
    this.handshake.catch(() => undefined);
  }

  /** A node, once the session is there. */
  async write(): Promise<void> {
    const handshake = await this.handshake;
    assert(handshake.outcome === 'connected', 'a session that was delivered is answered');
    this.client ??= Driver.over(handshake);
    this.client.create('/driven-', { flags: 2 }).catch(() => undefined);
  }
}
