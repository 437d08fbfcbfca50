/** A line of the log for people: `12:34:56.789 INFO  what happened key=value`. The log itself is JSON, one document a line. */

const SHOWN_APART: ReadonlySet<string> = new Set(['time', 'level', 'msg', 'err', 'server']);

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What is no document of a logger is passed on as it is. An error's stack follows on lines of its own. */
export function readable(line: string): string {
  let fields: unknown;
  try {
    fields = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return line;
    throw error;
  }
  if (!isFields(fields)) return line;
  const time = /T([\d:.]+)/.exec(text(fields['time']))?.[1] ?? '';
  const level = text(fields['level']).toUpperCase().padEnd(5);
  const others = Object.entries(fields)
    .filter(([key]) => !SHOWN_APART.has(key))
    .map(([key, value]) => `${key}=${shown(value)}`);
  const { err } = fields;
  const stack = isFields(err) ? `\n    ${text(err['stack']).replaceAll('\n', '\n    ')}` : '';
  // A line of the log is one line, whatever a client managed to get into a message.
  const first = [time, level, text(fields['msg']), ...others].join(' ').replaceAll(/\p{Cc}/gu, ' ');
  return `${first}${stack}\n`;
}
