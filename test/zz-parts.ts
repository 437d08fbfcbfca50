import { Run } from '#checker/search/run.js';
import { bfs } from '#checker/search/bfs.js';
import { twoPhase } from '#checker/bench/two-phase.js';
import { unbounded } from './models/options.js';
const opts = { ...unbounded, selfCheck: false };
// warm
bfs(twoPhase(6), opts);
const run = new Run(twoPhase(8), opts);
run.begin();
const { store, successor, steps, records } = run;
const t0 = performance.now();
for (let s = 0; s < store.count; s++) {
  const n = run.open(s); store.reserve(n);
  for (let p = 0; p < n; p++) { const r = steps.offsets[p]!; if (successor.take(r)) store.add(successor.child, successor.hash1, successor.hash2, s, p); successor.undo(r); }
}
console.log('all without watch', performance.now() - t0, store.count);
const time = (name: string, f: () => void) => { const t = performance.now(); f(); const d = performance.now() - t; console.log(name.padEnd(20), d.toFixed(0), (d * 1e6 / store.count).toFixed(0), 'ns/state'); };
for (let round = 0; round < 2; round++) {
time('load', () => { for (let s = 0; s < store.count; s++) store.load(s, successor.state); });
time('load begin', () => { for (let s = 0; s < store.count; s++) { store.load(s, successor.state); successor.begin(); } });
let sum = 0;
time('open', () => { for (let s = 0; s < store.count; s++) sum += run.open(s); });
time('open take', () => { for (let s = 0; s < store.count; s++) { const n = run.open(s); for (let p = 0; p < n; p++) { const r = steps.offsets[p]!; successor.take(r); sum += successor.hash1; successor.undo(r); } } });
time('open take add', () => { for (let s = 0; s < store.count; s++) { const n = run.open(s); for (let p = 0; p < n; p++) { const r = steps.offsets[p]!; if (successor.take(r)) sum += store.add(successor.child, successor.hash1, successor.hash2, s, p); successor.undo(r); } } });
console.log(sum === 0, records.bytes);
}
