/** What the command says of an ensemble that serves: for people, or as one document. */
import { showHostPort } from '#impl/wire/host-port.js';
import type { Member, Serving } from './member.js';

export interface ServingMember {
  readonly member: Member;
  readonly serving: Serving;
}

interface Row {
  readonly id: number;
  readonly role: string;
  readonly mode: string;
  readonly pid: number;
  readonly client: string;
  readonly admin: string | null;
  readonly dataDir: string;
  readonly config: string;
  readonly log: string;
}

function rowOf({ member: { plan, pid }, serving }: ServingMember): Row {
  const { id, role, dataDir, configFile, logFile, client, config } = plan;
  return {
    id,
    role,
    mode: serving.mode,
    pid,
    client: showHostPort(serving.clientAddress ?? client),
    admin: serving.adminAddress === null ? null : `http://${showHostPort(serving.adminAddress)}${config.admin?.commandUrl ?? ''}`,
    dataDir,
    config: configFile,
    log: logFile,
  };
}

function connectString(members: readonly ServingMember[]): string {
  return members.map((member) => rowOf(member).client).join(',');
}

/** One line. */
export function document(members: readonly ServingMember[]): string {
  return JSON.stringify({ connectString: connectString(members), servers: members.map(rowOf) });
}

/** The connect string alone in the first line, for whoever copies it. */
export function table(members: readonly ServingMember[]): string {
  const rows = members
    .map(rowOf)
    .map(({ id, mode, pid, client, admin, dataDir }) => [String(id), mode, String(pid), client, admin ?? 'none', dataDir]);
  const cells = [['server', 'mode', 'pid', 'clients', 'admin', 'data and log (server.log)'], ...rows];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [connectString(members), '', ...lines].join('\n');
}
