import { bfs } from '#checker/search/bfs.js';
import * as z from '#spec/protocols/zab.js';
import { systemOf, coldStart, UNBOUNDED } from '#spec/world/world.js';
import { unbounded } from './models/options.js';
const protocol = Object.values(z).find((p: any) => p?.id === (process.argv[3] === "coarse" ? z.zabCoarse.id : z.zab.id)) as any;
const mail = process.argv[3] !== 'coarse';
const layout = { voters: [1,2,3], observers: [], servers: [1,2,3], disk: 'atomic', mail, counterLimit: 3, isQuorum: (s: readonly number[]) => s.length >= 2 } as any;
const bounds = { ...UNBOUNDED, crashes: 1, partitions: 0, txns: 1, timeouts: 2, restarts: 1, syncs: 0, resends: 0, pings: 0, snapshots: 0, epoch: 2, rounds: 2 };
const system = systemOf(protocol, { layout, bounds }, coldStart(layout, bounds));
for (let i=0;i<Number(process.argv[4]??1);i++){
const c0 = process.cpuUsage().user; const r = bfs(system, { ...unbounded, selfCheck: false, depth: Number(process.argv[2]), timeMs: 60000 });
console.log('cpu', (process.cpuUsage().user-c0)/1e6, r.verdict, r.distinct, r.transitions, r.seconds, Math.round(r.distinct/r.seconds), Math.round(r.transitions/r.seconds), r.lookups/r.distinct, r.misses/r.lookups, r.bytes/r.distinct, r.perDepth.join(' '));
if (r.counterexample) console.log(r.counterexample.property, r.counterexample.detail, r.counterexample.steps.length);
}
