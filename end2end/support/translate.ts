import { expect, type Page } from '@playwright/test';

/**
 * Does to a page what a browser's translation does, and goes on doing it to what comes: every text stands in elements of its
 * own (`<font><font>…`), and the node in which the page had put it is in the page no more.
 */
export async function translate(page: Page): Promise<void> {
  await page.evaluate(() => {
    const left = 'script, style, textarea, font';
    const replace = (root: Node) => {
      const texts: Text[] = [];
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let node: Node | null = root.nodeType === Node.TEXT_NODE ? root : walker.nextNode(); node; node = walker.nextNode()) texts.push(node as Text);
      for (const text of texts) {
        if (!text.data || !text.parentElement || text.parentElement.closest(left)) continue;
        const [outer, inner] = [document.createElement('font'), document.createElement('font')];
        inner.textContent = text.data;
        outer.append(inner);
        text.replaceWith(outer);
      }
    };
    replace(document.body);
    new MutationObserver((changes) => {
      for (const change of changes) for (const node of change.addedNodes) if (node.isConnected) replace(node);
    }).observe(document.body, { childList: true, subtree: true });
  });
}

/** These words are on the page, and stand nowhere but where a translation leaves them as they are. */
export async function expectKept(page: Page, ...kept: string[]): Promise<void> {
  for (const text of kept) {
    const told = await page.evaluate((text) => {
      const plain = (words: string) => words.replace(/\s+/g, ' ');
      const found = { kept: 0, translated: [] as string[] };
      // A name that is left as it is may be in several pieces.
      for (const left of document.querySelectorAll('[translate="no"]')) {
        if (plain(left.textContent ?? '').includes(plain(text))) found.kept += 1;
      }
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const [words, element] = [plain((node as Text).data), node.parentElement];
        if (!element || element.closest('script, style') || !words.includes(plain(text))) continue;
        if (element.closest('[translate]')?.getAttribute('translate') !== 'no') found.translated.push(words);
      }
      return found;
    }, text);
    expect(told.translated, `«${text}» is left as it is`).toEqual([]);
    expect(told.kept, `«${text}» is on the page`).toBeGreaterThan(0);
  }
}
