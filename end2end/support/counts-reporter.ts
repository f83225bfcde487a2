import { writeFileSync } from 'node:fs';

import type { FullConfig, FullResult, Reporter, Suite, TestCase, TestError } from '@playwright/test/reporter';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  /** The tests that failed, and how. */
  failures: string[];
}

/** The beginning of what an error says, in one line without colours. */
function said({ message = '?' }: TestError): string {
  return message.replace(/\u001b\[[\d;]*m/g, '').split('\n').filter((line) => line.trim()).slice(0, 4).join(' ').slice(0, 300);
}

/** Counts tests by project for scripts/sum.mjs (in the file that COUNTS_FILE names), and closes with the plain line. */
export default class CountsReporter implements Reporter {
  private tests: TestCase[] = [];
  private outside = 0;
  private readonly outsideFailures: string[] = [];

  onBegin(_config: FullConfig, suite: Suite): void {
    this.tests = suite.allTests();
  }

  /** A fault outside any test: a server that did not start or end, a file that does not load. */
  onError(error: TestError): void {
    this.outside += 1;
    this.outsideFailures.push(said(error));
  }

  onEnd(result: FullResult): void {
    // `--list` runs nothing, and means it.
    if (result.status === 'passed' && this.tests.every((test) => test.results.length === 0)) return;
    const projects: Record<string, Counts> = {};
    const of = (project: string) => (projects[project] ??= { passed: 0, failed: 0, skipped: 0, failures: [] });
    for (const test of this.tests) {
      const counts = of(test.parent.project()?.name ?? '?');
      // A test that was never begun has failed; so has a flaky one.
      const outcome = test.results.length === 0 ? 'unexpected' : test.outcome();
      counts[outcome === 'expected' ? 'passed' : outcome === 'skipped' ? 'skipped' : 'failed'] += 1;
      if (outcome === 'unexpected' || outcome === 'flaky') {
        const errors = test.results.flatMap((run) => run.errors);
        counts.failures.push(`${test.location.file.split('/').at(-1)}: ${test.title}: ${errors.map(said).join(' | ') || 'never begun'}`);
      }
    }
    const failed = () => Object.values(projects).some((counts) => counts.failed > 0);
    if (this.outside === 0 && result.status !== 'passed' && !failed()) this.outside = 1;
    if (this.outside > 0) {
      of('outside tests').failed += this.outside;
      of('outside tests').failures.push(...this.outsideFailures);
    }
    if (process.env.COUNTS_FILE) writeFileSync(process.env.COUNTS_FILE, JSON.stringify(projects));
    const sum = (key: 'passed' | 'failed' | 'skipped') => Object.values(projects).reduce((total, counts) => total + counts[key], 0);
    const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
    console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
  }

  printsToStdio(): boolean {
    return false;
  }
}
