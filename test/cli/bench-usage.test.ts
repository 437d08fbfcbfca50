/** The command lines of the benchmarks. What they measure is not judged here. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runScript } from '../script.js';

const BENCHMARKS = [
  'checker/bench/bench-check.ts',
  'test/bench/bench-log.ts',
  'test/bench/bench-ensemble.ts',
  'test/bench/bench-record.ts',
];

for (const file of BENCHMARKS) {
  test(`${file}: --help lists the options; one that does not exist ends with 64`, () => {
    const help = runScript(file, '--help');
    assert.equal(help.code, 0);
    assert.match(help.stdout, /^Usage: bench:\w+ \[options\]\n[^]*--json /);
    const mistaken = runScript(file, '--bogus');
    assert.deepEqual([mistaken.code, mistaken.stdout], [64, '']);
    assert.match(mistaken.stderr, /^error: unknown option '--bogus'\n\(--help lists every option\)/);
  });
}

test('benchmarks: values that make no sense are refused with what would do', () => {
  for (const [file, args, complaint] of [
    ['checker/bench/bench-check.ts', ['--protocol', 'zap'], /Unknown protocol 'zap': did you mean 'zab'/],
    ['checker/bench/bench-check.ts', ['--runs', '0'], /Give a whole number of at least 1/],
    ['checker/bench/bench-check.ts', ['--protocol', 'zab', '--nodes', '99'], /--nodes: 99 servers are more than the 9/],
    ['test/bench/bench-ensemble.ts', ['--peer', 'etcd'], /Allowed choices are zabkeeper, apache/],
    ['test/bench/bench-record.ts', ['--only', 'zip'], /Allowed choices are off, on, gzip/],
    ['test/bench/bench-record.ts', ['--seconds', '1.5'], /Give a whole number of at least 1/],
  ] as const) {
    const { code, stdout, stderr } = runScript(file, ...args);
    assert.deepEqual([code, stdout], [64, ''], stderr);
    assert.match(stderr, complaint);
  }
});
