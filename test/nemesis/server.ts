/**
 * `zabkeeper server`, on a disk that does as it is told: by messages of the process that started it. Everything else is the product.
 */
import { Command } from 'commander';
import { serverCommand } from '#impl/cli/server-command.js';
import { nodeFileSystem } from '#impl/disk/node-file-system.js';
import { openRecorder } from '#traces/record/recorder.js';
import { DiskCondition, faultyFileSystem, isDiskOrder } from './faulty-disk.js';

const condition = new DiskCondition();
process.on('message', (message) => {
  if (isDiskOrder(message)) condition.obey(message);
});
const server = serverCommand(openRecorder, { files: faultyFileSystem(nodeFileSystem, condition) });
await new Command('nemesis-server').addCommand(server).parseAsync();
