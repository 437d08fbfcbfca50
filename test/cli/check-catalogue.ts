/**
 * A catalogue for tests of the command line: tiny protocols that pass, fail in every way a run can fail, or never end.
 */
import type { Built, ModelOptions, MutantInfo, ProtocolInfo, SuiteEntry } from '#spec/kit/catalogue.js';
import type { LaneEvent, Outcome, System } from '#spec/kit/system.js';

/** A request goes from client to server and is answered; the mutant server answers twice. */
interface Server {
  readonly phase: 'idle' | 'working';
  readonly answered: number;
}

interface Client {
  readonly asked: number;
}

const CLIENT = 0;
const SERVER = 1;
const REQUESTS = 2;
const ANSWERS = 3;

/** What a rule or property sees at a position of its `reads`. */
function seen(values: readonly never[], position: number): never {
  return values[position] as never;
}

const always = { name: 'always', of: () => true };

function lane(kind: LaneEvent['kind'], from: number, text: string, peer?: number): LaneEvent {
  return peer === undefined ? { kind, lane: from, text } : { kind, lane: from, peer, text };
}

/** A mutant client forgets what it asked, first of all. */
function forget(): Outcome {
  return { action: 'Forget', args: '', updates: [{ slot: CLIENT, set: { asked: -1 } }] };
}

function ask(asked: number, requests: readonly string[], bound: number): readonly Outcome[] {
  if (asked >= bound) return [];
  const text = `REQUEST ${asked + 1}`;
  return [
    {
      action: 'Ask',
      args: String(asked + 1),
      updates: [
        { slot: CLIENT, set: { asked: asked + 1 } },
        { slot: REQUESTS, set: [...requests, text] },
      ],
      lanes: [lane('send', 0, text, 1)],
    },
  ];
}

function answer(server: Server, requests: readonly string[], answers: readonly string[], twice: boolean): readonly Outcome[] {
  const request = requests.at(0);
  if (request === undefined) return [];
  const reply = request.replace('REQUEST', 'ANSWER');
  const replies = twice ? [reply, reply] : [reply];
  return [
    {
      action: 'Answer',
      args: `${request} (from client)`,
      updates: [
        { slot: SERVER, set: { phase: 'working', answered: server.answered + replies.length } },
        { slot: REQUESTS, set: requests.slice(1) },
        { slot: ANSWERS, set: [...answers, ...replies] },
      ],
      lanes: [lane('receive', 1, request, 0), ...replies.map((text) => lane('send', 1, text, 0))],
    },
  ];
}

function talk(options: ModelOptions): System {
  const bound = options.bounds.txns ?? 2;
  const forgets = options.mutant === 'asks-below-zero';
  const rules: System['rules'] = [
    {
      name: 'ask',
      gate: { slot: CLIENT, view: always },
      reads: [{ slot: CLIENT }, { slot: REQUESTS }],
      outcomes: (values) => {
        const { asked }: Client = seen(values, 0);
        return [...ask(asked, seen(values, 1), bound), ...(asked === 0 && forgets ? [forget()] : [])];
      },
      refusal: () => `Ask(): guard mayAskMore is false (bound ${bound})`,
    },
    {
      name: 'answer',
      gate: { slot: SERVER, view: always },
      reads: [{ slot: SERVER }, { slot: REQUESTS }, { slot: ANSWERS }],
      outcomes: (values) =>
        answer(seen(values, 0), seen(values, 1), seen(values, 2), ['answers-twice', 'misnamed'].includes(options.mutant ?? '')),
      refusal: () => 'Answer(): guard hasRequest is false',
    },
  ];
  return {
    name: 'talk',
    kinds: {
      client: { name: 'client', operators: {} },
      server: { name: 'server', operators: {} },
      link: { name: 'link', operators: {} },
    },
    slots: [
      { name: 'client', kind: 'client' },
      { name: 'server', kind: 'server' },
      { name: 'link client→server', kind: 'link' },
      { name: 'link server→client', kind: 'link' },
    ],
    initial: [[{ asked: 0 }, { phase: 'idle', answered: 0 }, [], []]],
    rules,
    actions: ['Ask', 'Answer', 'Forget'],
    invariants: [
      {
        id: 'OneAnswerEach',
        args: 'client, server',
        reads: [{ slot: CLIENT }, { slot: SERVER }],
        holds: (values) => {
          const { asked }: Client = seen(values, 0);
          const { answered }: Server = seen(values, 1);
          return answered <= asked ? true : `${asked} asked, ${answered} answered`;
        },
      },
      {
        id: 'ClientCounts',
        args: '',
        reads: [{ slot: CLIENT }],
        holds: (values) => (seen(values, 0) as Client).asked >= 0 || 'negative',
      },
    ],
    sometimes: [
      {
        id: 'SomethingAnswered',
        args: '',
        reads: [{ slot: SERVER }],
        holds: (values) => (seen(values, 0) as Server).answered > 0,
      },
    ],
    reachable: [],
    properties: [
      { id: 'OneAnswerEach', means: 'The server never answers more than was asked.', cites: 'this test' },
      { id: 'ClientCounts', means: 'Nobody asks less than nothing.', cites: 'this test' },
      { id: 'SomethingAnswered', means: 'Some request is answered.', cites: 'this test' },
    ],
    deadlockIsError: options.seedState === 'stuck',
    lanes: ['client', 'server'],
    show: (value) => (typeof value === 'string' && /^(REQUEST|ANSWER) /.test(value) ? value : undefined),
  };
}

/** Counts for ever in both of two slots: more states than any test waits for. */
function endless(): System {
  const step = (slot: number): System['rules'][number] => ({
    name: `step ${slot}`,
    gate: { slot, view: always },
    reads: [{ slot }],
    outcomes: (values) => [{ action: 'Count', args: String(slot), updates: [{ slot, set: Number(seen(values, 0)) + 1 }] }],
  });
  const rules = [step(0), step(1)];
  return {
    name: 'endless',
    kinds: { number: { name: 'number', operators: {} } },
    slots: [
      { name: 'left', kind: 'number' },
      { name: 'right', kind: 'number' },
    ],
    initial: [[0, 0]],
    rules,
    actions: ['Count'],
    invariants: [],
    sometimes: [],
    reachable: [{ id: 'Stops', reads: [{ slot: 0 }], goal: (values) => Number(seen(values, 0)) < 0, rules: rules.slice(2) }],
    properties: [{ id: 'Stops', means: 'It ends.', cites: 'wishes' }],
    deadlockIsError: false,
    lanes: [],
  };
}

function built(system: System, bounds: ModelOptions['bounds']): Built {
  return { ok: true, system, bounds };
}

export const protocols: readonly ProtocolInfo[] = [
  {
    id: 'talk',
    title: 'one client, one server',
    seeds: [
      { id: 'cold', means: 'nothing was asked' },
      { id: 'stuck', means: 'the same, and silence is a fault' },
    ],
    bounds: [{ name: 'txns', means: 'requests' }],
    observers: false,
    disks: [],
    build: (options: ModelOptions): Built => {
      if (options.nodes > 9) return { ok: false, error: `${options.nodes} servers are too many: at most 9` };
      return built(talk(options), { txns: options.bounds.txns ?? 2 });
    },
  },
  {
    id: 'endless',
    title: 'never ends',
    seeds: [],
    bounds: [],
    observers: true,
    disks: ['atomic', 'async'],
    build: (): Built => built(endless(), {}),
  },
];

export const mutants: readonly MutantInfo[] = [
  {
    id: 'answers-twice',
    means: 'the server answers every request twice',
    cites: 'this test',
    killedBy: 'OneAnswerEach',
    protocol: 'talk',
    options: { nodes: 3, observers: 0, bounds: { txns: 1 } },
    depth: 6,
  },
  {
    id: 'asks-below-zero',
    means: 'the client forgets that it asked',
    cites: 'this test',
    killedBy: 'ClientCounts',
    protocol: 'talk',
    options: { nodes: 3, observers: 0, bounds: {} },
    depth: 6,
  },
  {
    id: 'misnamed',
    means: 'the server answers every request twice, and another property should find it',
    cites: 'this test',
    killedBy: 'ClientCounts',
    protocol: 'talk',
    options: { nodes: 3, observers: 0, bounds: {} },
    depth: 6,
  },
  {
    id: 'harmless',
    means: 'changes nothing',
    cites: 'this test',
    killedBy: 'OneAnswerEach',
    protocol: 'talk',
    options: { nodes: 3, observers: 0, bounds: {} },
    depth: 6,
  },
];

export function standardSuite(nodes: number): readonly SuiteEntry[] {
  return [
    { protocol: 'talk', options: { nodes, observers: 0, bounds: {} } },
    { protocol: 'endless', options: { nodes, observers: 0, disk: 'async', bounds: {} }, depthAtMost: 4 },
  ];
}
