import { type PageName, pageTable } from '@desk/shared/pages/page-table'
import type { MessageFeature } from '../locales/messages.ts'

/** The messages that a page is shown with: loaded beside its component. */
export const messageFeaturesOf = (page: PageName): readonly MessageFeature[] =>
  ['core', ...pageTable[page].messages] as readonly MessageFeature[] // The test of this file reads the components.
