import { computed } from 'vue'
import type { DelegationBody, DelegationList } from '@desk/shared/delegations/delegation-schemas'
import { ApiError } from '../../api/api-error.ts'
import { useApi } from '../../api/desk-api.ts'
import { useFormAction } from '../../composables/use-form-action.ts'
import { usePageData } from '../../composables/use-async-data.ts'
import { useMessages } from '../../locales/use-messages.ts'

/** Lists, creates and ends delegations. Every change returns the updated list; after a refused one, the list is loaded again. */
export function useDelegations() {
  const messages = useMessages('approvals').delegation
  const { requests } = useApi()
  const page = usePageData('delegations', (signal) => requests.delegations(signal))
  const { data, problem: loadProblem, isLoading, reload } = page
  const action = useFormAction(messages.errors, messages.errors.unknown)
  const { isBusy, errorText, fields: problems } = action
  const error = computed(() => (problems.value.size === 0 ? errorText.value : null))

  async function update(request: () => Promise<DelegationList>): Promise<boolean> {
    const isDone = await action.run(async () => {
      data.value = await request()
    })
    const { value: cause } = action.error
    // The list on screen may be outdated: another device changed it, or a response was lost.
    if (cause instanceof ApiError && cause.code.startsWith('delegation.')) await reload()
    return isDone
  }
  const create = (body: DelegationBody) => update(() => requests.delegate(body))
  const end = (id: string) => update(() => requests.endDelegation(id))
  return { data, loadProblem, isLoading, reload, isBusy, error, problems, create, end }
}
