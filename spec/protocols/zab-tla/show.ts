/** Short texts for what people read in reports: zxids, transactions, messages. */
import { showZxid } from '../../model/zxid.js';
import type { Zxid } from '../../model/zxid.js';
import type { Txn } from './history.js';
import type { Message } from './messages.js';

function showTxn({ zxid, value, ackSid }: Txn): string {
  return `${showZxid(zxid)}=${value}${ackSid.length === 0 ? '' : ` acked by ${ackSid.join('+')}`}`;
}

export function showMessage(message: Message): string {
  switch (message.type) {
    case 'CEPOCH':
    case 'NEWEPOCH':
      return `${message.type} ${message.epoch}`;
    case 'ACKEPOCH':
    case 'NEWLEADER':
      return `${message.type} ${message.epoch} ${message.history.map(({ zxid }) => showZxid(zxid)).join(' ') || 'no txn'}`;
    case 'ACKLD':
    case 'COMMITLD':
    case 'ACK':
    case 'COMMIT':
      return `${message.type} ${showZxid(message.zxid)}`;
    case 'PROPOSE':
      return `PROPOSE ${showZxid(message.zxid)}=${message.value}`;
  }
}

/** Short text for a value inside a slot, if it is one of the things above. */
export function show(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('type' in value) return showMessage(value as Message);
  if ('ackSid' in value) return showTxn(value as Txn);
  if (Object.keys(value).sort().join() === 'counter,epoch') return showZxid(value as Zxid);
  return undefined;
}
