import type { Me } from '@desk/shared/pages/page-schemas'
import { type PageName, pageTable } from '@desk/shared/pages/page-table'

/**
 * Returns true for pages that the navigation of the desk is put beside: all of a role holder except those that bring it
 * themselves.
 */
export const isFramed = (name: PageName, me: Me | null): boolean => {
  const page = pageTable[name]
  return (me?.roles.length ?? 0) > 0 && 'path' in page && !page.messages.includes('desk')
}
