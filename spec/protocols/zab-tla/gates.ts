/** Cheap conditions on one slot, without which an action need not be asked. */
import type { Rule } from '../../kit/system.js';
import type { ServerId } from '../../model/quorum.js';
import type { Model } from './model.js';
import type { Server } from './server.js';

export function isLooking(model: Model, i: ServerId): Rule['gate'] {
  return { slot: model.placeOfServer(i), view: { name: 'is looking', of: ({ state }: Server) => state === 'LOOKING' } };
}

/** `i` leads `j`, as far as `i` knows. */
export function leads(model: Model, i: ServerId, j: ServerId): Rule['gate'] {
  const of = ({ state, learners }: Server): boolean => state === 'LEADING' && learners.includes(j);
  return { slot: model.placeOfServer(i), view: { name: `leads ${j}`, of } };
}

/** `i` leads and serves clients. */
export function serves(model: Model, i: ServerId): Rule['gate'] {
  const of = ({ state, zabState }: Server): boolean => state === 'LEADING' && zabState === 'BROADCAST';
  return { slot: model.placeOfServer(i), view: { name: 'serves', of } };
}

export function followsNobody(model: Model, i: ServerId): Rule['gate'] {
  const of = ({ state, connectInfo }: Server): boolean => state === 'FOLLOWING' && connectInfo === null;
  return { slot: model.placeOfServer(i), view: { name: 'follows nobody', of } };
}
