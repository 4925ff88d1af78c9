import { computed } from 'vue'
import type { DelegationBody, DelegationList } from '@desk/shared/delegations/delegation-schemas'
import { useApi } from '../../api/desk-api.ts'
import { useFormAction } from '../../composables/use-form-action.ts'
import { usePageData } from '../../composables/use-async-data.ts'
import { useMessages } from '../../locales/use-messages.ts'

/** Lists, creates and ends delegations; every change returns the updated list. */
export function useDelegations() {
  const messages = useMessages('approvals').delegation
  const { requests } = useApi()
  const { data, problem: loadProblem, reload } = usePageData('delegations', (signal) => requests.delegations(signal))
  const { isBusy, errorText, fields: problems, run } = useFormAction(messages.errors, messages.errors.unknown)
  const error = computed(() => (problems.value.size === 0 ? errorText.value : null))

  const update = (request: () => Promise<DelegationList>) =>
    run(async () => {
      data.value = await request()
    })
  const create = (body: DelegationBody) => update(() => requests.delegate(body))
  const end = (id: string) => update(() => requests.endDelegation(id))
  return { data, loadProblem, reload, isBusy, error, problems, create, end }
}
