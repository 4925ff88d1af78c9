import type { IdempotentSubmit } from '../../../api/request-options.ts'
import { onMounted, onScopeDispose, shallowRef } from 'vue'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { ApiError } from '../../../api/api-error.ts'
import { useSlowRequest } from '../../../composables/use-slow-request.ts'

type SubmissionParts<Payload> = {
  content: () => Payload
  send: (payload: Payload, attempt: IdempotentSubmit) => Promise<RequestView>
  keyFor: (content: string) => string
  onDone: (request: RequestView) => void
  /** True when the form itself shows what is wrong; else the error stands above the button. */
  onRefused: (error: unknown) => boolean
}

/**
 * One submission, however often it is pressed. Without a network it waits and goes out by itself; with a slow one it
 * offers to try again. The same content always travels under the same key.
 */
export function useSubmission<Payload>(parts: SubmissionParts<Payload>) {
  const { content, send: sendIt, keyFor, onDone, onRefused } = parts
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
  /** Sends, or sends again. A try that was given up answers to nobody. */
  async function send(): Promise<void> {
    const payload = content()
    const signal = begin()
    try {
      const request = await sendIt(payload, { key: keyFor(JSON.stringify(payload)), signal })
      if (signal.aborted) return
      // Still sending for whoever presses on: the form is about to leave, and a second order would have a new key.
      stop()
      onDone(request)
    } catch (cause) {
      if (signal.aborted) return
      end()
      fail(cause)
    }
  }
  /** Leaves the try alone; the draft and its key stay. */
  function defer(): void {
    current.abort()
    end()
    isWaitingForNetwork.value = false
    wasDeferred.value = true
  }
  function onOnline(): void {
    if (isWaitingForNetwork.value) void send()
  }
  onMounted(() => {
    addEventListener('online', onOnline)
  })
  onScopeDispose(() => {
    current.abort()
    if (typeof window !== 'undefined') removeEventListener('online', onOnline)
  })
  return { isSending, isWaitingForNetwork, wasDeferred, error, slowness, send, defer }
}
