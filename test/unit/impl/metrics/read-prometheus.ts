/** A reader of Prometheus' text format, as strict as its documents. */
import assert from 'node:assert/strict';

export interface Scraped {
  readonly types: ReadonlyMap<string, string>;
  /** By name and labels as written. */
  readonly values: ReadonlyMap<string, number>;
}

const TYPE = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)$/;
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
const SAMPLE = new RegExp(
  `^([a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{${LABEL}(?:,${LABEL})*\\})?) (NaN|[+-]Inf|-?[0-9.]+(?:e[+-]?[0-9]+)?)$`,
);

export function readPrometheus(text: string): Scraped {
  assert.ok(text === '' || text.endsWith('\n'), 'the last line ends');
  const types = new Map<string, string>();
  const values = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('# HELP ')) continue;
    const [, typed, type] = TYPE.exec(line) ?? [];
    if (typed !== undefined && type !== undefined) {
      assert.ok(!types.has(typed), `one TYPE for ${typed}`);
      types.set(typed, type);
      continue;
    }
    const [, name, value] = SAMPLE.exec(line) ?? [];
    assert.ok(name !== undefined && value !== undefined, `a sample: ${line}`);
    assert.ok(!values.has(name), `one value for ${name}`);
    const [family = ''] = name.split('{');
    assert.ok(types.has(family) || types.has(family.replace(/_(?:sum|count|bucket)$/, '')), `a TYPE above ${name}`);
    values.set(name, Number(value));
  }
  return { types, values };
}
