/**
 * Where protocols come from: this repository's own catalogue, or a module that exports the same.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Catalogue } from '../suite.js';

export type Loaded = { readonly ok: true; readonly catalogue: Catalogue } | { readonly ok: false; readonly error: string };

export async function loadCatalogue(file: string | undefined): Promise<Loaded> {
  // Loaded only now: help and foreign catalogues need none of it.
  if (file === undefined) return { ok: true, catalogue: await import('#spec/catalogue.js') };
  try {
    const loaded: unknown = await import(pathToFileURL(resolve(file)).href);
    if (isCatalogue(loaded)) return { ok: true, catalogue: loaded };
    return { ok: false, error: `${file} must export protocols, mutants and standardSuite, as spec/catalogue.ts does` };
  } catch (error) {
    return { ok: false, error: `cannot load the catalogue ${file}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function isCatalogue(value: unknown): value is Catalogue {
  if (typeof value !== 'object' || value === null) return false;
  const { protocols, mutants, standardSuite } = value as Readonly<Record<string, unknown>>;
  return Array.isArray(protocols) && Array.isArray(mutants) && typeof standardSuite === 'function';
}
