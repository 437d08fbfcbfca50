/** What servers answer, as histories hold it. Every field is there only where the reply had it. */
import * as t from 'io-ts';
import { dataFields } from './operations.js';
import { int } from './int.js';
import { zxidCodec } from './zxid.js';

/** A session id as ZooKeeper prints it; `0x0` is none. Text: 64 bits, and only ever compared. */
export const sessionCodec = new t.Type<string, string, unknown>(
  'session: 0x and up to 16 hexadecimal digits',
  (value): value is string => typeof value === 'string',
  (value, context) =>
    typeof value === 'string' && /^0x[0-9a-f]{1,16}$/.test(value) ? t.success(value) : t.failure(value, context),
  (value) => value,
);

export const NO_SESSION = '0x0';

export function sessionText(id: bigint): string {
  return `0x${BigInt.asUintN(64, id).toString(16)}`;
}

/** `org.apache.zookeeper.data.Stat`; times in milliseconds since 1970. */
export const statCodec = t.type({
  czxid: zxidCodec,
  mzxid: zxidCodec,
  ctime: t.number,
  mtime: t.number,
  version: int,
  cversion: int,
  aversion: int,
  ephemeralOwner: sessionCodec,
  dataLength: int,
  numChildren: int,
  pzxid: zxidCodec,
});

export type HistoryStat = t.TypeOf<typeof statCodec>;

const resultFields = {
  path: t.string,
  stat: statCodec,
  ...dataFields,
  /** Sorted. */
  children: t.array(t.string),
  count: int,
  open: t.boolean,
} as const;

const partResult = t.intersection([t.type({ err: int }), t.partial(resultFields)]);

export const resultCodec = t.partial({ ...resultFields, parts: t.array(partResult) });

export type Result = t.TypeOf<typeof resultCodec>;
export type PartResult = t.TypeOf<typeof partResult>;
