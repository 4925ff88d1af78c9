import type { IdempotentSubmit } from '../../../api/request-options.ts'
import { useEventListener } from '@vueuse/core'
import { onScopeDispose, shallowRef, watch } from 'vue'
import { useRouter } from 'vue-router'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { ApiError } from '../../../api/api-error.ts'
import { useSlowRequest } from '../../../composables/use-slow-request.ts'
import { usePageDataStore } from '../../../stores/page-data.ts'
import { useToastsStore } from '../../../stores/toasts.ts'

/** Returns a function that replaces the form by the page of the submitted request, with `text` as a toast. */
export function useShowSubmitted() {
  const [pages, router, toasts] = [usePageDataStore(), useRouter(), useToastsStore()]
  return (request: RequestView, text: string): void => {
    pages.passOn({ name: 'request', data: request })
    toasts.showToast(text)
    // Replaces the form in the history: the back button must not lead to a submitted form.
    void router.replace(pagePaths.request(request.id))
  }
}

type SubmissionOptions<Payload> = {
  content: () => Payload
  send: (payload: Payload, attempt: IdempotentSubmit) => Promise<RequestView>
  /** Checks the form as its button does, and calls `send`. */
  submit: () => void
  draft: { keyFor: (content: string) => string; renewKey: () => void }
  onDone: (request: RequestView) => void
  /** Returns true when the form itself explains the error; otherwise it is shown above the button. */
  onRefused: (error: unknown) => boolean
}

/**
 * Submits a form once. A submission that fails offline is sent again when the network returns, unless the form was edited
 * since; a slow one can be retried or deferred. A repeated attempt with the same content has the same idempotency key.
 */
export function useSubmission<Payload>(options: SubmissionOptions<Payload>) {
  const { content, submit, draft, onDone, onRefused } = options
  const isSending = shallowRef(false)
  const isWaitingForNetwork = shallowRef(false)
  const wasDeferred = shallowRef(false)
  const error = shallowRef<unknown>()
  const { slowness, start, stop } = useSlowRequest()
  let controller = new AbortController()
  let last: Payload

  function begin(): AbortSignal {
    controller.abort()
    controller = new AbortController()
    isSending.value = true
    isWaitingForNetwork.value = false
    wasDeferred.value = false
    error.value = undefined
    start()
    return controller.signal
  }
  function end(): void {
    isSending.value = false
    stop()
  }
  function fail(cause: unknown): void {
    const code = cause instanceof ApiError && cause.code
    if (code === 'idempotency.key_reused') draft.renewKey()
    if (code === 'offline') isWaitingForNetwork.value = true
    else if (!onRefused(cause)) error.value = cause
  }
  async function run(payload: Payload): Promise<void> {
    last = payload
    const signal = begin()
    try {
      const request = await options.send(payload, { key: draft.keyFor(JSON.stringify(payload)), signal })
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
  /** Sends the form. The response to an earlier attempt is ignored. */
  const send = () => run(content())
  /** Repeats an attempt that is under way; otherwise the form is checked again. */
  function retry(): void {
    if (isSending.value) void run(last)
    else submit()
  }
  /** Stops waiting for the response; the draft and its key stay. */
  function defer(): void {
    controller.abort()
    end()
    isWaitingForNetwork.value = false
    wasDeferred.value = true
  }
  watch(
    () => isWaitingForNetwork.value && JSON.stringify(content()),
    (text) => {
      if (text !== JSON.stringify(last)) isWaitingForNetwork.value = false
    },
  )
  useEventListener('online', () => {
    if (!isWaitingForNetwork.value) return
    isWaitingForNetwork.value = false
    submit()
  })
  onScopeDispose(() => {
    controller.abort()
  })
  return { isSending, isWaitingForNetwork, wasDeferred, error, slowness, send, retry, defer }
}
