/** Votes as frames of the election port. */
import { writeNotification } from '#impl/wire/election.js';
import type { PeerNotification } from '#impl/wire/election.js';
import { JuteWriter } from '#impl/wire/jute-writer.js';
import { framed } from './bytes.js';

export function notification(value: Omit<PeerNotification, 'version' | 'config'>): Uint8Array {
  const writer = new JuteWriter();
  writeNotification(writer, { ...value, config: '' });
  return framed(writer.take());
}
