import { isRefusal } from '../../kernel/app-error.ts'
import type { Deps } from '../../kernel/deps.ts'
import type { WecomDepartment } from '../../ports/wecom.ts'

const OUT_OF_RANGE = 60011
/** Codes for a department that is deleted or no longer visible (doc 90313). */
export const GONE_CODES: readonly number[] = [60003, OUT_OF_RANGE, 60123]

/**
 * Returns the departments that the app sees. Those that only a tag of the visible range selects are read as well, since it is not
 * documented whether WeCom's list contains them.
 */
export async function listVisibleDepartments({ wecom }: Pick<Deps, 'wecom'>): Promise<readonly WecomDepartment[]> {
  const { visibleDepartments, visibleUserids, visibleTags } = await wecom.describeApp()
  const found = new Map<number, WecomDepartment>()
  const add = (departments: readonly WecomDepartment[]) => {
    for (const department of departments) found.set(department.id, department)
  }
  try {
    add(await wecom.listDepartments())
  } catch (error) {
    // WeCom may refuse the list to an app that sees no department.
    const isExpected = visibleDepartments.length === 0 && visibleUserids.length + visibleTags.length > 0
    if (!isExpected || !isRefusal(error, [OUT_OF_RANGE])) throw error
  }
  for (const tag of visibleTags) {
    for (const id of (await wecom.listTagged(tag)).departments) {
      if (found.has(id)) continue
      try {
        add(await wecom.listDepartments(id))
      } catch (error) {
        if (!isRefusal(error, GONE_CODES)) throw error
      }
    }
  }
  return [...found.values()]
}
