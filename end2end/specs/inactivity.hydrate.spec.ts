import { expectAccessible, expectNoSidewaysScrolling } from '../support/audit.ts';
import { inaya } from '../support/people.ts';
import type { Demonstration } from '../support/demonstration.ts';
import type { Visitor } from '../pages/visitor.ts';
import { expect, test } from '../support/test.ts';
import { containing } from '../support/text.ts';

/** Time passes for the service and for the browser, which asks the service when it wakes. */
async function pass(visitor: Visitor, demonstration: Demonstration, minutes: number): Promise<void> {
  await demonstration.advance({ minutes });
  await visitor.page.clock.fastForward(minutes * 60_000);
}

test.beforeEach(async ({ visitor }) => {
  await visitor.page.clock.install();
  await visitor.signIn(inaya);
  await visitor.header.openSettings();
});

test('two minutes before the session ends the visitor is asked, and can stay', async ({ visitor, demonstration }) => {
  const { inactivityDialog: dialog } = visitor;
  await expect(dialog.root).toBeHidden();
  await pass(visitor, demonstration, 12);
  await expect(dialog.root).toBeHidden();
  // What was asked on waking counts from then on.
  await visitor.page.clock.fastForward(5_000);
  await pass(visitor, demonstration, 1);
  await pass(visitor, demonstration, 1);
  await expect(dialog.root).toBeVisible();
  await expect(dialog.title).toBeFocused();
  await expect(dialog.status).toHaveText(containing('Sans réponse de votre part, votre session sera fermée dans'));
  await dialog.stay.click();
  await expect(dialog.root).toBeHidden();

  await test.step('the session lasts a quarter of an hour again', async () => {
    await demonstration.advance({ minutes: 14 });
    await visitor.reload();
    await visitor.header.expectProfile('Inaya Michel');
  });
});

test('the dialog is closed with Escape as with «Rester connecté»', async ({ visitor, demonstration }) => {
  const { inactivityDialog: dialog } = visitor;
  await pass(visitor, demonstration, 14);
  await expect(dialog.root).toBeVisible();
  await visitor.page.keyboard.press('Escape');
  await expect(dialog.root).toBeHidden();
  await demonstration.advance({ minutes: 14 });
  await visitor.reload();
  await visitor.header.expectProfile('Inaya Michel');
});

test('without an answer the page leaves by itself, with everything it showed', async ({ visitor, demonstration, faults }) => {
  faults.expectStatus(401);
  await pass(visitor, demonstration, 14);
  await expect(visitor.inactivityDialog.root).toBeVisible();
  await pass(visitor, demonstration, 2);
  await visitor.expectSignedOut();
  await visitor.expectPage({
    heading: 'Votre session est fermée après 15 minutes sans activité.',
  });
  await expect(visitor.page.getByText('Inaya')).toHaveCount(0);
  await expect(visitor.page.getByRole('main').getByRole('link', { name: 'Se connecter' })).toHaveAttribute('href', /retour=.*parametres/);
});

test('activity in another tab counts: the question goes away', async ({ visitor, demonstration }) => {
  const other = await visitor.newTab();
  await pass(visitor, demonstration, 14);
  await expect(visitor.inactivityDialog.root).toBeVisible();
  await other.open(new URL(visitor.page.url()).pathname);
  await visitor.page.clock.fastForward(30_000);
  await expect(visitor.inactivityDialog.root).toBeHidden();
});

test('the dialog offers to sign out', async ({ visitor, demonstration }) => {
  await pass(visitor, demonstration, 14);
  await visitor.inactivityDialog.signOut.click();
  await visitor.expectSignedOut();
  await visitor.expectPage({ heading: 'Votre session est fermée.' });
});

test('to ask how long the session lasts does not make it longer', async ({ visitor, demonstration }) => {
  const left = async () => {
    const answer = await visitor.context.request.get('/session/duree');
    expect(answer).toBeOK();
    return ((await answer.json()) as { secondes: number }).secondes;
  };
  const before = await left();
  expect(before).toBeGreaterThan(14 * 60);
  expect(before).toBeLessThanOrEqual(15 * 60);
  await demonstration.advance({ minutes: 10 });
  expect(await left()).toBeLessThanOrEqual(5 * 60);
  expect(await left()).toBeLessThanOrEqual(5 * 60);
  await demonstration.advance({ minutes: 6 });
  expect((await visitor.context.request.get('/session/duree')).status()).toBe(401);
});

test('the dialog is accessible and fits a small screen', async ({ visitor, demonstration }) => {
  await pass(visitor, demonstration, 14);
  await expect(visitor.inactivityDialog.root).toBeVisible();
  await visitor.page.clock.resume();
  await expectAccessible(visitor, 'the dialog');
  await expectNoSidewaysScrolling(visitor, 'the dialog');
});
