import { shallowRef } from 'vue'
import type { DelegationBody, DelegationList } from '@desk/shared/requests/delegation-schemas'
import { fieldErrorsOf } from '../../api/api-error.ts'
import { useApi } from '../../api/desk-api.ts'
import { messageFor } from '../../api/error-messages.ts'
import { usePageDataStore } from '../../stores/page-data.ts'
import { useAsyncData } from '../../composables/use-async-data.ts'
import { useMessages } from '../../locales/use-messages.ts'

/** Who stands in for whom; naming somebody, and ending it. Every change answers with the list as it is now. */
export function useDelegations() {
  const coreMessages = useMessages('core')
  const messages = useMessages('approvals').delegation
  const { engine } = useApi()
  const {
    data,
    error: loadError,
    reload,
  } = useAsyncData(usePageDataStore().take('delegations'), (signal) => engine.delegations(signal))
  const isBusy = shallowRef(false)
  const error = shallowRef<string | null>(null)
  const problems = shallowRef<ReadonlyMap<string, string>>(new Map())

  const sentenceOf = (code: string): string =>
    Object.hasOwn(messages.errors, code)
      ? messages.errors[code as keyof typeof messages.errors]
      : messages.errors.unknown

  /** True when it was done. */
  async function change(act: () => Promise<DelegationList>): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    error.value = null
    problems.value = new Map()
    try {
      data.value = await act()
      return true
    } catch (cause) {
      const fields = fieldErrorsOf(cause)
      problems.value = new Map(fields.map(({ path, code }) => [path, sentenceOf(code)]))
      if (fields.length === 0) error.value = messageFor(coreMessages, cause)
      return false
    } finally {
      isBusy.value = false
    }
  }
  const make = (body: DelegationBody) => change(() => engine.delegate(body))
  const end = (id: string) => change(() => engine.endDelegation(id))
  return { data, loadError, reload, isBusy, error, problems, make, end }
}
