import { bfs } from '#checker/search/bfs.js';
import { naive } from '#checker/naive/naive.js';
import { twoPhase } from '#checker/bench/two-phase.js';
import { unbounded } from './models/options.js';
const [n, self] = [Number(process.argv[2]), process.argv[3] === 'self'];
console.log(bfs(twoPhase(n), { ...unbounded, selfCheck: self, storage: process.argv[4] === 'fp' ? 'fingerprint':'exact' }));
if (n <= 5) console.log(naive(twoPhase(n), unbounded));
