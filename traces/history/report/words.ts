/** Operations and replies in a few words. */
import { errText } from '../errors.js';
import type { RequestArguments } from '../format/operations.js';
import { zxidText } from '../format/zxid.js';
import type { Operation } from '../history.js';

export function argumentsText(args: RequestArguments): string {
  if (args.op === 'multi') return `multi [${args.parts.map((part) => argumentsText(part)).join(', ')}]`;
  if (args.op === 'multiRead') return `multiRead [${args.parts.map(({ op, path }) => `${op} ${path}`).join(', ')}]`;
  if (args.op === 'other') return args.name;
  const path = 'path' in args ? ` ${args.path}` : '';
  const flags = 'flags' in args && args.flags !== 0 ? ` flags ${args.flags}` : '';
  const version = 'version' in args && args.version !== -1 ? ` version ${args.version}` : '';
  const watch = 'watch' in args && args.watch ? ' watch' : '';
  return `${args.op}${path}${flags}${version}${watch}`;
}

export function replyText({ reply }: Operation): string {
  if (reply === null) return 'no reply';
  const { zxid, err, result } = reply;
  const stat = result.stat === undefined ? '' : ` version ${result.stat.version} mzxid ${zxidText(result.stat.mzxid)}`;
  const path = result.path === undefined ? '' : ` ${result.path}`;
  const children = result.children === undefined ? '' : ` ${result.children.length} children`;
  const parts = result.parts === undefined ? '' : ` [${result.parts.map((part) => errText(part.err)).join(', ')}]`;
  return `${errText(err)}${path}${stat}${children}${parts}, zxid ${zxidText(zxid)}`;
}
