import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lanePicture } from '#checker/report/lanes.js';
import type { LaneEvent } from '#spec/kit/system.js';

const send = (lane: number, peer: number, text: string): LaneEvent => ({ kind: 'send', lane, peer, text });

test('lanes: sends cross the page, two may share a row where they do not meet, receipts stand at the receiver', () => {
  const picture = lanePicture(
    ['server 1', 'server 2', 'server 3'],
    [
      [send(1, 0, 'PROPOSAL 1.1'), send(1, 2, 'PROPOSAL 1.1')],
      [{ kind: 'receive', lane: 0, peer: 1, text: 'PROPOSAL 1.1' }, send(0, 2, 'ACK 1.1')],
      [],
      [
        { kind: 'local', lane: 2, text: 'crash' },
        { kind: 'lost', lane: 1, peer: 2, text: 'PROPOSAL 1.1' },
        { kind: 'lost', lane: 1, text: 'all held' },
      ],
    ],
  );
  assert.deepEqual(picture, [
    '                 server 1                      server 2                      server 3',
    '   1                 │◀────────PROPOSAL 1.1────────┼────────PROPOSAL 1.1────────▶│',
    '   2                 ●◁┄PROPOSAL 1.1               │                             │',
    '                     ├─────────────────────────ACK 1.1──────────────────────────▶│',
    '   3                 │                             │                             │',
    '   4                 │                             │                             ● crash',
    '                     │                             ├────────PROPOSAL 1.1────────✗│',
    '                     │                             ✗ all held                    │',
  ]);
});

test('lanes: five processes and long texts stay within the page', () => {
  const names = ['server 1', 'server 2', 'server 3', 'server 4', 'server 5'];
  const texts = [
    send(0, 1, 'NOTIFICATION looking round 2'),
    send(4, 0, 'NOTIFICATION looking round 2'),
    { kind: 'local', lane: 4, text: 'x'.repeat(60) } as const,
  ];
  const picture = lanePicture(names, [texts]);
  assert.ok(
    picture.every((line) => line.length <= 100),
    picture.join('\n'),
  );
  assert.match(picture.join('\n'), /NOTIFICATION …/);
});

test('lanes: no lanes or no events, no picture', () => {
  assert.deepEqual(lanePicture([], [[]]), []);
  assert.deepEqual(lanePicture(['a'], [[], []]), []);
});
