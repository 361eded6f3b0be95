// Adds up vitest's JSON reports: `node tools/totals.mjs FILE…` prints `N passed, N failed`, with `, N skipped` if there are any.
import { readFileSync } from 'node:fs';

/** Counts of one report; a test file that fails to load counts as one failure. */
export function countReport(path) {
  const report = JSON.parse(readFileSync(path, 'utf8'));
  const brokenFiles = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

export function addCounts(all) {
  return all.reduce(
    (sum, each) => ({ passed: sum.passed + each.passed, failed: sum.failed + each.failed, skipped: sum.skipped + each.skipped }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

export function totalsLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

if (import.meta.filename === process.argv[1]) {
  const files = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  const counts = addCounts(files.map(countReport));
  // --also-failed=N: steps that went wrong. Where no test says so, they are what failed: an install, a lint, a build.
  const failedSteps = Number(process.argv.find((argument) => argument.startsWith('--also-failed='))?.split('=')[1] ?? 0);
  if (counts.failed === 0) counts.failed = failedSteps;
  console.log(totalsLine(counts));
  if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
}
