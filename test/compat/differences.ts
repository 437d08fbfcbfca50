/**
 * Differences from Apache ZooKeeper that we mean to have, each with its reason. Everything else that differs is a fault.
 *
 * A difference says which lines of a transcript of Apache's are other lines in ours. It must be met with: one that is not seen any more
 * fails its test, and goes.
 */
import assert from 'node:assert/strict';

interface Difference {
  readonly scenario: string;
  readonly why: string;
  /** Lines of Apache's transcript, in their order, and what we say instead. */
  readonly lines: readonly (readonly [apache: string, ours: string])[];
}

const DIFFERENCES: readonly Difference[] = [
  {
    scenario: 'a session with a wrong password',
    why: 'Apache closes the session’s connection before it looks at the password, so whoever knows an id can cut anyone off.',
    lines: [['a: no answer', 'a < sync z+0 OK {path: "/"}']],
  },
  {
    scenario: 'multis that cannot be decoded',
    why: 'Apache spends a zxid on a multi that it cannot decode, and on no other such request; we on none.',
    lines: [
      ...[1, 2, 3, 4, 5, 6, 7].map((zxid) => [`a < multi z+${zxid} MARSHALLINGERROR`, 'a < multi z+0 MARSHALLINGERROR'] as const),
      ['a < sync z+7 OK {path: "/"}', 'a < sync z+0 OK {path: "/"}'],
    ],
  },
  {
    scenario: 'a multiRead that writes',
    why: 'Apache sends an empty result behind the error. Where there is an error, no client reads on.',
    lines: [['a < multiRead z+0 MARSHALLINGERROR 9 bytes', 'a < multiRead z+0 MARSHALLINGERROR']],
  },
];

/** What we have to say where Apache says `apache`. */
export function expectedOfUs(scenario: string, apache: readonly string[]): readonly string[] {
  const ours = [...apache];
  for (const { lines } of DIFFERENCES.filter((each) => each.scenario === scenario)) {
    for (const [theirs, replacement] of lines) {
      const index = ours.indexOf(theirs);
      assert.notEqual(index, -1, `Apache no longer says ${theirs}`);
      ours[index] = replacement;
    }
  }
  return ours;
}
