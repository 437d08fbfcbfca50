/**
 * The admin server (`JettyAdminServer`): `/commands` lists the commands, `/commands/<name>` runs one and answers JSON with the keys
 * `command` and `error`. As ZooKeeper's it asks for no password: its address is what protects it.
 */
import type { HostPort } from '#impl/wire/host-port.js';
import type { Arguments, Command } from './command.js';
import { COMMANDS } from './commands.js';
import type { Started } from './errors.js';
import { NOT_SERVING } from './four-letter-words.js';
import { HttpEndpoint, plainReply } from './http-endpoint.js';
import type { Reply } from './http-endpoint.js';
import { showJson } from './json.js';
import type { Json } from './json.js';
import type { ServerView } from './server-view.js';

const byName: ReadonlyMap<string, Command> = new Map(
  COMMANDS.flatMap((command) => command.names.map((name) => [name, command] as const)),
);

export interface AdminServerOptions {
  /** `admin.commandURL`. */
  readonly commandUrl: string;
  /** Told of what a command threw. */
  readonly onDefect: (error: unknown) => void;
}

export class AdminServer {
  private readonly view: ServerView;
  private readonly commandUrl: string;
  private readonly endpoint: HttpEndpoint;

  constructor(view: ServerView, { commandUrl, onDefect }: AdminServerOptions) {
    this.view = view;
    this.commandUrl = commandUrl;
    this.endpoint = new HttpEndpoint((method, url) => this.respond(method, url), onDefect);
  }

  start(address: HostPort): Promise<Started<HostPort>> {
    return this.endpoint.start(address);
  }

  close(): Promise<void> {
    return this.endpoint.close();
  }

  private respond(method: string, { pathname, searchParams }: URL): Reply | Promise<Reply> {
    const below = `${this.commandUrl}/`;
    const isList = pathname === this.commandUrl || pathname === below;
    if (!isList && !pathname.startsWith(below)) return plainReply(404, 'Not found');
    // Names need no percents: with them it is an unknown one.
    const name = pathname.slice(below.length);
    const command = byName.get(name);
    if (command?.kind === 'unavailable') {
      const [primary] = command.names;
      return jsonReply(501, { command: primary, error: `${primary} is not available in zabkeeper: ${command.why}` });
    }
    if (method !== 'GET' && method !== 'HEAD') return plainReply(405, 'Method not allowed', { allow: 'GET, HEAD' });
    if (isList) return this.list();
    // The first of several values of an argument counts.
    return this.run(name, command, new Map([...searchParams].reverse()));
  }

  private async run(
    name: string,
    command: Exclude<Command, { kind: 'unavailable' }> | undefined,
    args: Arguments,
  ): Promise<Reply> {
    if (command === undefined) return jsonReply(200, { command: name, error: `Unknown command: ${name}` });
    const [primary] = command.names;
    if (command.kind === 'any') return answer(primary, command.run(this.view, args));
    const serving = this.view.serving();
    if (serving === null) return jsonReply(200, { command: primary, error: NOT_SERVING });
    return answer(primary, await command.run(this.view, serving));
  }

  private list(): Reply {
    const lines = COMMANDS.map(({ names: [name], kind }) =>
      kind === 'unavailable' ? `${name} (not available)` : `<a href="${this.commandUrl}/${name}">${name}</a>`,
    );
    const body = lines
      .toSorted()
      .map((line) => `${line}\n<br/>\n`)
      .join('');
    return { status: 200, contentType: 'text/html; charset=utf-8', body };
  }
}

function answer(command: string, fields: Readonly<Record<string, Json>>): Reply {
  // Fields come first, and their own `error` counts (`CommandResponse.toMap`).
  return jsonReply(200, { ...fields, command, error: null, ...fields });
}

function jsonReply(status: number, body: Json): Reply {
  return { status, contentType: 'application/json', body: showJson(body) };
}
