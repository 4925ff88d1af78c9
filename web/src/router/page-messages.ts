import { type PageName, pageTable } from '@desk/shared/pages/page-table'
import type { MessageFeature } from '../locales/messages.ts'

/** Returns the message features of a page, which are loaded together with its component. */
export const messageFeaturesOf = (page: PageName): readonly MessageFeature[] =>
  ['core', ...pageTable[page].messages] as readonly MessageFeature[] // Checked by page-messages.test.ts.
