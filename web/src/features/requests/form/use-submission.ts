import type { IdempotentSubmit } from '../../../api/request-options.ts'
import { useEventListener } from '@vueuse/core'
import { onScopeDispose, shallowRef } from 'vue'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { ApiError } from '../../../api/api-error.ts'
import { useSlowRequest } from '../../../composables/use-slow-request.ts'

type SubmissionOptions<Payload> = {
  content: () => Payload
  send: (payload: Payload, attempt: IdempotentSubmit) => Promise<RequestView>
  keyFor: (content: string) => string
  onDone: (request: RequestView) => void
  /** Returns true when the form itself explains the error; otherwise it is shown above the button. */
  onRefused: (error: unknown) => boolean
}

/**
 * Submits a form once. A submission that fails offline is sent again when the network returns; a slow one can be retried
 * or deferred. The same content is always sent with the same idempotency key.
 */
export function useSubmission<Payload>(options: SubmissionOptions<Payload>) {
  const { content, keyFor, onDone, onRefused } = options
  const isSending = shallowRef(false)
  const isWaitingForNetwork = shallowRef(false)
  const wasDeferred = shallowRef(false)
  const error = shallowRef<unknown>()
  const { slowness, start, stop } = useSlowRequest()
  let current = new AbortController()

  function begin(): AbortSignal {
    current.abort()
    current = new AbortController()
    isSending.value = true
    isWaitingForNetwork.value = false
    wasDeferred.value = false
    error.value = undefined
    start()
    return current.signal
  }
  function end(): void {
    isSending.value = false
    stop()
  }
  function fail(cause: unknown): void {
    if (cause instanceof ApiError && cause.code === 'offline') isWaitingForNetwork.value = true
    else if (!onRefused(cause)) error.value = cause
  }
  /** Sends the form, also a second time. The response to a deferred attempt is ignored. */
  async function send(): Promise<void> {
    const payload = content()
    const signal = begin()
    try {
      const request = await options.send(payload, { key: keyFor(JSON.stringify(payload)), signal })
      if (signal.aborted) return
      // `isSending` stays true until the page is left: another click would submit again with a new key.
      stop()
      onDone(request)
    } catch (cause) {
      if (signal.aborted) return
      end()
      fail(cause)
    }
  }
  /** Stops waiting for the response; the draft and its key stay. */
  function defer(): void {
    current.abort()
    end()
    isWaitingForNetwork.value = false
    wasDeferred.value = true
  }
  useEventListener('online', () => {
    if (isWaitingForNetwork.value) void send()
  })
  onScopeDispose(() => {
    current.abort()
  })
  return { isSending, isWaitingForNetwork, wasDeferred, error, slowness, send, defer }
}
