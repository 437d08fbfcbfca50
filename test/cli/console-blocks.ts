/**
 * Documents as tests: fenced `console` blocks are run and their output compared. What a block may say is in `test/README.md`.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const COMMAND_TIMEOUT_MS = 15 * 60_000;
const INTERRUPTED_TIMEOUT_MS = 60_000;

export interface Step {
  /** As the reader sees it, without the prompt. */
  readonly command: string;
  readonly output: readonly string[];
}

export interface Block {
  /** Of the line that opens the fence. */
  readonly line: number;
  readonly slow: boolean;
  /** The one command runs until it is told to stop: it is, once it has printed what is expected. */
  readonly interrupt: boolean;
  /** Expected of the last command; of the others, 0. */
  readonly status: number;
  readonly steps: readonly Step[];
}

/** Every `console` block of a Markdown text. */
export function consoleBlocks(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = markdown.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const [, fence, words] = /^(`{3,})console\b(.*)$/.exec(lines[index] ?? '') ?? [];
    if (fence === undefined || words === undefined) continue;
    const end = lines.indexOf(fence, index + 1);
    assert.notEqual(end, -1, `line ${index + 1}: the block is never closed`);
    blocks.push(
      block(
        index + 1,
        words.split(' ').filter((word) => word !== ''),
        lines.slice(index + 1, end),
      ),
    );
    index = end;
  }
  return blocks;
}

function block(line: number, words: readonly string[], content: readonly string[]): Block {
  const status = words.find((word) => /^exit=\d+$/.test(word));
  const unknown = words.filter((word) => word !== 'slow' && word !== 'interrupt' && word !== status);
  assert.deepEqual(unknown, [], `line ${line}: words after \`console\` that mean nothing`);
  const all = steps(line, content);
  const interrupt = words.includes('interrupt');
  assert.ok(!interrupt || all.length === 1, `line ${line}: an interrupted command stands alone in its block`);
  return { line, slow: words.includes('slow'), interrupt, status: Number(status?.slice('exit='.length) ?? 0), steps: all };
}

function steps(line: number, content: readonly string[]): readonly Step[] {
  const found: { command: string; output: string[] }[] = [];
  for (const text of content) {
    const last = found.at(-1);
    if (text.startsWith('$ ')) found.push({ command: text.slice(2), output: [] });
    else if (last === undefined) assert.fail(`line ${line}: a console block begins with a command: "$ ..."`);
    else if (last.command.endsWith('\\') && last.output.length === 0) last.command = last.command.slice(0, -1) + text.trim();
    else last.output.push(text);
  }
  assert.ok(found.length > 0, `line ${line}: the block has no command`);
  return found;
}

/** Commands for a reader's own machine: running them here would replace the very packages that run this, or never end. */
const understood = /^(?:npm (?:ci|install|test|run test:slow)\b|git clone |cd )/;

/** What is left to run of a command line; undefined where nothing is. */
export function runnable(command: string): string | undefined {
  const parts = command.split(' && ').filter((part) => !understood.test(part));
  if (parts.length === 0) return undefined;
  return parts.map((part) => part.replace(/^(?:npx )?zabkeeper(?= |$)/, 'npx tsx impl/main.ts')).join(' && ');
}

/** A text with everything that depends on the machine and the moment replaced. */
export function normalised(lines: readonly string[]): readonly string[] {
  const kept = lines
    .filter((line) => !/^> (?:zabkeeper@|tsx |node )/.test(line))
    .map((line) =>
      line
        .replace(
          /\d[\d,]*(?:[.]\d+)?\s*(?:[kM] ?)?(?:[a-z]+\/s|µs|ms|s|min|h|seconds?|minutes?|[kKMG]i?B|bytes|×|x|times)(?![\w×])/g,
          '<measure>',
        )
        .replace(/\b127[.]0[.]0[.]1:\d+/g, '<address>')
        .replace(/\S+zabkeeper-ensemble-\w+/g, '<folder>')
        .replace(/^(\d+ +)(?:leader|follower) +\d+/, '$1<role> <pid>')
        .replace(/\bratio\s+\d[\d,.]*\d/g, 'ratio <measure>')
        .replace(/─{2,}/g, '──')
        .replace(/\s+/g, ' ')
        .trimEnd(),
    );
  const first = kept.findIndex((line) => line !== '');
  return first === -1 ? [] : kept.slice(first, kept.findLastIndex((line) => line !== '') + 1);
}

/** True where the lines agree; an expected line `...` stands for any number of lines. */
export function agrees(expected: readonly string[], actual: readonly string[]): boolean {
  const [head, ...rest] = expected;
  if (head === undefined) return actual.length === 0;
  if (head !== '...') return head === actual[0] && agrees(rest, actual.slice(1));
  // At most as many attempts as lines, for each `...`.
  return actual.some((_, start) => agrees(rest, actual.slice(start))) || agrees(rest, []);
}

function environment(): NodeJS.ProcessEnv {
  const { NODE_TEST_CONTEXT: _context, FORCE_COLOR: _color, ...env } = process.env;
  return { ...env, NO_COLOR: '1' };
}

/** Runs a block in the root of the repository; throws an assertion that shows what differs. */
export async function runBlock(block: Block): Promise<void> {
  const [only] = block.steps;
  if (block.interrupt && only !== undefined) await runUntilPrinted(only, block.status);
  else runToTheEnd(block);
}

/** Interrupted by Ctrl-C, which a terminal sends to the whole group, as soon as its output agrees. */
async function runUntilPrinted({ command, output }: Step, wanted: number): Promise<void> {
  const child = spawn('bash', ['-c', `exec ${runnable(command) ?? ''}`], { cwd: root, env: environment(), detached: true });
  let printed = '';
  const expected = normalised(output);
  const settled = (): boolean => agrees(expected, normalised(printed.split('\n')));
  const agreed = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (settled()) resolve();
    });
    setTimeout(resolve, INTERRUPTED_TIMEOUT_MS).unref();
  });
  // `close`, not `exit`: all that it printed has been read.
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => {
      resolve(code ?? signal ?? 'SIGKILL');
    });
  });
  await Promise.race([agreed, ended]);
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGINT');
  const status = await ended;
  if (!settled()) assert.equal(printed, output.join('\n'), `$ ${command}\nprints something else`);
  // npm ends itself by the signal that it passed on.
  assert.ok(status === wanted || status === 'SIGINT', `$ ${command}\nended with status ${status}`);
}

function runToTheEnd({ steps: all, status: expectedStatus }: Block): void {
  for (const [index, { command, output }] of all.entries()) {
    const line = runnable(command);
    if (line === undefined) continue;
    const { error, status, stdout, stderr } = spawnSync('bash', ['-c', line], {
      cwd: root,
      encoding: 'utf8',
      env: environment(),
      maxBuffer: 256 * 1024 * 1024,
      timeout: COMMAND_TIMEOUT_MS,
    });
    if (error !== undefined) throw error;
    const wanted = index === all.length - 1 ? expectedStatus : 0;
    assert.equal(status, wanted, `$ ${command}\nended with status ${String(status)}\n${stdout}\n${stderr}`);
    const expected = normalised(output);
    const actual = normalised(stdout.split('\n'));
    if (!agrees(expected, actual)) {
      assert.equal(actual.join('\n'), expected.join('\n'), `$ ${command}\nprints something else; in full:\n${stdout}`);
    }
  }
}
