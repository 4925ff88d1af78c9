import type { ConsoleDeedPage } from '../accounts/console-schemas.ts'
import type { HrHome } from '../accounts/hr-home-schemas.ts'
import type { PartnerList, PartnerPage } from '../accounts/partner-schemas.ts'
import type { PeoplePage, PersonPage } from '../accounts/people-schemas.ts'
import { page } from './define-page.ts'

/** People and their accounts, rows of the page table. */
export const accountPages = {
  'hr-home': page('/hr', 'hr', 'accounts/pages/HrHomePage', 'desk', 'people').shows<HrHome>(),
  people: page('/people', 'member', 'accounts/pages/PeoplePage', 'desk', 'people').shows<PeoplePage>(),
  person: page('/people/:userid', 'member', 'accounts/pages/PersonPage', 'desk', 'people').shows<PersonPage>(),
  'settings-partners': page(
    '/settings/partners',
    'hr',
    'accounts/pages/PartnersPage',
    'desk',
    'people',
  ).shows<PartnerList>(),
  partner: page('/partners/:userid', 'member', 'accounts/pages/PartnerPage', 'people').shows<PartnerPage>(),
  'console-deeds': page(
    '/accounts/console',
    'hr',
    'accounts/pages/ConsoleDeedsPage',
    'desk',
    'people',
  ).shows<ConsoleDeedPage>(),
}
