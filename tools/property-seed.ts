// Property tests draw the same cases in every run, so that a red run is a change's doing and can be repeated.
// SEXTANT_TEST_SEED=N draws others, SEXTANT_TEST_SEED=random new ones each time: for the search by hand.

import fc from 'fast-check';
import { readTestSeed } from './test-seed.ts';

fc.configureGlobal({ seed: readTestSeed() });
