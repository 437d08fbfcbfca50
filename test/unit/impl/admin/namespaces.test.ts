import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quotaSamples } from '#impl/admin/namespaces.js';
import { zxid } from '#spec/model/zxid.js';
import { OPEN_ACL } from '#spec/service/acl/acl.js';
import { MemoryStore } from '#spec/service/tree/memory-store.js';
import { loadNode, plantFreshTree } from '#spec/service/tree/plant.js';

function storeOf(nodes: Readonly<Record<string, string>>): MemoryStore {
  const store = new MemoryStore();
  plantFreshTree(store);
  const at = zxid(1, 1);
  for (const [path, text] of Object.entries(nodes)) {
    const dates = { czxid: at, mzxid: at, pzxid: at, ctime: 0, mtime: 0 };
    const node = {
      ...dates,
      data: new TextEncoder().encode(text),
      acl: OPEN_ACL,
      version: 0,
      cversion: 0,
      aversion: 0,
      owner: 0n,
    };
    assert.ok(loadNode(store, path, node));
  }
  return store;
}

test('quota samples: summed by the first element; a hard limit goes first; nothing without quotas', () => {
  assert.deepEqual(quotaSamples(storeOf({})), []);
  const quota = '/zookeeper/quota';
  const store = storeOf({
    [`${quota}/a`]: '',
    [`${quota}/a/b`]: '',
    [`${quota}/a/b/zookeeper_limits`]: 'count=3,bytes=-1',
    [`${quota}/a/b/zookeeper_stats`]: 'count=1,bytes=10',
    [`${quota}/a/c`]: '',
    [`${quota}/a/c/zookeeper_limits`]: 'count=9,bytes=50=;countHardLimit=4;byteHardLimit=-1',
    [`${quota}/a/c/zookeeper_stats`]: 'count=2,bytes=20',
    [`${quota}/z`]: '',
    [`${quota}/z/zookeeper_limits`]: 'count=1,bytes=1',
    [`${quota}/z/zookeeper_stats`]: 'count=0,bytes=0',
  });
  const told = new Map(quotaSamples(store).map((sample) => [entryName(sample), 'value' in sample ? sample.value : undefined]));
  assert.deepEqual(
    told,
    new Map([
      ['a quota_count_limit_per_namespace', 7],
      ['z quota_count_limit_per_namespace', 1],
      ['a quota_bytes_limit_per_namespace', 49],
      ['z quota_bytes_limit_per_namespace', 1],
      ['a quota_count_usage_per_namespace', 3],
      ['z quota_count_usage_per_namespace', 0],
      ['a quota_bytes_usage_per_namespace', 30],
      ['z quota_bytes_usage_per_namespace', 0],
    ]),
  );
});

function entryName(sample: ReturnType<typeof quotaSamples>[number]): string {
  return `${'key' in sample ? (sample.key ?? '') : ''} ${sample.name}`;
}
