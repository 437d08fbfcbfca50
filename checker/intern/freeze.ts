import { isCanonical } from '#spec/kit/canonical.js';

/**
 * Freezes plain data to the leaves, so that a rule that writes to what it reads stops the checker.
 * Objects that speak for themselves through `canonical()` are left alone: they may share storage on purpose.
 */
export function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value) || isCanonical(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
}
