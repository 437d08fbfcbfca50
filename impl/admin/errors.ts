/** What can go wrong when an HTTP server of this folder starts. Operating errors are values. */

/** Codes are for ever: logs, tests and operators' notes cite them. */
export type AdminErrorCode = 'ZAB-A001';

const ADMIN_ERRORS: Readonly<Record<AdminErrorCode, { readonly meaning: string; readonly advice: string }>> = {
  'ZAB-A001': {
    meaning: 'the address cannot be listened on',
    advice:
      'give the admin server another one (admin.serverAddress, admin.serverPort, or admin.enableServer=false), ' +
      'or the metrics endpoint (metricsProvider.httpHost, metricsProvider.httpPort)',
  },
};

export interface AdminError {
  readonly code: AdminErrorCode;
  readonly message: string;
}

export type Started<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AdminError };

export function adminError(code: AdminErrorCode, detail: string): AdminError {
  const { meaning, advice } = ADMIN_ERRORS[code];
  return { code, message: `${meaning}: ${detail} (${advice})` };
}
