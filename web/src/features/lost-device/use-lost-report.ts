import { useEventListener } from '@vueuse/core'
import { onMounted, onScopeDispose, shallowRef } from 'vue'
import type { ReportAnswer, ReportBody } from '@desk/shared/lost-device/lost-device-schemas'
import { isTemporary } from '../../api/is-temporary.ts'
import { type LostApi, useLostApi } from '../../api/lost-device-api.ts'
import { useIdempotencyKey } from '../../composables/use-idempotency-key.ts'
import { useSlowRequest } from '../../composables/use-slow-request.ts'
import { useDevice } from '../../platform/device.ts'
import { useDraftsStore } from '../../stores/drafts.ts'

/** Retry interval after a temporary failure; the report is also sent at once when the device goes online. */
const RETRY_MS = 5_000
/** A request without a response is aborted after this time and retried with the same key. */
const TIMEOUT_MS = 20_000
/**
 * Up to this time after a reload for code that could not be loaded, an unsent report is sent without asking again; after it,
 * the report is dropped.
 */
const CONTINUE_MS = 60_000
const DRAFT_NAME = 'unsent report'

type StoredReport = { at: number; body: ReportBody } | null

/**
 * Sends a report and retries temporary failures with the same idempotency key. `isUnsent` is true from the first failure
 * until the response arrives.
 */
export function useLostReport(
  onDone: (answer: ReportAnswer) => void,
  { report }: Pick<LostApi, 'report'> = useLostApi(),
) {
  const device = useDevice()
  const drafts = useDraftsStore()
  const { keyFor } = useIdempotencyKey()
  const isSending = shallowRef(false)
  const isUnsent = shallowRef(false)
  const error = shallowRef<unknown>()
  const { slowness, start, stop } = useSlowRequest()
  /** The report from its first attempt to its answer; null: none is under way. */
  let unsent: ReportBody | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let controller = new AbortController()
  let isUnmounted = false

  function retryLater(body: ReportBody): void {
    isUnsent.value = true
    clearTimeout(timer)
    timer = setTimeout(() => void send(body), RETRY_MS)
  }
  async function send(body: ReportBody): Promise<void> {
    if (isSending.value) return
    clearTimeout(timer)
    unsent = body
    controller = new AbortController()
    const { signal } = controller
    const timeout = setTimeout(() => {
      controller.abort()
    }, TIMEOUT_MS)
    isSending.value = true
    error.value = undefined
    start()
    try {
      const answer = await report(body, { key: keyFor(body), signal })
      if (isUnmounted) return
      unsent = null
      isUnsent.value = false
      onDone(answer)
    } catch (cause) {
      if (isUnmounted) return
      if (isTemporary(cause)) retryLater(body)
      else {
        unsent = null
        isUnsent.value = false
        error.value = cause
      }
    } finally {
      clearTimeout(timeout)
      isSending.value = false
      stop()
    }
  }
  useEventListener('online', () => {
    if (unsent) void send(unsent)
  })
  useEventListener('desk:reload', () => {
    if (unsent) drafts.save('kept', DRAFT_NAME, { at: device.now(), body: unsent } satisfies StoredReport)
  })
  onMounted(() => {
    const stored = drafts.load('kept', DRAFT_NAME) as StoredReport // Saved above.
    drafts.clear('kept', DRAFT_NAME)
    if (stored && device.now() - stored.at < CONTINUE_MS) void send(stored.body)
  })
  onScopeDispose(() => {
    isUnmounted = true
    controller.abort()
    clearTimeout(timer)
  })
  return { isSending, isUnsent, error, slowness, send }
}
