/**
 * The protocol of the Zab paper as apache/zookeeper specifies it (`zookeeper-specifications/protocol-spec/Zab.tla`), action for
 * action, with its choices. It must reach the very states that TLC finds there: the witness that kit and engine mean what they say.
 *
 * A state is what the protocol and its bounds can tell apart; the two ghosts are carried.
 */
import type { Rule, System, Value } from '../../kit/system.js';
import { connectAndFollowerSendCEPOCH } from './actions/connect-and-follower-send-cepoch.js';
import { filterNonexistentMessage } from './actions/filter-nonexistent-message.js';
import { followLeader } from './actions/follow-leader.js';
import { followerProcessCOMMIT } from './actions/follower-process-commit.js';
import { followerProcessCOMMITLD } from './actions/follower-process-commitld.js';
import { followerProcessNEWEPOCH } from './actions/follower-process-newepoch.js';
import { followerProcessNEWLEADER } from './actions/follower-process-newleader.js';
import { followerProcessPROPOSE } from './actions/follower-process-propose.js';
import { leaderBroadcastPROPOSE } from './actions/leader-broadcast-propose.js';
import { leaderProcessACK } from './actions/leader-process-ack.js';
import { leaderProcessACKEPOCH } from './actions/leader-process-ackepoch.js';
import { leaderProcessACKLD } from './actions/leader-process-ackld.js';
import { leaderProcessCEPOCH } from './actions/leader-process-cepoch.js';
import { leaderProcessRequest } from './actions/leader-process-request.js';
import { restart } from './actions/restart.js';
import { timeout } from './actions/timeout.js';
import { updateLeader } from './actions/update-leader.js';
import { channelKind } from './channel.js';
import { epochLeadersKind, proposalsKind } from './ghosts.js';
import { Model } from './model.js';
import type { ZabTlaOptions } from './model.js';
import { agreement, integrity, prefixConsistency, totalOrder } from './properties/delivery.js';
import { leadership1, leadership2 } from './properties/leadership.js';
import { globalPrimaryOrder, localPrimaryOrder, primaryIntegrity } from './properties/primary-order.js';
import { sometimes } from './properties/sometimes.js';
import { propertyTexts } from './properties/texts.js';
import { NOTHING_RECORDED, recorderKind } from './recorder.js';
import { serverKind, STARTED } from './server.js';
import { show } from './show.js';

export type { ZabTlaOptions } from './model.js';

/** Configuration A of the witness counts. */
export const ZAB_TLA_DEFAULTS: ZabTlaOptions = { servers: 3, maxTimeouts: 3, maxTxns: 2, maxEpoch: 2, maxRestarts: 2 };

/** In the order of `Next`. */
const actions: Readonly<Record<string, (model: Model) => readonly Rule[]>> = {
  UpdateLeader: updateLeader,
  FollowLeader: followLeader,
  Timeout: timeout,
  Restart: restart,
  ConnectAndFollowerSendCEPOCH: connectAndFollowerSendCEPOCH,
  LeaderProcessCEPOCH: leaderProcessCEPOCH,
  FollowerProcessNEWEPOCH: followerProcessNEWEPOCH,
  LeaderProcessACKEPOCH: leaderProcessACKEPOCH,
  FollowerProcessNEWLEADER: followerProcessNEWLEADER,
  LeaderProcessACKLD: leaderProcessACKLD,
  FollowerProcessCOMMITLD: followerProcessCOMMITLD,
  LeaderProcessRequest: leaderProcessRequest,
  LeaderBroadcastPROPOSE: leaderBroadcastPROPOSE,
  FollowerProcessPROPOSE: followerProcessPROPOSE,
  LeaderProcessACK: leaderProcessACK,
  FollowerProcessCOMMIT: followerProcessCOMMIT,
  FilterNonexistentMessage: filterNonexistentMessage,
};

const invariants = [
  leadership1,
  leadership2,
  prefixConsistency,
  integrity,
  agreement,
  totalOrder,
  localPrimaryOrder,
  globalPrimaryOrder,
  primaryIntegrity,
];

/** `start`: another initial state, reached by play; its counters count against the bounds. */
export function zabTla(options: Partial<ZabTlaOptions> = {}, start?: readonly Value[]): System {
  const model = new Model({ ...ZAB_TLA_DEFAULTS, ...options });
  const init = [...model.servers.map(() => STARTED), null, ...model.pairs.map(() => []), NOTHING_RECORDED, [], []];
  return {
    name: 'zab-tla',
    kinds: {
      server: serverKind,
      oracle: { name: 'oracle', operators: {} },
      channel: channelKind,
      recorder: recorderKind,
      proposals: proposalsKind,
      'epoch leaders': epochLeadersKind,
    },
    slots: model.slots,
    initial: [start ?? init],
    rules: Object.values(actions).flatMap((rules) => rules(model)),
    actions: Object.keys(actions),
    unexpected: ['FilterNonexistentMessage'],
    invariants: invariants.flatMap((instances) => instances(model)),
    sometimes: sometimes(model),
    reachable: [],
    properties: propertyTexts,
    // With every budget spent a run may well stand still.
    deadlockIsError: false,
    lanes: model.servers.map((i) => `server ${i}`),
    show,
  };
}
