/** Every key, as text: what `zabkeeper server --list-keys` prints. Made from the table that is obeyed. */
import { CONFIG_ERRORS } from './errors.js';
import type { Key } from './key.js';
import { KEYS } from './table.js';

const HEADINGS: readonly (readonly [Key['advice'], string])[] = [
  ['obeyed', 'Obeyed'],
  ['ignored', 'Accepted with a warning, and without effect'],
  ['refused', 'Refused, because to go on without it would be unsafe or insecure'],
];

function lines(name: string, key: Key): readonly string[] {
  const shown = key.isProperty ? `${name} (also zookeeper.${name})` : name;
  switch (key.advice) {
    case 'obeyed': {
      const byDefault = key.kind.show(key.byDefault);
      return [`  ${shown}${byDefault === '' ? '' : ` = ${byDefault}`}`, `      ${key.doc}.`, `      Takes ${key.kind.form}.`];
    }
    case 'ignored':
      return [`  ${shown}`, `      ${key.doc}.`];
    case 'refused': {
      const allowed = key.unless.filter((text) => text !== '').join(' or ');
      return [`  ${shown}${allowed === '' ? '' : ` (other than ${allowed})`}`, `      ${key.doc}: ${key.instead}.`];
    }
  }
}

export function keyListing(): string {
  const sections = HEADINGS.map(([advice, heading]) => {
    const keys = Object.entries(KEYS).filter(([, key]) => key.advice === advice);
    return [`${heading}:`, ...keys.flatMap(([name, key]) => lines(name, key)), ''].join('\n');
  });
  const server = [
    'Servers of an ensemble, one line each, the same in the files of all:',
    '  server.N = host:quorumPort:electionPort[:participant|:observer][;[address:]clientPort]',
    '      N is what the file myid in that server’s dataDir says.',
    '',
  ].join('\n');
  const codes = Object.entries(CONFIG_ERRORS).map(([code, meaning]) => `  ${code}  ${meaning}`);
  return [server, ...sections, ['What can be wrong:', ...codes, ''].join('\n')].join('\n');
}
