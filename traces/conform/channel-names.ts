/**
 * What a connection is called at its two ends, where a proxy stands between them: a file with a line of JSON for each,
 * `{"client":"a>p","server":"p2>b"}`. The client's name stands for both.
 */
import { readFile } from 'node:fs/promises';
import * as t from 'io-ts';

const pair = t.strict({ client: t.string, server: t.string });

export type ChannelNames =
  { readonly ok: true; readonly names: ReadonlyMap<string, string> } | { readonly ok: false; readonly message: string };

export async function readChannelNames(file: string): Promise<ChannelNames> {
  const names = new Map<string, string>();
  try {
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
    for (const [index, line] of lines.entries()) {
      const decoded = pair.decode(JSON.parse(line));
      if (decoded._tag === 'Left') return { ok: false, message: `${file}:${index + 1}: expected {"client": …, "server": …}` };
      names.set(decoded.right.server, decoded.right.client);
    }
    return { ok: true, names };
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, message: `${file}: expected lines of JSON: ${error.message}` };
    if (error instanceof Error && 'syscall' in error) return { ok: false, message: error.message };
    throw error;
  }
}
