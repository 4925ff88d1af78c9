import { computed } from 'vue'
import type { PeopleSelection } from '@desk/shared/policies/bulk-schemas'
import { fieldErrorsOf } from '../../api/api-error.ts'
import { messageFor } from '../../api/error-messages.ts'
import { usePolicyApi } from '../../api/policy-api.ts'
import { useAction } from '../../composables/use-action.ts'
import { useAsyncData } from '../../composables/use-async-data.ts'
import { useMessages } from '../../locales/use-messages.ts'

/** Returns whether an action was refused because more people match than its preview showed; the preview is then loaded again. */
const hasGrown = (cause: unknown): boolean => fieldErrorsOf(cause).some(({ code }) => code === 'selection.grew')

/** Previews whom an action on selected people reaches. `confirm` acts on no more of them than the preview showed. */
export function useSelectionPreview(
  props: Readonly<{ policyId: string; selection: PeopleSelection }>,
  act: 'remind' | 'exempt',
) {
  const coreMessages = useMessages('core')
  const messages = useMessages('policy-admin').bulk
  const api = usePolicyApi()
  const {
    data: preview,
    error: previewError,
    reload,
  } = useAsyncData(null, () => api.previewSelection(props.policyId, { ...props.selection, act }))
  const { isBusy, error, run } = useAction()
  const problem = computed(() => {
    const cause = error.value ?? previewError.value
    if (hasGrown(cause)) return messages.grew
    return cause === undefined ? null : messageFor(coreMessages, cause)
  })
  async function confirm(
    perform: (selection: PeopleSelection & { atMost: number }) => Promise<unknown>,
  ): Promise<void> {
    await perform({ ...props.selection, atMost: preview.value?.reached.count ?? 0 })
    if (hasGrown(error.value)) await reload()
  }
  return { preview, isBusy, run, problem, confirm }
}
