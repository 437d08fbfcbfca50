/**
 * Builds what is published: compiled files in `dist/`, mirroring the source folders, and a manifest that knows nothing of development.
 *
 * The manifest is its own file because `#spec/…` must lead to compiled files there and to sources here.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

type Field = 'name' | 'version' | 'description' | 'keywords' | 'license' | 'type' | 'engines' | 'dependencies';

interface Manifest extends Readonly<Record<Field, unknown>> {
  readonly bin: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');

function compile(): void {
  const compiler = join(root, 'node_modules/typescript-7/bin/tsc');
  const run = spawnSync(process.execPath, [compiler, '-b', 'impl'], { cwd: root, stdio: 'inherit' });
  if (run.error !== undefined) throw run.error;
  if (run.status !== 0) process.exit(run.status ?? 1);
}

/** Removes compiled files whose source is gone: the compiler leaves them, and they would be published. */
function prune(folder: string): void {
  for (const name of readdirSync(join(dist, folder), { recursive: true, encoding: 'utf8' })) {
    const stem = /^(.*?)(?:[.]d[.]ts|[.]js)$/.exec(name)?.[1];
    if (stem !== undefined && !existsSync(join(root, folder, `${stem}.ts`))) rmSync(join(dist, folder, name));
  }
}

/** The folders that `#…` leads to and that exist. */
function folders(manifest: Manifest): readonly string[] {
  return Object.values(manifest.imports)
    .map((target) => target.replace(/^[.][/]|[/][*]$/g, ''))
    .filter((folder) => existsSync(join(dist, folder)));
}

/** What a user of the package needs to know: the rest of the manifest is for development. */
function published(manifest: Manifest): Record<string, unknown> {
  const { name, version, description, keywords, license, type, engines, imports, dependencies } = manifest;
  const bin = Object.fromEntries(
    Object.entries(manifest.bin).map(([command, path]) => [command, path.replace(/^[.][/]dist[/]/, '')]),
  );
  return { name, version, description, keywords, license, type, engines, bin, imports, files: folders(manifest), dependencies };
}

compile();
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
for (const folder of folders(manifest)) prune(folder);
writeFileSync(join(dist, 'package.json'), `${JSON.stringify(published(manifest), null, 2)}\n`);
for (const name of ['README.md', 'LICENSE']) if (existsSync(join(root, name))) copyFileSync(join(root, name), join(dist, name));
