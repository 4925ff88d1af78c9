import { onScopeDispose, shallowRef } from 'vue'
import type { IdempotentSubmit } from '../api/request-options.ts'
import { useIdempotencyKey } from './use-idempotency-key.ts'
import { useSlowRequest } from './use-slow-request.ts'

type Submission<Answer> = {
  /** The submitted content. The same content keeps its idempotency key. */
  content: unknown
  send: (attempt: IdempotentSubmit) => Promise<Answer>
  onDone: (answer: Answer) => void
  /** Returns true when the page itself shows the error. */
  onRefused?: (cause: unknown) => boolean
}

/**
 * Submits one content at a time and ignores further clicks. `slowness` reports a slow network; the response to a deferred
 * submission is ignored.
 */
export function useSubmit() {
  const { keyFor, reset } = useIdempotencyKey()
  const isSending = shallowRef(false)
  const error = shallowRef<unknown>()
  const { slowness, start, stop } = useSlowRequest()
  let current = new AbortController()
  let last: (() => Promise<boolean>) | null = null

  function end(): void {
    isSending.value = false
    stop()
  }
  async function run<Answer>({ content, send, onDone, onRefused }: Submission<Answer>): Promise<boolean> {
    current.abort()
    current = new AbortController()
    const { signal } = current
    isSending.value = true
    error.value = undefined
    start()
    try {
      const answer = await send({ key: keyFor(content), signal })
      if (signal.aborted) return false
      end()
      reset()
      onDone(answer)
      return true
    } catch (cause) {
      if (signal.aborted) return false
      end()
      if (!onRefused?.(cause)) error.value = cause
      return false
    }
  }
  /** Returns true on success. */
  async function submit<Answer>(submission: Submission<Answer>): Promise<boolean> {
    if (isSending.value) return false
    last = () => run(submission)
    return last()
  }
  /** Repeats the last submission, even while its first attempt is pending. */
  const retry = async (): Promise<boolean> => (await last?.()) ?? false
  function defer(): void {
    current.abort()
    error.value = undefined
    end()
  }
  onScopeDispose(() => {
    current.abort()
  })
  return { isSending, error, slowness, submit, retry, defer }
}
