/**
 * Runs the one command from source, for tests, on the catalogue beside this file.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `onStart` is given the process, to send it signals. */
export function zabkeeper(
  words: readonly string[],
  onStart?: (child: ChildProcess, output: () => string) => void,
): Promise<Finished> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'impl/main.ts', ...words, '--catalogue', 'test/cli/check-catalogue.ts'],
    { cwd: root },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  onStart?.(child, () => stdout);
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}
