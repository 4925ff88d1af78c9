import { computed, shallowRef, type Ref } from 'vue'
import { SELECTED_MAX } from '@desk/shared/policies/bulk-limits'
import type { PeopleSelection } from '@desk/shared/policies/bulk-schemas'
import { useSelection } from '../../composables/use-selection.ts'
import type { PeopleFilterQuery } from './people-filter.ts'

/**
 * Returns the selected people of the list: the chosen ones; or everyone whom the filters match on the server, except
 * those who were taken out.
 */
export function usePeopleSelection(
  filters: Readonly<Ref<PeopleFilterQuery>>,
  { total, reload }: { total: () => number; reload: () => Promise<void> },
) {
  const chosen = useSelection(total)
  const act = shallowRef<'remind' | 'exempt' | null>(null)
  const selection = computed((): PeopleSelection => {
    const { department, ...filter } = filters.value
    const { isAll, keys } = chosen.selected.value
    const userids = [...keys]
    return {
      ...(department === undefined ? {} : { department: Number(department) }),
      ...(isAll || userids.length === 0 ? { filter } : { userids }),
      ...(isAll && userids.length > 0 ? { except: userids } : {}),
    }
  })
  /** Whether more rows were selected, or taken out, one by one than a request accepts; none is left out silently. */
  const isTooMany = computed(() => chosen.selected.value.keys.size > SELECTED_MAX)
  async function finish(hasChanged: boolean): Promise<void> {
    act.value = null
    if (!hasChanged) return
    chosen.clear()
    await reload()
  }
  return { chosen, act, selection, isTooMany, finish }
}
