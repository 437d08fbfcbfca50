/** The `flags` of a create (`CreateMode`). */

export interface CreateMode {
  readonly ephemeral: boolean;
  readonly sequential: boolean;
  /** The node is meant to live for a time. */
  readonly ttl: boolean;
}

/** By flag; 4, the container, is a plain mode: the operation makes the container. */
const MODES: readonly CreateMode[] = [
  { ephemeral: false, sequential: false, ttl: false },
  { ephemeral: true, sequential: false, ttl: false },
  { ephemeral: false, sequential: true, ttl: false },
  { ephemeral: true, sequential: true, ttl: false },
  { ephemeral: false, sequential: false, ttl: false },
  { ephemeral: false, sequential: false, ttl: true },
  { ephemeral: false, sequential: true, ttl: true },
];

export function createModeOf(flags: number): CreateMode | undefined {
  return MODES[flags];
}

/** Java's `%010d`. */
export function sequenceSuffix(cversion: number): string {
  return cversion < 0 ? `-${String(-cversion).padStart(9, '0')}` : String(cversion).padStart(10, '0');
}
