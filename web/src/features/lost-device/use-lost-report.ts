import { onMounted, onScopeDispose, shallowRef } from 'vue'
import type { ReportAnswer, ReportBody } from '@desk/shared/lost-device/lost-device-schemas'
import { ApiError } from '../../api/api-error.ts'
import { type LostApi, useLostApi } from '../../api/lost-device-api.ts'
import { useSlowRequest } from '../../composables/use-slow-request.ts'
import { useDevice } from '../../platform/device.ts'

/** Without a network it is tried again so often, and at once when the device says that there is one. */
const AGAIN_MS = 5_000
/** What has no answer by then is asked again, by the same key. */
const NO_ANSWER_MS = 20_000
/** No network, or nobody behind it who could answer just now. Everything else is an answer. */
const passing: readonly string[] = ['offline', 'internal']

/**
 * One report, under one key however often it is sent: what was answered and lost is answered again, not done again. Says
 * "not sent" from the first failure until the answer is here, never less.
 */
export function useLostReport(
  onDone: (answer: ReportAnswer) => void,
  { report }: Pick<LostApi, 'report'> = useLostApi(),
) {
  const device = useDevice()
  const isSending = shallowRef(false)
  const isUnsent = shallowRef(false)
  const error = shallowRef<unknown>()
  const { slowness, start, stop } = useSlowRequest()
  let key = ''
  let content = ''
  let waiting: ReportBody | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let current = new AbortController()
  let isOver = false

  const keyFor = (body: ReportBody): string => {
    const text = JSON.stringify(body)
    if (text !== content) key = device.createIdempotencyKey()
    content = text
    return key
  }
  function retryLater(body: ReportBody): void {
    isUnsent.value = true
    waiting = body
    clearTimeout(timer)
    timer = setTimeout(() => void send(body), AGAIN_MS)
  }
  async function send(body: ReportBody): Promise<void> {
    if (isSending.value) return
    clearTimeout(timer)
    waiting = null
    current = new AbortController()
    const { signal } = current
    const giveUp = setTimeout(() => {
      current.abort()
    }, NO_ANSWER_MS)
    isSending.value = true
    error.value = undefined
    start()
    try {
      const answer = await report(body, { key: keyFor(body), signal })
      if (isOver) return
      isUnsent.value = false
      onDone(answer)
    } catch (cause) {
      if (isOver) return
      if (cause instanceof ApiError && passing.includes(cause.code)) retryLater(body)
      else {
        isUnsent.value = false
        error.value = cause
      }
    } finally {
      clearTimeout(giveUp)
      isSending.value = false
      stop()
    }
  }
  const onOnline = () => {
    if (waiting) void send(waiting)
  }
  onMounted(() => {
    addEventListener('online', onOnline)
  })
  onScopeDispose(() => {
    isOver = true
    current.abort()
    clearTimeout(timer)
    if (typeof window !== 'undefined') removeEventListener('online', onOnline)
  })
  return { isSending, isUnsent, error, slowness, send }
}
