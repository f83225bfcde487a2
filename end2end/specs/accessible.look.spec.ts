import { expectAccessible, expectNoSidewaysScrolling, expectWhole } from '../support/audit.ts';
import { otherThan } from '../support/demonstration.ts';
import { inaya } from '../support/people.ts';
import type { Visitor } from '../pages/visitor.ts';
import { expect, test } from '../support/test.ts';

/** axe, 320 px and icons, on the page as it stands. */
async function audit(visitor: Visitor, name: string): Promise<void> {
  await test.step(name, async () => {
    await expectAccessible(visitor, name);
    await expectNoSidewaysScrolling(visitor, name);
    await expectWhole(visitor, name);
  });
}

test('the pages that anybody sees', async ({ visitor }) => {
  for (const path of ['/', '/connexion', '/deconnecte', '/deconnecte?motif=inactivite', '/accessibilite', '/mentions-legales', '/donnees-personnelles', '/demonstration']) {
    await visitor.open(path);
    await audit(visitor, path);
  }
  await visitor.open('/nulle-part', { status: 404 });
  await audit(visitor, 'the page for an address that does not exist');
});

test('every step of sign-in, with and without faults', async ({ visitor, demonstration }) => {
  const { signInPage, channelPage, codePage } = visitor;
  await visitor.open(signInPage.path);
  await signInPage.submit();
  await expect(signInPage.errors.root).toBeVisible();
  await audit(visitor, 'sign-in with two faults');
  await signInPage.fill(inaya.identifier, 'pas-le-bon');
  await signInPage.submit();
  await signInPage.errors.expectMessages('Identifiant ou mot de passe incorrect.');
  await audit(visitor, 'sign-in refused');
  await visitor.giveCredentials(inaya);
  await audit(visitor, 'the choice of a way');
  await channelPage.submit();
  await expect(channelPage.errors.root).toBeVisible();
  await audit(visitor, 'no way chosen');
  await visitor.chooseChannel('sms');
  await audit(visitor, 'the code');
  const code = await demonstration.nextCode();
  await visitor.giveCode(otherThan(code));
  await expect(codePage.errors.root).toBeVisible();
  await audit(visitor, 'a wrong code');
  await demonstration.advance({ minutes: 1 });
  await codePage.again.click();
  await expect(visitor.page.getByText(/Un nouveau code vous a été envoyé/)).toBeVisible();
  await audit(visitor, 'another code');
});

for (const name of ['Inaya Michel', 'Lola Michel']) {
  test(`the pages of ${name}`, async ({ visitor }) => {
    await visitor.signIn(inaya);
    const id = await visitor.profileId(name);
    for (const kind of ['accueil', 'parametres', 'parametres/informations-personnelles', 'parametres/historique']) {
      await visitor.open(`/p/${id}/${kind}`);
      await audit(visitor, `${kind} of ${name}`);
    }
    await visitor.header.openMenu();
    await audit(visitor, `the open menu of ${name}`);
  });
}

test('the pages of an account', async ({ visitor }) => {
  await visitor.signIn(inaya);
  await visitor.open('/profils');
  await audit(visitor, 'the list of profiles');
  await visitor.open('/demonstration');
  await expect(visitor.demonstrationPage.messages).toHaveCount(1);
  await audit(visitor, 'the demonstration page with a message');
  await visitor.open('/p/0123456789abcdef0123456789abcdef/accueil', { status: 403 });
  await audit(visitor, 'a refused profile');
});
