/**
 * multi and multiRead (`MultiOperationRecord`, `MultiResponse`): each operation behind a header, and a header that ends them.
 *
 *     type | done 0 | err | body      type | done 0 | err | body      -1 | done 1 | -1
 */
import {
  create2Response,
  createRequest,
  createResponse,
  createTtlRequest,
  empty,
  errorResponse,
  getChildrenResponse,
  getDataResponse,
  multiHeader,
  setDataRequest,
  statResponse,
  versionedRequest,
  watchingRequest,
} from './client-records.js';
import { faultOf, WireFault } from './errors.js';
import type { Codec, ValueOf } from './jute.js';
import type { JuteReader } from './jute-reader.js';
import type { JuteWriter } from './jute-writer.js';
import { opCode, opName } from './op-codes.js';
import type { OpName } from './op-codes.js';
import { bodyOf, choiceShape } from './tagged.js';
import type { Bodies, Tagged } from './tagged.js';

/** What a multi may hold. Containers and nodes with a time to live come with the flags of their kind. */
const writes = {
  create: createRequest,
  create2: createRequest,
  createContainer: createRequest,
  createTTL: createTtlRequest,
  delete: versionedRequest,
  setData: setDataRequest,
  check: versionedRequest,
} as const;

/** What a multiRead may hold. Watch flags are read and not obeyed. */
const reads = { getData: watchingRequest, getChildren: watchingRequest } as const;

/** Every kind of create but `create` answers as create2. */
const writeResults = {
  create: createResponse,
  create2: create2Response,
  delete: empty,
  setData: statResponse,
  check: empty,
  error: errorResponse,
} as const;

const readResults = { getData: getDataResponse, getChildren: getChildrenResponse, error: errorResponse } as const;

/** The largest create mode; `MultiOperationRecord` refuses others while it decodes. */
const CREATE_FLAGS_MAX = 6;

function checkFlags(body: object, offset: number): void {
  if (!('flags' in body)) return;
  const { flags } = body as ValueOf<typeof createRequest>;
  if (flags < 0 || flags > CREATE_FLAGS_MAX) throw new WireFault('ZAB-W005', offset, `create flags ${flags}`);
}

function readOperation<B extends Bodies>(bodies: B, reader: JuteReader, type: number): Tagged<B> {
  const op = opName(type);
  const codec = bodyOf(bodies, op);
  if (op === undefined || codec === undefined) throw new WireFault('ZAB-W005', reader.offset, `operation ${type} in a multi`);
  const { offset } = reader;
  try {
    const body = codec.read(reader) as object;
    checkFlags(body, offset);
    return { op, body } as Tagged<B>;
  } catch (error) {
    throw faultOf(error).within(op);
  }
}

/** `err` in the headers of requests is -1 and means nothing; in those of results it repeats the error, else 0. */
function errOf(kind: 'request' | 'result', { op, body }: { readonly op: OpName; readonly body: unknown }): number {
  if (kind === 'request') return -1;
  return op === 'error' ? (body as ValueOf<typeof errorResponse>).err : 0;
}

const END = { type: -1, done: true, err: -1 };

function multi<B extends Bodies>(kind: 'request' | 'result', bodies: B): Codec<readonly Tagged<B>[]> {
  return {
    shape: { kind: 'vector', of: choiceShape(bodies) },
    bytesMin: multiHeader.bytesMin,
    read: (reader) => {
      const operations: Tagged<B>[] = [];
      try {
        for (let header = multiHeader.read(reader); !header.done; header = multiHeader.read(reader)) {
          operations.push(readOperation(bodies, reader, header.type));
        }
      } catch (error) {
        throw faultOf(error).within(operations.length);
      }
      return operations;
    },
    write: (writer: JuteWriter, operations) => {
      for (const operation of operations as readonly { readonly op: OpName; readonly body: unknown }[]) {
        multiHeader.write(writer, { type: opCode(operation.op), done: false, err: errOf(kind, operation) });
        bodyOf(bodies, operation.op)?.write(writer, operation.body);
      }
      multiHeader.write(writer, END);
    },
  };
}

export const multiRequest = multi('request', writes);
export const multiResponse = multi('result', writeResults);
export const multiReadRequest = multi('request', reads);
export const multiReadResponse = multi('result', readResults);

export type MultiOperation = Tagged<typeof writes>;
export type MultiResult = Tagged<typeof writeResults>;
export type MultiReadOperation = Tagged<typeof reads>;
export type MultiReadResult = Tagged<typeof readResults>;
