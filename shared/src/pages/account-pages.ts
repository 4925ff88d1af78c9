import type { ClosingForm, ClosingList, ClosingView } from '../accounts/close/closing-schemas.ts'
import type { BatchView, FirstDayView, JoinerBoard, JoinerForm, OpeningView } from '../accounts/account-schemas.ts'
import type { ConsoleOperationPage } from '../accounts/console-schemas.ts'
import type { HrHome } from '../accounts/hr-home-schemas.ts'
import type { PartnerList, PartnerPage } from '../accounts/partner-schemas.ts'
import type { PeoplePage, PersonPage } from '../accounts/people-schemas.ts'
import { page } from './define-page.ts'

/** The rows of the page table for people and their accounts. A fixed path precedes one with a parameter. */
export const accountPages = {
  'hr-home': page('/hr', 'hr', 'accounts/HrHome', 'desk', 'people').shows<HrHome>(),
  people: page('/people', 'member', 'accounts/People', 'desk', 'people').shows<PeoplePage>(),
  person: page('/people/:userid', 'member', 'accounts/Person', 'desk', 'people').shows<PersonPage>(),
  'settings-partners': page('/settings/partners', 'hr', 'accounts/Partners', 'desk', 'people').shows<PartnerList>(),
  partner: page('/partners/:userid', 'member', 'accounts/Partner', 'people').shows<PartnerPage>(),
  'console-deeds': page(
    '/accounts/console',
    'hr',
    'accounts/ConsoleOperations',
    'desk',
    'people',
  ).shows<ConsoleOperationPage>(),
  joiners: page('/joiners', 'hr', 'accounts/Joiners', 'desk', 'accounts').shows<JoinerBoard>(),
  'joiner-new': page('/joiners/new', 'hr', 'accounts/JoinerNew', 'accounts').shows<JoinerForm>(),
  'joiner-import': page('/joiners/import', 'hr', 'accounts/JoinerImport', 'accounts', 'desk').shows<JoinerForm>(),
  'joiner-batch': page('/joiners/batches/:id', 'hr', 'accounts/JoinerBatch', 'accounts', 'desk').shows<BatchView>(),
  joiner: page('/joiners/:id', 'hr', 'accounts/Joiner', 'accounts').shows<OpeningView>(),
  'first-day': page('/first-day', 'member', 'accounts/FirstDay', 'accounts').shows<FirstDayView>(),
  closings: page('/leavers', 'member', 'accounts/close/Closings', 'desk', 'accounts-close').shows<ClosingList>(),
  'closing-form': page('/leavers/new', 'member', 'accounts/close/ClosingForm', 'accounts-close').shows<ClosingForm>(),
  closing: page('/leavers/:id', 'member', 'accounts/close/Closing', 'accounts-close', 'desk').shows<ClosingView>(),
  'closing-record': page(
    '/leavers/:id/record',
    'member',
    'accounts/close/ClosingRecord',
    'desk',
    'accounts-close',
  ).shows<ClosingView>(),
}
