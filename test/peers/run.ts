/** Programs that print something and end. */
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** What it printed; throws with that and with its complaints if it fails. */
export async function outputOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<string> {
  const status = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [output, complaints] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const code = await status;
  if (code !== 0) throw new Error(`status ${code}\n${complaints}\nafter\n${output}`);
  return output;
}
