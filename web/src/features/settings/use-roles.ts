import { computed, shallowRef, watch } from 'vue'
import type { RoleSwitch } from '@desk/shared/roles/role-names'
import type { GrantBody, GrantView, RolesView } from '@desk/shared/roles/role-schemas'
import { useSettingsApi } from '../../api/settings-api.ts'
import { useSessionStore } from '../../stores/session.ts'
import { usePageData } from '../../composables/use-async-data.ts'
import { useChange } from './use-change.ts'

/**
 * Loads the roles page and changes roles; every change returns the page again. `loadMore` appends further roles of departments.
 * `sought` is the search, which the server applies.
 */
export function useRoles(sought: () => string, api = useSettingsApi()) {
  const session = useSessionStore()
  const search = () => (sought() === '' ? {} : { q: sought() })
  const loaded = usePageData('settings-roles', (signal) => api.roles(search(), signal))
  const { data: roles, problem: loadProblem, isLoading, reload } = loaded
  const further = shallowRef<readonly GrantView[]>([])
  function refresh(): Promise<void> {
    further.value = []
    return reload()
  }
  const change = useChange(refresh)
  const isLead = computed(() => session.me.roles.includes('ops_lead'))
  const departments = computed(() => [...(roles.value?.departments.items ?? []), ...further.value])

  const update = (request: () => Promise<RolesView>) =>
    change.run(async () => {
      roles.value = await request()
      further.value = []
      if (sought() !== '') await reload()
    })
  watch(sought, () => void refresh())

  async function loadMore(): Promise<void> {
    const before = roles.value
    const after = before?.departments.next
    if (!before || !after) return
    const searchedText = sought()
    await change.run(async () => {
      const { departments: page } = await api.roles({ ...search(), after })
      if (sought() !== searchedText || roles.value !== before) return
      further.value = [...further.value, ...page.items]
      roles.value = { ...before, departments: { items: before.departments.items, next: page.next } }
    })
  }

  const proposedIds = () =>
    roles.value?.proposals.items.filter(({ state }) => state === 'proposed').map(({ id }) => id) ?? []

  return {
    roles,
    departments,
    loadProblem,
    isLoading,
    isLead,
    reload,
    loadMore,
    change,
    confirmProposed: () => update(() => api.confirmProposals(proposedIds())),
    end: (id: string) => update(() => api.endRole(id)),
    grant: (body: GrantBody) => update(() => api.grantRole(body)),
    toggle: (name: RoleSwitch, value: boolean) =>
      update(() => api.setRoleSwitch({ name, value, version: roles.value?.[name].version ?? 0 })),
  }
}
