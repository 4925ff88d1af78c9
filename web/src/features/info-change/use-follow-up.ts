import { shallowRef, type ShallowRef } from 'vue'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { useApi } from '../../api/desk-api.ts'

/** What may be done once a request is decided. Each act answers with the request as it is now. */
export function useFollowUp(request: ShallowRef<RequestView | null>) {
  const api = useApi().info
  const isBusy = shallowRef(false)
  const error = shallowRef<unknown>()
  /** WeCom was asked and does not show it yet. */
  const isNotYet = shallowRef(false)

  async function ask(call: () => Promise<RequestView>): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    error.value = undefined
    isNotYet.value = false
    try {
      request.value = await call()
      return true
    } catch (cause) {
      error.value = cause
      return false
    } finally {
      isBusy.value = false
    }
  }
  const act = async (call: (current: RequestView) => Promise<RequestView>): Promise<boolean> => {
    const current = request.value
    return current !== null && ask(() => call(current))
  }
  async function lookAt(id: string): Promise<void> {
    const wasRead = await ask(() => api.look(id))
    isNotYet.value = wasRead && (request.value?.followUp?.allowed.includes('look') ?? false)
  }
  const look = async (): Promise<void> => {
    if (request.value) await lookAt(request.value.id)
  }
  const dispute = (text: string) => act(({ id, version }) => api.dispute(id, { version, text }))
  const settle = (finding: 'write_again' | 'stands', text: string) =>
    act(({ id, version }) => api.settle(id, { version, finding, text }))
  const rewrite = () => act(({ id, version }) => api.rewrite(id, { version }))
  return { isBusy, error, isNotYet, look, lookAt, dispute, settle, rewrite }
}
