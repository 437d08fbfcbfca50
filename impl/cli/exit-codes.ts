/** How the commands of the server end: as a server does, or with the code of `sysexits.h` for a command line that means nothing. */
import { EXIT as SERVER_EXIT } from '#impl/server/exit-code.js';

export const EXIT = { ...SERVER_EXIT, usage: 64 } as const;

/** Ended by a signal, as shells say it. */
export const EXIT_OF_SIGNAL = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export const SERVER_EXIT_CODES = `
Exit codes:
  ${EXIT.ok} stopped by SIGTERM or Ctrl-C          ${EXIT.unexpected} an error nobody foresaw, or a disk that failed
  ${EXIT.invocation} the configuration is invalid          ${EXIT.dataDir} the data directory cannot be used
  ${EXIT.admin} the admin server cannot start        ${EXIT.electionPort} the election port cannot be opened
 ${EXIT.usage} the command line makes no sense     130, 143 killed by a second Ctrl-C or SIGTERM`;
