/** `zabkeeper server zoo.cfg`: one server in this process, until a signal. */
import { Command } from 'commander';
import type { Logger } from 'pino';
import { showProblem } from '#impl/config/errors.js';
import { keyListing } from '#impl/config/listing.js';
import { readServerConfig } from '#impl/config/read.js';
import type { ServerConfig } from '#impl/config/server-config.js';
import type { ServerExtras } from '#impl/server/server.js';
import { tellParent } from './child-message.js';
import { EXIT, SERVER_EXIT_CODES } from './exit-codes.js';
import { createLogger, standardOutput } from './logger.js';
import { addServerOptions, usageError } from './options.js';
import type { LogLevel, Settings } from './options.js';
import type { OpenRecorder } from './recording.js';
import { stopRequests } from './signals.js';

interface ServerOptions {
  readonly set?: Settings;
  readonly logLevel: LogLevel;
  readonly listKeys?: boolean;
  readonly record?: string;
}

type Surroundings = Pick<ServerExtras, 'files'>;

const EXAMPLES = `
Examples:
  server /etc/zookeeper/zoo.cfg
  server zoo.cfg --set clientPort=2182 --set tickTime=500
  server zoo.cfg --record server-1.trace.ndjson.gz
  server --list-keys

The log goes to standard output: readable lines on a terminal, else one JSON document a line.
${SERVER_EXIT_CODES}`;

/** `openRecorder`: for `--record`. `files`: another file system than the system's. */
export function serverCommand(openRecorder: OpenRecorder, extras: Surroundings = {}): Command {
  const command = new Command('server')
    .description('Run one server of an ensemble, or one that stands alone, as zoo.cfg says.')
    .argument('[zoo.cfg]', 'configuration file, as for Apache ZooKeeper')
    .option('--list-keys', 'print every key of zoo.cfg, what it does here, and stop')
    .option(
      '--record <file>',
      'write down what the server does, and what it tells clients, for zabkeeper conform; goes on in a file that is there; .gz: compressed',
    )
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(--help lists every option)')
    .action(async (path: string | undefined, options: ServerOptions, self: Command) => {
      if (options.listKeys === true) process.stdout.write(keyListing());
      else if (path === undefined) usageError(self, "error: missing argument 'zoo.cfg'", EXIT.usage);
      else process.exitCode = await runFromFile(path, options, openRecorder, extras);
    });
  return addServerOptions(command, 'a key of zoo.cfg, over what the file says; repeat it for more').allowExcessArguments(false);
}

async function runFromFile(
  path: string,
  { set = [], logLevel, record }: ServerOptions,
  openRecorder: OpenRecorder,
  extras: Surroundings,
): Promise<number> {
  const read = await readServerConfig(path, set);
  if (!read.ok) {
    process.stderr.write(`${read.problems.map((each) => showProblem(each, path)).join('\n')}\n`);
    return EXIT.invocation;
  }
  const log = createLogger(logLevel, read.config.serverId, standardOutput());
  for (const warning of read.warnings) log.warn({ file: path }, warning);
  if (record === undefined) return run(read.config, log, extras);
  const { recorderFor } = await import('./recording.js');
  const recorder = recorderFor(openRecorder, record, read.config, log);
  if (recorder === null) return EXIT.unexpected;
  const code = await run(read.config, log, { ...extras, recorder });
  await recorder.stop(code === EXIT.ok);
  return code;
}

async function run(config: ServerConfig, log: Logger, extras: ServerExtras): Promise<number> {
  // Not SIGHUP: `nohup` means that the terminal may go.
  const stop = stopRequests(['SIGINT', 'SIGTERM']);
  // Loaded here, so that the other commands do not load a server.
  const { startServer } = await import('#impl/server/server.js');
  const started = await startServer(config, log, extras);
  try {
    if (!started.ok) {
      const { code, message, exitCode } = started.error;
      log.fatal({ code }, message);
      return exitCode;
    }
    const { server } = started;
    void stop.asked.then(() => server.close());
    void server.serving.then(() => {
      const { clientAddress, adminAddress, mode } = server;
      tellParent({ kind: 'serving', clientAddress, adminAddress, mode });
    });
    return await server.ended;
  } finally {
    stop.forget();
    // An open channel to a parent would keep this process.
    if (process.connected) process.disconnect();
  }
}
