import { inaya } from '../support/people.ts';
import type { Visitor } from '../pages/visitor.ts';
import { expect, test } from '../support/test.ts';

// Pages that a browser keeps in its memory and brings back. The test's browser keeps none, so it is told as if it had.

/** The page is put into the browser's memory: nothing of it can be seen there. */
async function putAway({ page }: Visitor): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  await expect(page.locator('body')).toBeHidden();
}

/** It is brought back: it is loaded anew. */
async function bringBack({ page }: Visitor): Promise<void> {
  const anew = page.waitForEvent('load');
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await anew;
  await expect(page.locator('body')).toBeVisible();
}

test('after signing out, a page that comes back shows nothing for a moment and then says why', async ({ visitor }) => {
  await visitor.signIn(inaya);
  const stale = await visitor.newTab();
  await stale.open(new URL(visitor.page.url()).pathname);
  await visitor.header.signOut();
  await visitor.expectSignedOut();
  await putAway(stale);
  await bringBack(stale);
  await expect(stale.page).toHaveURL(/\/(connexion|deconnecte)\?/);
  await expect(stale.page.getByText('Inaya')).toHaveCount(0);
});

test('a form that was left on its way comes back ready to be sent', async ({ visitor }) => {
  const { page, signInPage } = visitor;
  await visitor.open(signInPage.path);
  await page.route('**/api/connexion/identification', () => {
    // Never answered: the page is left before.
  });
  await signInPage.fill(inaya.identifier, 'x');
  await signInPage.submit();
  const form = page.locator('form').filter({ has: signInPage.button });
  await expect(form).toHaveAttribute('aria-busy', 'true');
  await page.unroute('**/api/connexion/identification');
  await putAway(visitor);
  await bringBack(visitor);
  await visitor.hydrated();
  await expect(form).not.toHaveAttribute('aria-busy', 'true');
  await visitor.giveCredentials(inaya);
});

test('pages without the program and without a session come back anew too', async ({ visitor }) => {
  for (const path of ['/', '/aide', '/activer', '/deconnecte']) {
    await test.step(path, async () => {
      await visitor.open(path);
      await putAway(visitor);
      await bringBack(visitor);
      await visitor.hydrated();
    });
  }
});
