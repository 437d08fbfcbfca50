/** What a server still holds of those who are gone. */
import { exchange } from '../driver/socket.js';
import type { Ensemble } from '../guarantees/in-process.js';
import { within } from '../guarantees/within.js';

async function connectionsOf({ leader }: Ensemble): Promise<number> {
  const text = Buffer.from(await exchange({ port: leader.port }, Buffer.from('srvr'))).toString();
  return Number(/^Connections: (\d+)$/m.exec(text)?.[1]);
}

/** Until the leader has no connection but that of who asks. */
export function untilAlone(ensemble: Ensemble): Promise<void> {
  const forget = async (): Promise<void> => {
    while ((await connectionsOf(ensemble)) !== 1);
  };
  return within(15_000, 'the server forgets connections that are gone', forget());
}
