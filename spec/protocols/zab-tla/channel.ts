/** The input buffer of one server from another: first in, first out, nothing lost but all at once. */
import type { Kind } from '../../kit/system.js';
import type { Message } from './messages.js';

export type Channel = readonly Message[];

export const channelKind: Kind = {
  name: 'channel',
  operators: {
    push: (channel: Channel, message: Message): Channel => [...channel, message],
    pop: (channel: Channel): Channel => channel.slice(1),
    clear: (): Channel => [],
  },
};
