import { text } from './texts.mjs';

/** vitest's reporter of the closing line: the whole run in plain words, for whoever reads only the end. */
export default class OutcomeReporter {
  onTestRunEnd(files, errors) {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const file of files) for (const test of file.children.allTests()) counts[test.result().state] += 1;
    // A file that doesn't load has no tests to fail, and what fails outside every test is in no test either.
    const unloaded = files.filter((file) => file.state() === 'failed' && file.children.size === 0).length;
    const failed = counts.failed + counts.pending + unloaded + errors.length;
    process.stdout.write(`${text('test.outcome', { ...counts, failed, files: files.length })}\n`);
  }
}
