/** Four-letter words whose answer does not depend on time or place. */
import { scenario } from '../stage.js';
import type { Scenario } from '../stage.js';

export const words: readonly Scenario[] = [
  scenario('four-letter words', async (stage) => {
    for (const word of ['ruok', 'isro', 'srst', 'crst', 'gtmk', 'ruok\n', 'isro and more']) await stage.word(word);
    const a = await stage.connect('a');
    await stage.ask(a, 'addWatch', { path: '/', mode: 0 });
    await stage.ask(a, 'exists', { path: '/four', watch: true });
    for (const word of ['wchs', 'ruok']) await stage.word(word);
  }),
];

/** With `4lw.commands.whitelist=ruok, srvr`. */
export const unlisted: readonly Scenario[] = [
  scenario('words that are not listed', async (stage) => {
    for (const word of ['ruok', 'isro', 'stat', 'wchs', 'mntr', 'envi', 'stmk', 'dump']) await stage.word(word);
  }),
];
