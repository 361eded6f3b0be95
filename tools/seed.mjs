// Before every test file: how fast-check draws. A check of a submission must judge the submission, so CI draws the same cases each time;
// anywhere else each run draws new ones, and `FAST_CHECK_SEED` repeats one. A failure prints its seed either way.
import fc from 'fast-check';

const { FAST_CHECK_SEED: asked, CI: continuous } = process.env;
const seed = asked ?? (continuous ? '20261123' : undefined);
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
