/** `host:port`, an IPv6 address in brackets (`ConfigUtils.getHostAndPort`, `QuorumServer.delimitedHostString`). */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

const PORT_MAX = 65_535;

export function parsePort(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return null;
  const port = Number(text);
  return port <= PORT_MAX ? port : null;
}

/** Splits at colons, but for those inside the brackets of a leading host, which are taken off. Null: a bracket is not closed. */
export function splitHost(text: string): readonly string[] | null {
  if (!text.startsWith('[')) return text.split(':');
  const match = /^\[([^\]]+)\](?::(.*))?$/.exec(text);
  if (match === null) return null;
  const [, host = '', tail] = match;
  return tail === undefined ? [host] : [host, ...tail.split(':')];
}

export function parseHostPort(text: string): HostPort | null {
  const [host = '', digits, ...more] = splitHost(text) ?? [];
  const port = parsePort(digits);
  return host === '' || port === null || more.length > 0 ? null : { host, port };
}

export function showHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

export function showHostPort({ host, port }: HostPort): string {
  return `${showHost(host)}:${port}`;
}
