/**
 * Four-letter words: what a connection may send in place of a first frame, and the text that answers it (`FourLetterCommands`,
 * `CommandExecutor`). The connection is closed behind the answer.
 *
 *     bytes   "srvr"            read as the length of a frame they would be 1.9 GB: no client begins like this
 *     bytes   "stmk" 8 bytes    the only word with an argument
 */
import assert from 'node:assert/strict';
import { consText, srvrText } from './connection-text.js';
import { confText } from './conf.js';
import { environmentOf } from './environment.js';
import { folderSizes } from './folder-size.js';
import { mntrText } from './monitor.js';
import type { ServerView, ServingView } from './server-view.js';
import { dumpText, hashText, wchcText, wchpText, wchsText } from './tree-text.js';

export const NOT_SERVING = 'This ZooKeeper instance is not currently serving requests';

/** Words without which ZooKeeper's own scripts do not work: no list can leave them out. */
const ALWAYS_ALLOWED: ReadonlySet<string> = new Set(['srvr']);

/** What telnet sends when it is told to stop. */
const TELNET_CLOSE = 'telnet close';
const TELNET_CLOSE_CODE = 0xfff4_fffd;

const TRACE_MASK_BYTES = 8;
const NOTHING = new Uint8Array(0);

type Answer = (view: ServerView) => string | Promise<string>;
type ServingAnswer = (view: ServerView, serving: ServingView) => string | Promise<string>;

/** Answered by a server that serves; by another one with `NOT_SERVING`. */
const SERVING_WORDS: Readonly<Record<string, ServingAnswer>> = {
  conf: async (view, serving) => confText(view, serving, await folderSizes(view.config.dataDir, view.config.dataLogDir)),
  cons: consText,
  crst: (view) => {
    for (const { stats } of view.connections()) stats.reset();
    return 'Connection stats reset.\n';
  },
  dirs: async ({ config }) => {
    const { dataDir, dataLogDir } = await folderSizes(config.dataDir, config.dataLogDir);
    return `datadir_size: ${dataDir}\nlogdir_size: ${dataLogDir}\n`;
  },
  dump: (_view, serving) => dumpText({ store: serving.store, expiries: serving.expiries() }),
  hash: hashText,
  mntr: mntrText,
  srst: (view) => {
    view.metrics.reset();
    view.quorum()?.leading?.proposalBytes.reset();
    return 'Server stats reset.\n';
  },
  srvr: (view, serving) => srvrText(view, serving, false),
  stat: (view, serving) => srvrText(view, serving, true),
  wchc: (_view, { watches }) => wchcText(watches),
  wchp: (_view, { watches }) => wchpText(watches),
  wchs: (_view, { watches }) => wchsText(watches),
};

/** Answered by any server. */
const WORDS: Readonly<Record<string, Answer>> = {
  envi: ({ version }) =>
    `Environment:\n${environmentOf(version)
      .map(([key, value]) => `${key}=${value}\n`)
      .join('')}`,
  gtmk: ({ trace }) => String(trace.mask),
  isro: (view) => {
    const serving = view.serving();
    return serving === null ? 'null' : serving.mode === 'read-only' ? 'ro' : 'rw';
  },
  ruok: () => 'imok',
  [TELNET_CLOSE]: () => '',
};

const SET_TRACE_MASK = 'stmk';

const byCode: ReadonlyMap<number, string> = new Map([
  ...[...Object.keys(SERVING_WORDS), ...Object.keys(WORDS), SET_TRACE_MASK]
    .filter((word) => word !== TELNET_CLOSE)
    .map((word) => [Buffer.from(word, 'latin1').readInt32BE(), word] as const),
  [TELNET_CLOSE_CODE | 0, TELNET_CLOSE],
]);

/** The word that these four bytes are, read as an int, signed or not. Undefined: they are the length of a frame. */
export function fourLetterWord(code: number): string | undefined {
  return byCode.get(code | 0);
}

/** How many bytes behind the word belong to it. */
export function argumentLength(word: string): number {
  return word === SET_TRACE_MASK ? TRACE_MASK_BYTES : 0;
}

/**
 * The answer to a word of `fourLetterWord`; words that are not in `allowed` get a text that says so. `argument` is what followed the
 * word: with fewer bytes than `argumentLength` nothing happens and nothing is answered.
 */
export async function answerFourLetterWord(
  word: string,
  view: ServerView,
  allowed: ReadonlySet<string> | 'all',
  argument: Uint8Array = NOTHING,
): Promise<string> {
  if (allowed !== 'all' && !allowed.has(word) && !ALWAYS_ALLOWED.has(word)) {
    return `${word} is not executed because it is not in the whitelist.\n`;
  }
  if (word === SET_TRACE_MASK) return setTraceMask(view, argument);
  const answer = WORDS[word];
  if (answer !== undefined) return answer(view);
  const servingAnswer = SERVING_WORDS[word];
  assert(servingAnswer !== undefined, `${word} is a four-letter word`);
  const serving = view.serving();
  // `hash` alone ends without a newline here.
  if (serving === null) return word === 'hash' ? NOT_SERVING : `${NOT_SERVING}\n`;
  return servingAnswer(view, serving);
}

function setTraceMask({ trace }: ServerView, argument: Uint8Array): string {
  if (argument.length < TRACE_MASK_BYTES) return '';
  trace.mask = new DataView(argument.buffer, argument.byteOffset, argument.length).getBigInt64(0);
  return String(trace.mask);
}
