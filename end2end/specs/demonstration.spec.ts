import { inaya, leo } from '../support/people.ts';
import { expect, test } from '../support/test.ts';
import { containing } from '../support/text.ts';

test('every page says that it is a demonstration, and leads to its page', async ({ visitor }) => {
  await visitor.open('/connexion');
  const band = visitor.page.getByRole('link', { name: 'Démonstration – données fictives' });
  await expect(band).toBeVisible();
  await visitor.signIn(inaya);
  await expect(band).toBeVisible();
  await band.click();
  await expect(visitor.page).toHaveURL(visitor.demonstrationPage.path);
  await visitor.expectPage({ heading: visitor.demonstrationPage.heading });
});

test('the mails and SMS that were sent are shown, newest first', async ({ visitor, demonstration }) => {
  const { demonstrationPage } = visitor;
  await visitor.open(demonstrationPage.path);
  await expect(demonstrationPage.messages).toHaveCount(0);
  await expect(demonstrationPage.invitations).toHaveCount(10);
  await visitor.signIn(inaya, { by: 'sms' });
  await visitor.header.signOut();
  await visitor.expectSignedOut();
  await visitor.signIn(inaya, { by: 'email' });
  const [mail, sms] = await demonstration.messages();
  await visitor.open(demonstrationPage.path);
  await expect(demonstrationPage.messages).toHaveCount(2);
  await expect(demonstrationPage.messages.nth(0)).toContainText(inaya.email);
  await expect(demonstrationPage.messages.nth(0)).toContainText(containing(mail!.code!));
  await expect(demonstrationPage.messages.nth(0).getByRole('heading', { level: 3 })).toHaveText(mail!.subject!);
  await expect(demonstrationPage.messages.nth(1)).toContainText(/(0|\+33\s?)6\s?11\s?12\s?13\s?14/);
  await expect(demonstrationPage.messages.nth(1)).toContainText(sms!.code!);
});

test('the clock is set forward, for the whole service', async ({ visitor }) => {
  const { demonstrationPage } = visitor;
  await visitor.signIn(inaya);
  await visitor.open(demonstrationPage.path);
  await demonstrationPage.minutes.fill('20');
  await demonstrationPage.setForward.click();
  await expect(demonstrationPage.clock).toContainText(containing('Son horloge avance de 20 minutes.'));
  await demonstrationPage.step('Avancer de 1 heure').click();
  await expect(demonstrationPage.clock).toContainText(containing('Son horloge avance de 80 minutes.'));
  await expect(visitor.page).toHaveURL(demonstrationPage.path);
  await visitor.page.goto('/profils');
  await visitor.expectSignedOut();
});

test('a field of the clock that is empty, or holds no number, says so beside it', async ({ visitor }) => {
  const { demonstrationPage } = visitor;
  await visitor.open(demonstrationPage.path);
  for (const [typed, message] of [
    ['', "Indiquez de combien de minutes avancer l'horloge."],
    ['une heure', 'Indiquez un nombre entier de minutes, sans signe ni virgule.'],
    ['99999999', "L'horloge ne peut plus avancer que de 15811200 minutes."],
  ] as const) {
    await demonstrationPage.minutes.fill(typed);
    await demonstrationPage.setForward.click();
    await expect(demonstrationPage.errors.link(message)).toBeVisible();
    await expect(demonstrationPage.minutes).toHaveAccessibleDescription(containing(`Erreur : ${message}`));
    await expect(demonstrationPage.minutes).toHaveValue(typed);
  }
});

test('one call signs somebody in, in the browser that it is made for', async ({ visitor, somebodyElse, demonstration }) => {
  await visitor.signInAtOnce(inaya);
  const other = await somebodyElse();
  await other.signInAtOnce(leo);
  await visitor.reload();
  await visitor.expectHome(inaya);
  expect(await demonstration.messages(), 'no code was needed').toEqual([]);
});

test('the reset puts everything back and signs everybody out', async ({ visitor, demonstration }) => {
  const { demonstrationPage } = visitor;
  await visitor.signIn(inaya);
  const home = new URL(visitor.page.url()).pathname;
  await demonstration.advance({ minutes: 5 });
  await visitor.open(demonstrationPage.path);
  await expect(demonstrationPage.messages).toHaveCount(1);
  await demonstrationPage.reset.click();
  await expect(demonstrationPage.messages).toHaveCount(0);
  await expect(demonstrationPage.invitations).toHaveCount(10);
  await expect(demonstrationPage.clock).not.toContainText('avance de 5');
  await visitor.page.goto(home);
  await expect(visitor.page).toHaveURL(/\/(connexion|deconnecte)(\?|$)/);
  await demonstration.reset();
  await visitor.signIn(inaya);
});
