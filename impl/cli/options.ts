/** Options that the commands of the server share: their texts, parsers and complaints. */
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';

/** From `--set`, in the order of the command line. */
export type Settings = readonly (readonly [key: string, value: string])[];

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One more `key=value`. The key itself is looked up with the rest of the configuration. */
function setting(text: string, earlier: Settings = []): Settings {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('Write --set key=value, with a key of zoo.cfg.');
  return [...earlier, [text.slice(0, equals).trim(), text.slice(equals + 1).trim()]];
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

export function addServerOptions(command: Command, settingText: string): Command {
  return command
    .addOption(new Option('--set <key=value>', settingText).argParser(setting))
    .addOption(new Option('--log-level <level>', 'the least important level to log').choices(LOG_LEVELS).default('info'));
}

/** Complains where commander does, and leaves the same way. */
export function usageError(command: Command, message: string, exitCode: number): never {
  return command.error(message, { exitCode, code: 'zabkeeper.usage' });
}
