/**
 * `--list`: every name a command line may use.
 */
import type { ProtocolInfo, SeedInfo } from '#spec/kit/catalogue.js';
import type { System } from '#spec/kit/system.js';
import type { Paint } from '../report/paint.js';
import { labelled } from '../report/words.js';
import { DEFAULT_NODES, propertyIds, type Catalogue } from '../suite.js';

export function listLines({ protocols, mutants }: Catalogue, paint: Paint): readonly string[] {
  const systems = protocols.map(systemOf).filter((system) => system !== undefined);
  return [
    ...protocols.flatMap((protocol) => [...protocolLines(protocol, paint), '']),
    paint.bold('Mutants (--mutant)'),
    ...named(
      mutants.map(({ id, means, protocol, killedBy }) => ({ id, means: `${means} [${protocol}; killed by ${killedBy}]` })),
    ),
    '',
    paint.bold('Properties (--invariant)'),
    ...named(texts(systems, propertyIds)),
    '',
    paint.bold('Situations that a run must meet, or it is vacuous'),
    ...named(texts(systems, (system) => system.sometimes.map(({ id }) => id))),
  ];
}

function protocolLines({ id, title, seeds, bounds, observers, disks }: ProtocolInfo, paint: Paint): readonly string[] {
  return [
    `${paint.bold(`Protocol ${id}`)}: ${title}`,
    ...(seeds.length === 0 ? [] : ['  seeds (--seed-state; the first is the default)', ...named(seeds, '    ')]),
    ...(bounds.length === 0
      ? []
      : [
          '  bounds',
          ...named(
            bounds.map(({ name, means }) => ({ id: `--max-${name}`, means })),
            '    ',
          ),
        ]),
    `  disk (--disk): ${disks.length === 0 ? 'no choice' : disks.join(', ')}; observers (--observers): ${observers ? 'yes' : 'no'}`,
  ];
}

function named(items: readonly { readonly id: string; readonly means: string }[], margin = '  '): readonly string[] {
  const width = Math.max(0, ...items.map(({ id }) => id.length));
  return items.length === 0 ? [`${margin}none`] : items.map(({ id, means }) => labelled(id, means, width, margin));
}

/** Properties are a system's own, so one of each protocol is built to read them. */
function systemOf(protocol: ProtocolInfo): System | undefined {
  const built = protocol.build({ nodes: DEFAULT_NODES, observers: 0, bounds: {} });
  return built.ok ? built.system : undefined;
}

/** What the systems say of some of their properties, each once. */
function texts(systems: readonly System[], idsOf: (system: System) => readonly string[]): readonly SeedInfo[] {
  const known = new Map(
    systems.flatMap((system) => system.properties).map(({ id, means, cites }) => [id, `${means} [${cites}]`]),
  );
  return [...new Set(systems.flatMap(idsOf))].map((id) => ({ id, means: known.get(id) ?? 'no text' }));
}
