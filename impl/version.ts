/** This package's version, as its manifest says. */
import { readFileSync } from 'node:fs';

export function ownVersion(): string {
  // The same relative place in a clone and in the published package, where this file is `impl/version.js`.
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return (manifest as { readonly version: string }).version;
}
