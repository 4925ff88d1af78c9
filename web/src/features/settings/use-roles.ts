import { computed, shallowRef } from 'vue'
import type { RoleSwitch } from '@desk/shared/settings/role-names'
import type { GrantBody, GrantView, RolesView } from '@desk/shared/settings/role-schemas'
import { useSettingsApi } from '../../api/settings-api.ts'
import { usePageDataStore } from '../../stores/page-data.ts'
import { useSessionStore } from '../../stores/session.ts'
import { useAsyncData } from '../../composables/use-async-data.ts'
import { useChange } from './use-change.ts'

/** The page of roles: every change answers with the page anew, and further departments are put behind the first ones. */
export function useRoles(api = useSettingsApi()) {
  const pages = usePageDataStore()
  const session = useSessionStore()
  const loaded = useAsyncData(pages.take('settings-roles'), (signal) => api.roles({}, signal))
  const { data: roles, error: loadError, isLoading, reload } = loaded
  const further = shallowRef<readonly GrantView[]>([])
  const change = useChange()
  const isLead = computed(() => session.me.roles.includes('ops_lead'))
  const departments = computed(() => [...(roles.value?.departments.items ?? []), ...further.value])

  const apply = (send: () => Promise<RolesView>) =>
    change.run(async () => {
      roles.value = await send()
      further.value = []
    })

  async function more(): Promise<void> {
    const before = roles.value
    const after = before?.departments.next
    if (!before || !after) return
    await change.run(async () => {
      const { departments: page } = await api.roles({ after })
      further.value = [...further.value, ...page.items]
      roles.value = { ...before, departments: { items: before.departments.items, next: page.next } }
    })
  }

  const proposedIds = () =>
    roles.value?.proposals.items.filter(({ state }) => state === 'proposed').map(({ id }) => id) ?? []

  return {
    roles,
    departments,
    loadError,
    isLoading,
    isLead,
    reload,
    more,
    change,
    confirmShown: () => apply(() => api.confirmProposals(proposedIds())),
    end: (id: string) => apply(() => api.endRole(id)),
    grant: (body: GrantBody) => apply(() => api.grantRole(body)),
    toggle: (name: RoleSwitch, value: boolean) =>
      apply(() => api.setRoleSwitch({ name, value, version: roles.value?.[name].version ?? 0 })),
  }
}
