// What suites elsewhere use of this one (README.md, «For Playwright authors»).
export { ChannelPage } from './pages/channel-page.ts';
export { CodePage } from './pages/code-page.ts';
export { DemonstrationPage } from './pages/demonstration-page.ts';
export { EnrolmentWizard, type Insured } from './pages/enrolment-wizard.ts';
export { ErrorSummary, Field } from './pages/field.ts';
export { Header } from './pages/header.ts';
export { HistoryPage, type Line } from './pages/history-page.ts';
export { InactivityDialog } from './pages/inactivity-dialog.ts';
export { PersonalInformationPage } from './pages/personal-information-page.ts';
export { ProfilesPage } from './pages/profiles-page.ts';
export { SettingsPage } from './pages/settings-page.ts';
export { SignInPage } from './pages/sign-in-page.ts';
export { Visitor, type Surroundings } from './pages/visitor.ts';
export { Demonstration, otherThan, type Message } from './support/demonstration.ts';
export { Faults } from './support/faults.ts';
export { alba, gerard, inaya, jean, leo, louis, louise, martine, password, type Person } from './support/people.ts';
export { Service, type ServiceOptions } from './support/service.ts';
export { containing, words } from './support/text.ts';
