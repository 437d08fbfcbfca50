/** What can be wrong with a configuration. All of it is collected: who mends a file wants to mend it once. */

/** Codes are for ever: logs, tests and operators' notes cite them. */
export type ConfigErrorCode =
  'ZAB-C001' | 'ZAB-C002' | 'ZAB-C003' | 'ZAB-C004' | 'ZAB-C005' | 'ZAB-C006' | 'ZAB-C007' | 'ZAB-C008' | 'ZAB-C009' | 'ZAB-C010';

export const CONFIG_ERRORS: Readonly<Record<ConfigErrorCode, string>> = {
  'ZAB-C001': 'the file cannot be read',
  'ZAB-C002': 'the line is not one of a properties file',
  'ZAB-C003': 'there is no such key',
  'ZAB-C004': 'the value is not of the kind that the key takes',
  'ZAB-C005': 'this server does not do that',
  'ZAB-C006': 'a key that is needed is missing',
  'ZAB-C007': 'two values contradict each other',
  'ZAB-C008': 'the line does not describe a server',
  'ZAB-C009': 'the servers cannot form an ensemble',
  'ZAB-C010': 'the server is not one of the ensemble',
};

export interface Problem {
  readonly code: ConfigErrorCode;
  /** Of the file, from 1; null where no line is to blame, or the value is not from a file. */
  readonly line: number | null;
  /** As it was given; null where no key is to blame. */
  readonly key: string | null;
  /** What is wrong. */
  readonly message: string;
  /** What to do. */
  readonly advice: string;
}

/** On one line, in the manner of compilers: `zoo.cfg:4: ZAB-C004: tickTime: …`. */
export function showProblem({ code, line, key, message, advice }: Problem, file: string): string {
  const where = line === null ? file : `${file}:${line}`;
  return `${where}: ${code}: ${key === null ? '' : `${key}: `}${message}; ${advice}`;
}

/** The same of what is no mistake. */
export function showWarning(line: number | null, key: string, message: string): string {
  return `${line === null ? '' : `line ${line}: `}${key}: ${message}`;
}
