import { computed, ref, shallowRef, type Ref } from 'vue'
import type { PeopleSelection } from '@desk/shared/policies/bulk-schemas'
import type { PeopleFilterQuery } from './people-filter.ts'

/** The people of the list on whom an act is done: the chosen ones, else everyone whom the filters match on the server. */
export function usePeopleSelection(filters: Readonly<Ref<PeopleFilterQuery>>, reload: () => Promise<void>) {
  const selected = ref<string[]>([])
  const act = shallowRef<'remind' | 'exempt' | null>(null)
  const selection = computed((): PeopleSelection => {
    const { department, ...filter } = filters.value
    return {
      ...(department === undefined ? {} : { department: Number(department) }),
      ...(selected.value.length > 0 ? { userids: [...selected.value] } : { filter }),
    }
  })
  async function finish(hasChanged: boolean): Promise<void> {
    act.value = null
    if (!hasChanged) return
    selected.value = []
    await reload()
  }
  return { selected, act, selection, finish }
}
