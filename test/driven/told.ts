/** What a server has told its recorder and the driver has not yet looked at. It outlives the server's runs. */
import type { Message, Notification } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Local } from '#spec/model/state.js';
import type { RecorderHooks } from '#traces/record/hooks.js';
import type { Pulse } from './pulse.js';

export interface Taken {
  readonly action: string;
  readonly after: Local;
}

type Hook = Exclude<keyof RecorderHooks, 'issued' | 'durable' | 'clientOpened'>;

export class Told {
  /** Actions, in order. */
  readonly steps: Taken[] = [];
  /** On their way to others, by receiver. */
  readonly sent = new Map<ServerId, Message[]>();
  /** The newest that is not delivered, by receiver. */
  readonly mail = new Map<ServerId, Notification>();
  /** How often each of these happened. */
  private readonly counts = new Map<Hook, number>();
  private readonly pulse: Pulse;

  constructor(pulse: Pulse) {
    this.pulse = pulse;
  }

  sentTo(server: ServerId): Message[] {
    const messages = this.sent.get(server) ?? [];
    this.sent.set(server, messages);
    return messages;
  }

  count(hook: Hook): number {
    return this.counts.get(hook) ?? 0;
  }

  /** To be told beside a recorder. */
  readonly hooks: Pick<RecorderHooks, Hook> = {
    recovered: () => {
      this.happened('recovered');
    },
    opened: () => {
      this.happened('opened');
    },
    closed: () => {
      this.happened('closed');
    },
    received: () => {
      this.happened('received');
    },
    sent: (to, _channel, _index, message) => {
      this.sentTo(to).push(message);
      this.happened('sent');
    },
    notified: () => {
      this.happened('notified');
    },
    notifies: (to, notification) => {
      this.mail.set(to, notification);
      this.happened('notifies');
    },
    stepped: (action, _input, _before, after) => {
      this.steps.push({ action, after });
      this.happened('stepped');
    },
    delivered: () => {
      this.happened('delivered');
    },
  };

  private happened(hook: Hook): void {
    this.counts.set(hook, this.count(hook) + 1);
    this.pulse.beat();
  }
}
