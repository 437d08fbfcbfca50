/** What is under way: between servers, and from a server to its disk. It must be the same in the world and in the real ensemble. */
import assert from 'node:assert/strict';
import type { ServerId } from '#spec/model/quorum.js';
import type { Layout } from '#spec/world/layout.js';
import type { Ensemble } from './ensemble.js';
import type { ModelState } from './model-state.js';
import type { Values } from './values.js';

export class Surroundings {
  private readonly layout: Layout;
  private readonly ensemble: Ensemble;
  private readonly values: Values;

  constructor(layout: Layout, ensemble: Ensemble, values: Values) {
    this.layout = layout;
    this.ensemble = ensemble;
    this.values = values;
  }

  /** Throws at the first difference. */
  async compare(model: ModelState): Promise<void> {
    for (const server of this.layout.servers) {
      const [surplus] = this.ensemble.told(server).steps;
      assert(surplus === undefined, `server ${server} took ${surplus?.action ?? ''}, too`);
    }
    for (const [i, j] of model.pairs) {
      await this.compareConnection(i, j, model);
      this.compareMail(i, j, model);
      this.compareMail(j, i, model);
    }
    for (const server of this.layout.servers) await this.compareDisk(server, model);
  }

  private async compareConnection(i: ServerId, j: ServerId, model: ModelState): Promise<void> {
    const wire = this.ensemble.wire(i, j);
    if (wire === undefined) {
      assert(!model.believes(i, j) && !model.believes(j, i), `servers ${i} and ${j} are not connected`);
    } else {
      for (const [server, peer] of [
        [i, j],
        [j, i],
      ] as const) {
        if (!model.believes(server, peer)) await wire.letGo(server);
        else assert(wire.holds(server), `server ${server} has closed its connection to ${peer}`);
      }
      if (!model.believes(i, j) && !model.believes(j, i)) this.ensemble.forget(i, j);
    }
    this.compareSent(i, j, model);
    this.compareSent(j, i, model);
  }

  private compareSent(from: ServerId, to: ServerId, model: ModelState): void {
    const sent = this.ensemble.told(from).sentTo(to);
    // What is sent on a connection that is broken is lost.
    if (!model.link(from, to).live) sent.length = 0;
    const expected = model.sent(from, to).map((message) => this.values.told(message));
    const real = sent.map((message) => this.values.told(message));
    for (let at = 0; at < Math.max(real.length, expected.length); at++) {
      if (real[at] === expected[at]) continue;
      assert.fail(`on its way from server ${from} to ${to} is ${real[at] ?? 'nothing'} and not ${expected[at] ?? 'nothing'}`);
    }
  }

  private compareMail(from: ServerId, to: ServerId, model: ModelState): void {
    const [real, expected] = [this.ensemble.told(from).mail.get(to), model.mail(from, to)];
    const [mine, theirs] = [real && this.values.told(real), expected && this.values.told(expected)];
    assert(mine === theirs, `the vote under way from server ${from} to ${to} is ${mine ?? 'none'} and not ${theirs ?? 'none'}`);
  }

  private async compareDisk(server: ServerId, model: ModelState): Promise<void> {
    if (model.server(server).role === 'down') return;
    const { files } = this.ensemble.run(server).disk;
    await files.quiet();
    const waits = model.disk(server).pending.length > 0;
    assert((files.next !== null) === waits, `server ${server} ${waits ? 'has nothing to write' : 'writes something'}`);
  }
}
