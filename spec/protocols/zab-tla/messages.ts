/** The nine messages of Zab.tla; fields lose the `m` that TLA+ needs to keep them apart. */
import type { Zxid } from '../../model/zxid.js';
import type { History } from './history.js';

/** What followers send to their leader. */
export type LeaderBound =
  /** f.p: the epoch its sender promised last. */
  | { readonly type: 'CEPOCH'; readonly epoch: number }
  /** f.a and h(f): the whole history travels. */
  | { readonly type: 'ACKEPOCH'; readonly epoch: number; readonly history: History }
  | { readonly type: 'ACKLD'; readonly zxid: Zxid }
  | { readonly type: 'ACK'; readonly zxid: Zxid };

/** What a leader sends to its learners. */
export type FollowerBound =
  | { readonly type: 'NEWEPOCH'; readonly epoch: number }
  | { readonly type: 'NEWLEADER'; readonly epoch: number; readonly history: History }
  | { readonly type: 'COMMITLD'; readonly zxid: Zxid }
  | { readonly type: 'PROPOSE'; readonly zxid: Zxid; readonly value: number }
  | { readonly type: 'COMMIT'; readonly zxid: Zxid };

export type Message = LeaderBound | FollowerBound;
export type MessageType = Message['type'];
export type MessageOf<T extends MessageType> = Extract<Message, { readonly type: T }>;

export function isLeaderBound(message: Message): message is LeaderBound {
  switch (message.type) {
    case 'CEPOCH':
    case 'ACKEPOCH':
    case 'ACKLD':
    case 'ACK':
      return true;
    case 'NEWEPOCH':
    case 'NEWLEADER':
    case 'COMMITLD':
    case 'PROPOSE':
    case 'COMMIT':
      return false;
  }
}
