/** Longer walks, and others every time: `DRIVEN_SEED` repeats from one on. */
import { test } from 'node:test';
import { driveWalk, walkOf } from './walks.js';

const WALKS = 40;
const STEPS = 400;

const first = Number(process.env['DRIVEN_SEED'] ?? Math.floor(Math.random() * 0x1_0000_0000));

for (let seed = first; seed < first + WALKS; seed++) test(`walk ${seed}`, (t) => driveWalk(t, walkOf(seed, STEPS)));
