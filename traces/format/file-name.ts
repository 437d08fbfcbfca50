/** What the name of a trace says of it. */

/** By gzip. */
export function isCompressed(file: string): boolean {
  return file.endsWith('.gz');
}
