import type { InitialState } from '@desk/shared/pages/initial-state'
import { type PageName, pageTable } from '@desk/shared/pages/page-table'

/** Pages that use texts of the desk, for a table or for what opens beside a list, but do not contain its navigation. */
const withoutNavigation: readonly PageName[] = ['closing', 'feedback-problem']

/**
 * Returns whether a page is shown beside the navigation of the desk: all pages of a role holder and of a department admin, except
 * those that contain it themselves. On a phone, which does not show it, the home of an admin loads without it.
 */
export const isFramed = (name: PageName, { me, isComputer }: Pick<InitialState, 'me' | 'isComputer'>): boolean => {
  const page = pageTable[name]
  if (!('path' in page) || me === null) return false
  if (me.roles.length === 0 && !(me.isDeptAdmin && (isComputer || name !== 'home'))) return false
  return !page.messages.includes('desk') || withoutNavigation.includes(name)
}
