/**
 * Requests of one session as they may be sent one behind the other without waiting, and what each must be answered: a few nodes below a
 * folder that nobody else touches, in a plain map.
 */
import fc from 'fast-check';
import type { Driver } from '../driver/driver.js';
import { errorName } from '../driver/arrivals.js';
import { OPEN_ACL } from '../driver/driver.js';

/** A request, with what it takes to send it and the answer due after everything before it. */
export interface Step {
  readonly name: string;
  send(driver: Driver, folder: string): Promise<unknown>;
  expected(model: Model): unknown;
}

interface ModelNode {
  readonly data: string;
  readonly version: number;
}

/** Names below the folder: `a`, `b`, `a/x` and so on. */
export type Model = Map<string, ModelNode>;

const OK = 'OK';

function childrenOf(model: Model, name: string): readonly string[] {
  return [...model.keys()].filter((other) => other.startsWith(`${name}/`)).map((other) => other.slice(name.length + 1));
}

/** The parent of a node that is not directly in the folder. */
function parentOf(name: string): string | null {
  const at = name.indexOf('/');
  return at < 0 ? null : name.slice(0, at);
}

function create(name: string, data: string): Step {
  return {
    name: `create ${name} ${data}`,
    send: async (driver, folder) => {
      const body = { path: `${folder}/${name}`, data: Buffer.from(data), acl: OPEN_ACL, flags: 0 };
      return errorName((await driver.request('create', body)).err);
    },
    expected: (model) => {
      const parent = parentOf(name);
      if (parent !== null && !model.has(parent)) return 'NONODE';
      if (model.has(name)) return 'NODEEXISTS';
      model.set(name, { data, version: 0 });
      return OK;
    },
  };
}

function setData(name: string, data: string, version: number): Step {
  return {
    name: `setData ${name} ${data} if ${version}`,
    send: async (driver, folder) => {
      const reply = await driver.request('setData', { path: `${folder}/${name}`, data: Buffer.from(data), version });
      return reply.body === null ? errorName(reply.err) : reply.body.stat.version;
    },
    expected: (model) => {
      const node = model.get(name);
      if (node === undefined) return 'NONODE';
      if (version !== -1 && version !== node.version) return 'BADVERSION';
      model.set(name, { data, version: node.version + 1 });
      return node.version + 1;
    },
  };
}

function remove(name: string): Step {
  return {
    name: `delete ${name}`,
    send: async (driver, folder) => errorName((await driver.request('delete', { path: `${folder}/${name}`, version: -1 })).err),
    expected: (model) => {
      if (parentOf(name) !== null && !model.has(parentOf(name) ?? '')) return 'NONODE';
      if (!model.has(name)) return 'NONODE';
      if (childrenOf(model, name).length > 0) return 'NOTEMPTY';
      model.delete(name);
      return OK;
    },
  };
}

/** Both at once or neither: a node is made, and another deleted. */
function move(from: string, to: string): Step {
  const [removing, creating] = [remove(from), create(to, `from ${from}`)];
  return {
    name: `multi: ${removing.name}, ${creating.name}`,
    send: async (driver, folder) => {
      const results = await driver.multi([
        { op: 'delete', body: { path: `${folder}/${from}`, version: -1 } },
        {
          op: 'create',
          body: { path: `${folder}/${to}`, data: Buffer.from(`from ${from}`), acl: OPEN_ACL, flags: 0 },
        },
      ]);
      return results.map((result) => (result.op === 'error' ? errorName(result.body.err) : OK));
    },
    expected: (model) => {
      const copy: Model = new Map(model);
      const first = removing.expected(copy);
      if (first !== OK) return [first, 'RUNTIMEINCONSISTENCY'];
      const second = creating.expected(copy);
      if (second !== OK) return [OK, second];
      model.clear();
      for (const [name, node] of copy) model.set(name, node);
      return [OK, OK];
    },
  };
}

function read(name: string): Step {
  return {
    name: `getData ${name}`,
    send: async (driver, folder) => {
      const reply = await driver.request('getData', { path: `${folder}/${name}`, watch: false });
      if (reply.body === null) return errorName(reply.err);
      return { data: Buffer.from(reply.body.data ?? []).toString(), version: reply.body.stat.version };
    },
    expected: (model) => model.get(name) ?? 'NONODE',
  };
}

function list(name: string): Step {
  return {
    name: `getChildren ${name}`,
    send: async (driver, folder) => {
      const reply = await driver.request('getChildren', { path: `${folder}/${name}`, watch: false });
      return reply.body === null ? errorName(reply.err) : reply.body.children.toSorted();
    },
    expected: (model) => (model.has(name) ? childrenOf(model, name).toSorted() : 'NONODE'),
  };
}

/** Must not disturb what is around it. */
const sync: Step = {
  name: 'sync',
  send: async (driver) => errorName((await driver.request('sync', { path: '/' })).err),
  expected: () => OK,
};

const anyName = fc.constantFrom('a', 'b', 'a/x', 'a/y', 'b/x');
const anyData = fc.constantFrom('', '1', 'two', 'drei');
const version = fc.integer({ min: -1, max: 2 });

export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.tuple(anyName, anyData).map(([name, data]) => create(name, data)) },
    { weight: 3, arbitrary: fc.tuple(anyName, anyData, version).map(([name, data, at]) => setData(name, data, at)) },
    { weight: 3, arbitrary: anyName.map(remove) },
    { weight: 2, arbitrary: fc.tuple(anyName, anyName).map(([from, to]) => move(from, to)) },
    { weight: 6, arbitrary: anyName.map(read) },
    { weight: 3, arbitrary: anyName.map(list) },
    { weight: 1, arbitrary: fc.constant(sync) },
  ),
  { minLength: 1, maxLength: 120, size: 'max' },
);
