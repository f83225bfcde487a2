import { expect, type BrowserContext } from '@playwright/test';

/**
 * Everything that went wrong in the browser. Any of it fails the test: an error on the console (a refused script or
 * style is one, a failed hydration is another), an exception, an answer of 500 and more. A test names the statuses that
 * it provokes on purpose.
 */
export class Faults {
  private readonly found: string[] = [];
  private readonly expected = new Set<number>();
  private readonly expectedTexts: RegExp[] = [];

  expectStatus(...statuses: number[]): void {
    for (const status of statuses) this.expected.add(status);
  }

  expectConsole(text: RegExp): void {
    this.expectedTexts.push(text);
  }

  watch(context: BrowserContext): void {
    context.on('console', (message) => {
      const text = message.text();
      const status = /the server responded with a status of (\d{3})/.exec(text)?.[1];
      if (status && this.expected.has(Number(status))) return;
      if (this.expectedTexts.some((expected) => expected.test(text))) return;
      if (message.type() === 'error' || /hydrat|panicked/i.test(text)) {
        this.found.push(`console (${message.type()}): ${text} [${message.location().url}]`);
      }
    });
    context.on('weberror', (error) => {
      this.found.push(`exception: ${error.error().stack ?? error.error().message}`);
    });
    context.on('response', (response) => {
      if (response.status() >= 500 && !this.expected.has(response.status())) {
        this.found.push(`${response.status()}: ${response.request().method()} ${response.url()}`);
      }
    });
    context.on('page', (page) => {
      page.on('crash', () => this.found.push(`the page crashed: ${page.url()}`));
    });
  }

  expectNone(): void {
    expect(this.found, 'no fault in the browser').toEqual([]);
  }
}
