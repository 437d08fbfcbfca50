import { bfs } from '#checker/search/bfs.js';
import { twoPhase } from '#checker/bench/two-phase.js';
import { unbounded } from './models/options.js';
const n = Number(process.argv[2]);
const times: string[] = [];
for (let i = 0; i < 4; i++) { const r = bfs(twoPhase(n), { ...unbounded, selfCheck: false, storage: process.argv[3] === 'fp' ? 'fingerprint':'exact' }); times.push(r.seconds.toFixed(2)); if (i===3) console.log(r.distinct, times.join(' '), Math.round(r.bytes/r.distinct)); }
