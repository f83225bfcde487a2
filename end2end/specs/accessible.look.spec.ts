import { audit, auditFaults, auditProfile } from '../support/audit.ts';
import { otherThan } from '../support/demonstration.ts';
import { inaya, martine } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

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

test('enrolment, from the decision to the end, with and without faults', async ({ visitor, demonstration }) => {
  const { wizard } = visitor;
  await visitor.open('/activer/identite/naissance');
  await wizard.identify(martine);
  await wizard.giveCode(await demonstration.provisionalCode(martine.name));
  await wizard.at('/activer/decision', 'Je prends ma décision');
  await auditFaults(visitor, 'the decision');
  await wizard.decideToActivate();
  await wizard.at('/activer/compte/coordonnees', 'Je vérifie mes coordonnées de contact');
  await audit(visitor, 'the contacts');
  await wizard.go(/Ces coordonnées sont exactes/);
  await wizard.at('/activer/compte/identifiants', 'Je choisis mon nouvel identifiant et mon mot de passe');
  await auditFaults(visitor, 'identifier and password');
  await wizard.chooseCredentials('martine.lg', 'quatre cactus bleus dansent');
  await wizard.at('/activer/termine', 'Mon espace santé a bien été activé !');
  await audit(visitor, 'the end');
});

test('the pages of a profile, and the open menu', async ({ visitor }) => {
  await visitor.signIn(inaya);
  await auditProfile(visitor, inaya.full);
});
