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

const CLIENT = 0;
const SERVER = 1;
const REQUESTS = 2;
const ANSWERS = 3;

const always = { name: 'always', of: () => true };

function lane(kind: LaneEvent['kind'], from: number, text: string, peer?: number): LaneEvent {
  return peer === undefined ? { kind, lane: from, text } : { kind, lane: from, peer, text };
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
  const rules: System['rules'] = [
    {
      name: 'ask',
      gate: { slot: CLIENT, view: always },
      reads: [{ slot: CLIENT }, { slot: REQUESTS }],
      outcomes: ([client, requests]: readonly never[]) => ask((client as { asked: number }).asked, requests, bound),
      refusal: () => `Ask(): guard mayAskMore is false (bound ${bound})`,
      fault: true,
    },
    {
      name: 'answer',
      gate: { slot: SERVER, view: always },
      reads: [{ slot: SERVER }, { slot: REQUESTS }, { slot: ANSWERS }],
      outcomes: ([server, requests, answers]: readonly never[]) => answer(server, requests, answers, options.mutant === 'answers-twice'),
      refusal: () => 'Answer(): guard hasRequest is false',
      fault: false,
    },
  ];
  return {
    name: 'talk',
    kinds: { client: { name: 'client', operators: {} }, server: { name: 'server', operators: {} }, link: { name: 'link', operators: {} } },
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
        holds: ([client, server]: readonly never[]) => {
          const [{ asked }, { answered }] = [client as { asked: number }, server as Server];
          return answered <= asked ? true : `${asked} asked, ${answered} answered`;
        },
      },
      { id: 'ClientCounts', args: '', reads: [{ slot: CLIENT }], holds: ([client]) => (client as { asked: number }).asked >= 0 },
    ].map((each) => ({ ...each, holds: (values: readonly never[]) => each.holds(values) || 'negative' })),
    sometimes: [{ id: 'SomethingAnswered', args: '', reads: [{ slot: SERVER }], holds: ([server]) => (server as Server).answered > 0 }],
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
    outcomes: ([value]: readonly never[]) => [{ action: 'Count', args: String(slot), updates: [{ slot, set: Number(value) + 1 }] }],
    fault: false,
  });
  return {
    name: 'endless',
    kinds: { number: { name: 'number', operators: {} } },
    slots: [
      { name: 'left', kind: 'number' },
      { name: 'right', kind: 'number' },
    ],
    initial: [[0, 0]],
    rules: [step(0), step(1)],
    actions: ['Count'],
    invariants: [],
    sometimes: [],
    reachable: [
      { id: 'Stops', reads: [{ slot: 0 }], goal: ([value]) => Number(value) < 0 },
    ],
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
  { id: 'endless', title: 'never ends', seeds: [], bounds: [], observers: true, disks: ['atomic', 'async'], build: (): Built => built(endless(), {}) },
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
