/** Bytes of the quorum port as whole packets, a SNAP with its tree behind it: what is handed on whole, and what it means. */
import assert from 'node:assert/strict';
import { TreeStreamDecoder } from '#impl/disk/tree-stream.js';
import { encode } from '#impl/wire/jute.js';
import { interpretPacket } from '#impl/wire/quorum-messages.js';
import { quorumPacket, QuorumPacketDecoder } from '#impl/wire/quorum-packet.js';
import { Log } from '#spec/model/log.js';
import type { QuorumMessage } from '#spec/model/messages.js';

export interface Frame {
  readonly message: QuorumMessage;
  readonly bytes: Uint8Array;
}

export class FrameReader {
  private readonly packets = new QuorumPacketDecoder();
  private tree: { readonly decoder: TreeStreamDecoder; readonly frame: Frame; readonly chunks: Uint8Array[] } | null = null;

  /** The frames that the chunk completes. */
  push(chunk: Uint8Array): readonly Frame[] {
    const frames: Frame[] = [];
    let rest = chunk;
    if (this.tree !== null) rest = this.pushTree(this.tree, chunk, frames);
    this.packets.push(rest);
    while (this.tree === null) {
      const packet = this.packets.next();
      if (packet === null) break;
      assert(packet.ok, 'a server sends packets');
      const content = interpretPacket(packet.value);
      assert(content.ok, 'a server sends packets that mean something');
      const bytes = encode(quorumPacket, packet.value);
      if (content.value.kind === 'snapshot') {
        const { zxid } = content.value;
        const frame: Frame = { message: { type: 'SNAP', zxid, log: Log.startingAt(zxid) }, bytes };
        this.tree = { decoder: new TreeStreamDecoder(), frame, chunks: [bytes] };
        this.packets.push(this.pushTree(this.tree, this.packets.takeRest(), frames));
        continue;
      }
      assert('message' in content.value, `a packet of the protocol is expected: ${content.value.kind}`);
      frames.push({ message: content.value.message, bytes });
    }
    return frames;
  }

  /** What came behind the tree. */
  private pushTree(tree: NonNullable<FrameReader['tree']>, chunk: Uint8Array, frames: Frame[]): Uint8Array {
    const { decoder, frame, chunks } = tree;
    const step = decoder.push(chunk);
    assert(step.ok, 'a leader sends trees');
    const rest = decoder.complete ? decoder.takeRest() : new Uint8Array(0);
    chunks.push(chunk.slice(0, chunk.length - rest.length));
    if (decoder.complete) {
      frames.push({ ...frame, bytes: Buffer.concat(chunks) });
      this.tree = null;
    }
    return rest;
  }
}
