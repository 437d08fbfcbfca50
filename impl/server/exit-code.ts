/** Exit codes of a server's process (`ExitCode`), as far as they have a meaning here. */
export const EXIT = {
  ok: 0,
  /** Nothing more could be written, or something that cannot be went wrong. */
  unexpected: 1,
  /** The configuration, or the command line. */
  invocation: 2,
  /** The data directory cannot be used. */
  dataDir: 3,
  admin: 4,
  electionPort: 14,
} as const;
