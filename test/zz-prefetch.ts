import { Run } from '#checker/search/run.js';
import { bfs } from '#checker/search/bfs.js';
import { twoPhase } from '#checker/bench/two-phase.js';
import { unbounded } from './models/options.js';
const opts = { ...unbounded, selfCheck: false };
bfs(twoPhase(6), opts);
const run = new Run(twoPhase(8), opts);
run.begin();
const { store, successor, steps } = run;
for (let s = 0; s < store.count; s++) {
  const n = run.open(s); store.reserve(n);
  for (let p = 0; p < n; p++) { const r = steps.offsets[p]!; if (successor.take(r)) store.add(successor.child, successor.hash1, successor.hash2, s, p); successor.undo(r); }
}
const time = (name: string, f: () => void) => { const t = performance.now(); f(); const d = performance.now() - t; console.log(name.padEnd(20), d.toFixed(0), (d * 1e6 / store.count).toFixed(0), 'ns/state'); };
let sum = 0;
const W = 10;
const block = new Int32Array(1000 * W), h1 = new Int32Array(1000), h2 = new Int32Array(1000);
const vec = new Int32Array(W);
for (let round = 0; round < 3; round++) {
time('open take add', () => { for (let s = 0; s < store.count; s++) { const n = run.open(s); for (let p = 0; p < n; p++) { const r = steps.offsets[p]!; if (successor.take(r)) sum += store.add(successor.child, successor.hash1, successor.hash2, s, p); successor.undo(r); } } });
time('batched', () => { const words: Int32Array = (store as any).visited.words; const mask = words.length / 2 - 1;
 for (let s = 0; s < store.count; s++) { const n = run.open(s);
  for (let p = 0; p < n; p++) { const r = steps.offsets[p]!; successor.take(r); const c = successor.child; for (let i = 0; i < W; i++) block[p * W + i] = c[i]!; h1[p] = successor.hash1; h2[p] = successor.hash2; successor.undo(r); }
  for (let p = 0; p < n; p++) sum += words[(h1[p]! & mask) * 2]!;
  for (let p = 0; p < n; p++) { for (let i = 0; i < W; i++) vec[i] = block[p * W + i]!; sum += store.add(vec, h1[p]!, h2[p]!, s, p); }
 } });
}
console.log(sum === 0);
