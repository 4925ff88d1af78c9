import { shallowRef, type ShallowRef } from 'vue'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { useApi } from '../../api/desk-api.ts'
import { useAction } from '../../composables/use-action.ts'
import { currentOf } from '../requests/use-decision.ts'

/**
 * Provides the actions on a decided information change. Each of them replaces `request` with the response; a conflict, with
 * the request as it is now.
 */
export function useFollowUp(request: ShallowRef<RequestView | null>) {
  const api = useApi().info
  const { isBusy, error, run } = useAction()
  /** Whether WeCom was read and does not show the change yet. */
  const isChangeMissing = shallowRef(false)

  async function update(call: () => Promise<RequestView>): Promise<boolean> {
    const isDone = await run(async () => {
      isChangeMissing.value = false
      request.value = await call()
    })
    const changed = currentOf(error.value)
    if (changed) request.value = changed
    return isDone
  }
  const act = async (call: (current: RequestView) => Promise<RequestView>): Promise<boolean> => {
    const current = request.value
    return current !== null && update(() => call(current))
  }
  async function checkById(id: string): Promise<void> {
    const wasRead = await update(() => api.verifyNow(id))
    isChangeMissing.value = wasRead && (request.value?.followUp?.allowed.includes('look') ?? false)
  }
  const check = async (): Promise<void> => {
    if (request.value) await checkById(request.value.id)
  }
  const dispute = (text: string) => act(({ id, version }) => api.dispute(id, { version, text }))
  const settle = (finding: 'write_again' | 'stands', text: string) =>
    act(({ id, version }) => api.settle(id, { version, finding, text }))
  const rewrite = () => act(({ id, version }) => api.rewrite(id, { version }))
  return { isBusy, error, isChangeMissing, check, checkById, dispute, settle, rewrite }
}
