/** From a rule of the world to what the environment of real servers is to do. */
import assert from 'node:assert/strict';
import { sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Step } from './behaviour.js';

export type Command =
  /** A packet, or a notification, comes. */
  | { readonly kind: 'deliver' | 'notify'; readonly from: ServerId; readonly server: ServerId }
  /** Nothing is to be done: the server has told itself. */
  | { readonly kind: 'self'; readonly server: ServerId }
  | { readonly kind: 'flush' | 'finalize' | 'repeat' | 'tick' | 'quorum time-out' | 'write' | 'start'; readonly server: ServerId }
  | { readonly kind: 'connect' | 'give up'; readonly server: ServerId; readonly to: ServerId }
  | { readonly kind: 'notice'; readonly server: ServerId; readonly of: ServerId }
  /** Of what waits for the disk so many writes reach it. */
  | { readonly kind: 'crash'; readonly server: ServerId; readonly kept: number }
  | { readonly kind: 'partition' | 'heal'; readonly server: ServerId; readonly other: ServerId };

const PATTERNS: readonly (readonly [RegExp, (kind: string, a: ServerId, b: ServerId, args: string) => Command])[] = [
  [/^(deliver|notify) (\d+)→(\d+)$/, (kind, from, server) => ({ kind: kind as 'deliver', from, server })],
  [/^(self) (\d+)$/, (_kind, server) => ({ kind: 'self', server })],
  [/^(flush|finalize|repeat|tick|quorum time-out|write|start) (\d+)$/, (kind, server) => ({ kind: kind as 'flush', server })],
  [/^(connect|give up) (\d+) to (\d+)$/, (kind, server, to) => ({ kind: kind as 'connect', server, to })],
  [/^(notice) (\d+) of (\d+)$/, (_kind, server, of) => ({ kind: 'notice', server, of })],
  [/^(crash) (\d+)$/, (_kind, server, _none, args) => ({ kind: 'crash', server, kept: keptBy(args) })],
  [/^(partition|heal) (\d+)-(\d+)$/, (kind, server, other) => ({ kind: kind as 'heal', server, other })],
];

export function commandOf({ rule, args }: Step): Command {
  for (const [pattern, command] of PATTERNS) {
    const [, kind, first, second] = pattern.exec(rule) ?? [];
    if (kind !== undefined) return command(kind, sid(Number(first)), sid(Number(second)), args);
  }
  return assert.fail(`no server is driven by the rule ${rule}`);
}

function keptBy(args: string): number {
  return Number(/keeping (\d+) of/.exec(args)?.[1] ?? 0);
}
