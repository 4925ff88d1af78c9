import type { BatchView, FirstDayView, JoinerBoard, JoinerForm, OpeningView } from '../accounts/account-schemas.ts'
import { page } from './define-page.ts'

/** Pages about joiners, rows of the page table. A fixed path precedes one with a parameter. */
export const accountPages = {
  joiners: page('/joiners', 'hr', 'accounts/pages/JoinersPage', 'accounts').shows<JoinerBoard>(),
  'joiner-new': page('/joiners/new', 'hr', 'accounts/pages/JoinerNewPage', 'accounts').shows<JoinerForm>(),
  'joiner-import': page(
    '/joiners/import',
    'hr',
    'accounts/pages/JoinerImportPage',
    'accounts',
    'desk',
  ).shows<JoinerForm>(),
  'joiner-batch': page(
    '/joiners/batches/:id',
    'hr',
    'accounts/pages/JoinerBatchPage',
    'accounts',
    'desk',
  ).shows<BatchView>(),
  joiner: page('/joiners/:id', 'hr', 'accounts/pages/JoinerPage', 'accounts').shows<OpeningView>(),
  'first-day': page('/first-day', 'member', 'accounts/pages/FirstDayPage', 'accounts').shows<FirstDayView>(),
}
