import { onScopeDispose, shallowRef } from 'vue'
import type { IdempotentSubmit } from '../api/request-options.ts'
import { useDevice } from '../platform/device.ts'
import { useSlowRequest } from './use-slow-request.ts'

type Job<Answer> = {
  /** What is ordered. The same content keeps its key. */
  content: unknown
  send: (press: IdempotentSubmit) => Promise<Answer>
  onDone: (answer: Answer) => void
  /** True when the page itself shows what is wrong. */
  onRefused?: (cause: unknown) => boolean
}

/**
 * One order at a time, however often it is pressed. With a slow network it says so at 3 s and offers a way out at 10 s;
 * what was given up answers to nobody.
 */
export function useSubmit() {
  const device = useDevice()
  const isSending = shallowRef(false)
  const error = shallowRef<unknown>()
  const { patience, start, stop } = useSlowRequest()
  let current = new AbortController()
  let last: (() => Promise<boolean>) | null = null
  let key = ''
  let sent: string | null = null

  function keyFor(content: unknown): string {
    const text = JSON.stringify(content)
    if (text !== sent) key = device.createIdempotencyKey()
    sent = text
    return key
  }
  function end(): void {
    isSending.value = false
    stop()
  }
  async function run<Answer>({ content, send, onDone, onRefused }: Job<Answer>): Promise<boolean> {
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
      sent = null
      onDone(answer)
      return true
    } catch (cause) {
      if (signal.aborted) return false
      end()
      if (!onRefused?.(cause)) error.value = cause
      return false
    }
  }
  /** True when it is done. */
  async function press<Answer>(job: Job<Answer>): Promise<boolean> {
    if (isSending.value) return false
    last = () => run(job)
    return last()
  }
  /** The same once more, also while the first try is still under way. */
  const retry = async (): Promise<boolean> => (await last?.()) ?? false
  function defer(): void {
    current.abort()
    error.value = undefined
    end()
  }
  onScopeDispose(() => {
    current.abort()
  })
  return { isSending, error, patience, press, retry, defer }
}
