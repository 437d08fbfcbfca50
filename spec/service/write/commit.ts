/** Apply, on the server that prepared: what was foreseen has come true, so its records go. Other servers call `apply` alone. */
import { apply } from './apply.js';
import type { Applied } from './apply.js';
import type { Txn } from './txn.js';
import type { View } from './view.js';

export function commit(view: View, txn: Txn): Applied {
  if (txn.body.type === 'closeSession') view.sessions.remove(txn.session);
  const applied = apply(view.store, txn);
  view.outstanding.release(txn.zxid);
  return applied;
}
