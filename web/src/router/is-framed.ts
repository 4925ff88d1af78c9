import type { Me } from '@desk/shared/pages/page-schemas'
import { type PageName, pageTable } from '@desk/shared/pages/page-table'

/** Pages with texts of the desk, for a table or for what opens beside a list, which do not bring the navigation. */
const withoutNavigation: readonly PageName[] = ['closing', 'feedback-problem']

/**
 * Returns true for pages that the navigation of the desk is put beside: all of a role holder except those that bring it
 * themselves.
 */
export const isFramed = (name: PageName, me: Me | null): boolean => {
  const page = pageTable[name]
  if (!('path' in page) || (me?.roles.length ?? 0) === 0) return false
  return !page.messages.includes('desk') || withoutNavigation.includes(name)
}
