/** The trees of all servers at the end, against each other: node by node, whatever the writes were. */
import { equalTrees } from './checks/equal-trees.js';
import type { Dump } from './history.js';
import { isSystem } from './model/paths.js';
import type { Report } from './violation.js';

type Node = Dump['nodes'][number];

function contentOf({ hash, length, stat }: Node): string {
  return JSON.stringify([hash, length, stat]);
}

function differences(first: Dump, second: Dump): readonly { readonly words: string; readonly line: number }[] {
  const nodes = new Map(first.nodes.map((node) => [node.path, node]));
  const found: { words: string; line: number }[] = [];
  for (const node of second.nodes) {
    const twin = nodes.get(node.path);
    nodes.delete(node.path);
    if (isSystem(node.path)) continue;
    if (twin === undefined) found.push({ words: `${node.path} is on ${second.server}, not on ${first.server}`, line: node.line });
    else if (contentOf(node) !== contentOf(twin)) {
      found.push({ words: `${node.path} on ${second.server} is not as on ${first.server}`, line: node.line });
    }
  }
  for (const { path } of nodes.values()) {
    if (!isSystem(path)) found.push({ words: `${path} is on ${first.server}, not on ${second.server}`, line: second.line });
  }
  return found;
}

export function checkDumps(dumps: readonly Dump[], report: Report): void {
  const [first, ...others] = dumps;
  if (first === undefined) return;
  for (const dump of others) {
    for (const { words, line } of differences(first, dump)) {
      report({ check: equalTrees, words, certain: true, operations: [], connection: null, place: { file: dump.file, line } });
    }
  }
}
