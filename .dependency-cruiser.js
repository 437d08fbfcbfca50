// Which folder may import which. Planted violations are tried by `test/meta/arrows.test.ts`.

/** A rule: files under `from` import only what `allowed` matches and Node's own modules. */
function only(name, from, allowed, comment) {
  return { name, severity: 'error', comment, from, to: { pathNot: allowed, dependencyTypesNot: ['core'] } };
}

const npm = (...names) => `(^|/)node_modules/(${names.join('|')})/`;
/** Parts of the checker that people talk to: they may name protocols. Everything else there knows `spec/kit` alone. */
const checkerFront = '^checker/(cli|suite|report|bench)([/.-]|$)';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'spec-is-a-leaf',
      severity: 'error',
      comment: 'spec imports nothing: no package, no Node module.',
      from: { path: '^spec/' },
      to: { pathNot: '^spec/' },
    },
    only(
      'checker-arrows',
      { path: '^checker/' },
      ['^(spec|checker)/', npm('commander', 'fastest-levenshtein', 'io-ts', 'fp-ts')],
      'checker -> spec',
    ),
    only('traces-arrows', { path: '^traces/' }, ['^(spec|traces)/', npm('commander', 'io-ts', 'fp-ts')], 'traces -> spec'),
    only(
      'impl-arrows',
      { path: '^impl/', pathNot: '^impl/main[.]ts$' },
      ['^(spec|impl)/', npm('commander', 'fastest-levenshtein', 'pino', 'prom-client', 'io-ts', 'fp-ts')],
      'impl -> spec; impl/main.ts alone wires subcommands.',
    ),
    only(
      'main-wires-commands',
      { path: '^impl/main[.]ts$' },
      ['^(spec|impl)/', '^(checker|traces|traces/history)/cli[.]ts$', '^traces/record/recorder[.]ts$', npm('commander')],
      'impl/main.ts imports command modules, not what is behind them; and the recorder, which it hands to the commands of the server.',
    ),
    {
      name: 'server-takes-the-protocol-whole',
      severity: 'error',
      comment: 'A server runs a protocol of spec/protocols through the node. It names no action, and does not play the world.',
      from: { path: '^impl/' },
      to: { path: '^spec/(actions|world|properties|mutants|seeds)/' },
    },
    {
      name: 'only-the-node-decides',
      severity: 'error',
      comment: 'Which action takes an input, and what follows, is found in one place.',
      from: { path: '^impl/', pathNot: '^impl/node/' },
      to: { path: '^spec/kit/protocol[.]ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'node-knows-no-surroundings',
      severity: 'error',
      comment: 'No socket, no file, no byte in the interpreter.',
      from: { path: '^impl/node/' },
      to: { path: '^impl/', pathNot: '^impl/node/' },
    },
    {
      name: 'node-runs-nothing-of-node',
      severity: 'error',
      from: { path: '^impl/node/' },
      to: { dependencyTypes: ['core', 'npm'] },
    },
    {
      name: 'wire-is-bytes',
      severity: 'error',
      comment: 'Codecs know no socket, no file, no server.',
      from: { path: '^impl/wire/' },
      to: { path: '^impl/', pathNot: '^impl/wire/' },
    },
    {
      name: 'disk-is-files',
      severity: 'error',
      from: { path: '^impl/disk/' },
      to: { path: '^impl/', pathNot: '^impl/(disk|wire)/' },
    },
    {
      name: 'net-knows-no-server',
      severity: 'error',
      from: { path: '^impl/net/' },
      to: { path: '^impl/', pathNot: '^impl/(net|wire|disk)/' },
    },
    {
      name: 'peer-knows-no-service',
      severity: 'error',
      comment: 'Replication is for any application: `impl/peer/application.ts` is all that the two know of each other.',
      from: { path: '^impl/peer/' },
      to: { path: '^(impl/(server|translate|admin|config|cli|metrics)|spec/service)/' },
    },
    {
      name: 'engine-knows-no-protocol',
      severity: 'error',
      comment: 'The search engine knows spec/kit and nothing else of spec.',
      from: { path: '^checker/', pathNot: checkerFront },
      to: { path: '^spec/', pathNot: '^spec/kit/' },
    },
    {
      name: 'front-is-on-top',
      severity: 'error',
      comment: 'The engine does not import what talks to people.',
      from: { path: '^checker/', pathNot: checkerFront },
      to: { path: checkerFront },
    },
    {
      name: 'naive-is-independent',
      severity: 'error',
      comment:
        'The naive twin is the witness against the engine. They share an interface; the twin also takes the plain interpreter of rules ' +
        'that replays use, and the check that rules do not write to what they read.',
      from: { path: '^checker/naive[/.]' },
      to: {
        path: '^checker/',
        pathNot: [
          '^checker/naive[/.]',
          '^checker/search/search[.]ts$',
          '^checker/replay/evaluate[.]ts$',
          '^checker/intern/freeze[.]ts$',
        ],
      },
    },
    {
      name: 'engine-is-independent',
      severity: 'error',
      comment: 'The other way round: nothing that the naive twin runs is part of the engine.',
      from: { path: '^checker/(compile|intern|properties|search|store)/' },
      to: { path: '^checker/(naive|replay)/' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'Nothing imports it and it imports nothing.',
      from: { orphan: true, pathNot: ['^test/', '^[.]ci/'] },
      to: {},
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-development-packages',
      severity: 'error',
      comment: 'What is published needs only `dependencies`.',
      from: { path: '^(spec|checker|impl|traces)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
