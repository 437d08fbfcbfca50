/**
 * Takes a behaviour of the world, step by step, through real servers. After each step the server concerned must have taken exactly the
 * action that the step names, and be in the state that the step leads to; and what is under way between servers, and to their disks, must
 * be what the world says.
 */
import assert from 'node:assert/strict';
import type { Protocol } from '#spec/kit/protocol.js';
import type { State } from '#spec/kit/evaluate.js';
import type { Message, Notification } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Local } from '#spec/model/state.js';
import { zab } from '#spec/protocols/zab.js';
import type { Layout } from '#spec/world/layout.js';
import type { Step } from './behaviour.js';
import { Session } from './clients.js';
import { commandOf } from './command.js';
import type { Command } from './command.js';
import { Deviation } from './deviation.js';
import { Ensemble } from './ensemble.js';
import { Surroundings } from './surroundings.js';
import { Values } from './values.js';
import { ModelState } from './model-state.js';

/** Steps of the world by which no server takes an action. */
export const NO_ACTIONS: readonly string[] = ['Ignore', 'Flush', 'Crash', 'Partition', 'Heal'];

/** Where a leader gives a value its place: the bytes that it has from now on. */
const PROPOSING: readonly string[] = ['LeaderOnClientWrite', 'LeaderOnRequest'];

export interface DriverOptions {
  /** Of the servers; the one that is released where absent. */
  readonly protocol?: Protocol;
}

export class Driver {
  readonly ensemble: Ensemble;
  /** Steps taken. */
  count = 0;
  private readonly layout: Layout;
  private readonly values = new Values();
  private readonly surroundings: Surroundings;
  private readonly sessions = new Map<ServerId, Session>();

  /** Starts all servers, on empty disks. */
  static async start(layout: Layout, cold: State, { protocol = zab }: DriverOptions = {}): Promise<Driver> {
    const driver = new Driver(layout, await Ensemble.open(layout, protocol));
    try {
      await driver.startAll(new ModelState(layout, cold));
      return driver;
    } catch (error) {
      await driver.ensemble.remove();
      throw error;
    }
  }

  private constructor(layout: Layout, ensemble: Ensemble) {
    this.layout = layout;
    this.ensemble = ensemble;
    this.surroundings = new Surroundings(layout, ensemble, this.values);
  }

  async takeAll(steps: readonly Step[]): Promise<void> {
    for (const step of steps) await this.take(step);
  }

  /** Throws a `Deviation` where the servers do something else. */
  async take(step: Step): Promise<void> {
    this.count += 1;
    await this.judged(`${step.action}(${step.args})`, async () => {
      const command = commandOf(step);
      const before = new ModelState(this.layout, step.before);
      const after = new ModelState(this.layout, step.after);
      const heard = await this.carryOut(command, step, before, after);
      if (heard && !NO_ACTIONS.includes(step.action)) this.expect(command.server, step.action, after.server(command.server));
      if (step.action === 'LearnerForwardsWrite') this.learnRequest(command.server, after);
      if (after.server(command.server).phase !== 'broadcast') this.sessions.delete(command.server);
      // What it has told itself it has taken already.
      if (after.isQuiet) await this.surroundings.compare(after);
    });
  }

  /** Of all servers: the traces are whole then. */
  stop(): Promise<void> {
    return this.ensemble.stop();
  }

  private startAll(model: ModelState): Promise<void> {
    return this.judged('all servers start', async () => {
      for (const server of this.layout.servers) {
        await this.ensemble.start(server);
        this.expect(server, 'StartServer', model.server(server));
      }
      await this.surroundings.compare(model);
    });
  }

  private async judged(label: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      throw new Deviation(this.count, label, error instanceof Error ? error.message : String(error), { cause: error });
    }
  }

  /** False: the server hears nothing of it. */
  private async carryOut(command: Command, step: Step, before: ModelState, after: ModelState): Promise<boolean> {
    const { ensemble } = this;
    const { server } = command;
    switch (command.kind) {
      case 'self':
        // Nothing that a server tells itself is in vain.
        assert(step.action !== 'Ignore', `server ${server} has told itself nothing of the kind`);
        return true;
      case 'partition':
      case 'heal':
        return true;
      case 'deliver':
        await this.deliver(command.from, server, before);
        return true;
      case 'notify':
        await this.notify(command.from, server, before);
        return true;
      case 'flush':
        await ensemble.run(server).disk.flush();
        return true;
      case 'finalize':
      case 'repeat':
      case 'tick':
      case 'quorum time-out':
      case 'give up':
        await ensemble.fire(server, command.kind);
        return true;
      case 'connect':
        await ensemble.connect(server, command.to);
        return true;
      case 'notice':
        return ensemble.hangUp(server, command.of);
      case 'write':
        await this.write(server, before, after);
        return true;
      case 'start':
        await ensemble.start(server);
        return true;
      case 'crash':
        await ensemble.crash(server, before.writesOf(server, command.kept));
        return true;
    }
  }

  private async deliver(from: ServerId, server: ServerId, before: ModelState): Promise<void> {
    const expected = this.values.told(before.onItsWay(from, server));
    const came = this.values.told(await this.ensemble.deliver(from, server));
    this.ensemble.told(from).sentTo(server).shift();
    assert(came === expected, `server ${server} receives ${came} from ${from} and not ${expected}`);
  }

  private async notify(from: ServerId, server: ServerId, before: ModelState): Promise<void> {
    const expected = this.values.told(before.mail(from, server) as Notification);
    await this.ensemble.notify(from, server, (notification) => this.values.told(notification) === expected);
  }

  private async write(server: ServerId, before: ModelState, after: ModelState): Promise<void> {
    const { ensemble, sessions } = this;
    const session = sessions.get(server);
    if (session !== undefined && before.hasDelivered(server, session.value)) await session.write();
    else sessions.set(server, new Session(ensemble.run(server).port, after.writtenBy(server)));
    const { steps } = ensemble.told(server);
    await ensemble.pulse.until(
      () => steps.length > 0,
      () => `server ${server} takes no write of a client`,
    );
    await ensemble.run(server).disk.files.quiet();
  }

  /** The server has taken that action, just now, and is in that state. */
  private expect(server: ServerId, action: string, state: Local): void {
    const taken = this.ensemble.told(server).steps.shift();
    assert(taken !== undefined, `server ${server} did not take ${action}`);
    assert(taken.action === action, `server ${server} took ${taken.action} and not ${action}`);
    const [real, model] = [taken.after.history, state.history];
    if (PROPOSING.includes(action) && real.length > 0 && model.length > 0) {
      this.values.learn(real.at(real.length - 1).value, model.at(model.length - 1).value);
    }
    const difference = this.values.difference(taken.after, state);
    assert(difference === null, `server ${server} took ${action}, and its ${difference ?? ''}`);
  }

  /** What the learner has just handed on. */
  private learnRequest(server: ServerId, after: ModelState): void {
    const { leader } = after.server(server).vote;
    const sent: Message | undefined = this.ensemble.told(server).sentTo(leader).at(-1);
    const value = after.writtenBy(server);
    if (sent?.type === 'REQUEST' && value !== null) this.values.learn(sent.value, value);
  }
}
