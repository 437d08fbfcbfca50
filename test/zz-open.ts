import { Run } from '#checker/search/run.js';
import { bfs } from '#checker/search/bfs.js';
import { twoPhase } from '#checker/bench/two-phase.js';
import { unbounded } from './models/options.js';
const opts = { ...unbounded, selfCheck: false };
bfs(twoPhase(6), opts);
const run = new Run(twoPhase(7), opts);
run.begin();
const { store, successor, steps } = run;
for (let s = 0; s < store.count; s++) {
  const n = run.open(s); store.reserve(n);
  for (let p = 0; p < n; p++) { const r = steps.offsets[p]!; if (successor.take(r)) store.add(successor.child, successor.hash1, successor.hash2, s, p); successor.undo(r); }
}
let sum = 0;
const t = performance.now();
for (let k=0;k<30;k++) for (let s = 0; s < store.count; s++) sum += run.open(s);
console.log((performance.now()-t)/store.count/30*1e6, sum);
