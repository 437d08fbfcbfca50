import type { Log } from '../../model/log.js';
import { forEachServer } from '../property.js';
import type { Property } from '../property.js';
import { delivered, longestDelivered } from '../views.js';

export const CommittedLogStability: Property = {
  id: 'CommittedLogStability',
  means: 'What any server has delivered is a prefix of the longest sequence ever delivered anywhere, crashed servers included.',
  cites: 'MS1 CommittedLogMonotonicity (monotonicRead) and CommittedLogDurability',
  instances: (places) =>
    forEachServer(
      places,
      (i) => [delivered(places, i), longestDelivered(places)],
      (i) =>
        ([value, longest]: readonly unknown[]) => {
          const [log, all] = [value as Log, longest as Log];
          return log.isPrefixOf(all) || `server ${String(i)} delivered ${log.toString()}; delivered before was ${all.toString()}`;
        },
    ),
};
