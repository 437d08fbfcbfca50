/**
 * Configurations and their limits in words.
 */
import type { BoundName, ModelOptions } from '#spec/kit/catalogue.js';
import type { Configuration } from '../suite.js';
import { list, plural } from './words.js';

/** What one of each is called. The others are levels, not counts. */
const NOUNS: Readonly<Partial<Record<BoundName, string>>> = {
  crashes: 'crash',
  partitions: 'partition',
  txns: 'txn',
  timeouts: 'timeout',
  restarts: 'restart',
  syncs: 'sync',
  resends: 'resend',
  pings: 'ping',
  snapshots: 'snapshot',
};

/** `1 crash, 2 txns, epoch up to 3, no partitions or syncs`. */
export function boundsText(bounds: Configuration['bounds']): string {
  const entries = boundEntries(bounds);
  if (entries.length === 0) return 'none';
  const allowed = entries
    .filter(([, value]) => value > 0)
    .map(([name, value]) => {
      const noun = NOUNS[name];
      return noun === undefined ? `${name} up to ${value}` : plural(value, noun);
    });
  const forbidden = entries.filter(([, value]) => value === 0).map(([name]) => name);
  return [...allowed, ...(forbidden.length === 0 ? [] : [`no ${list(forbidden, 'or')}`])].join(', ');
}

export function boundEntries(bounds: Configuration['bounds']): readonly (readonly [BoundName, number])[] {
  return Object.entries(bounds) as [BoundName, number][];
}

/** `zab-coarse from s1, 3 voters and 1 observer, disk async`. */
export function configurationText({ protocol, options, seed, disk }: Configuration): string {
  return described(seed === '-' ? protocol : `${protocol} from ${seed}`, options, disk);
}

/** The same without its seed. */
export function serversText({ protocol, options, disk }: Configuration): string {
  return described(protocol, options, disk);
}

function described(name: string, { nodes, observers, mutant }: ModelOptions, disk: string): string {
  const servers = [plural(nodes, 'voter'), ...(observers > 0 ? [plural(observers, 'observer')] : [])];
  return [
    name,
    list(servers),
    ...(disk === '-' ? [] : [`disk ${disk}`]),
    ...(mutant === undefined ? [] : [`mutant ${mutant}`]),
  ].join(', ');
}
