import { useDevice } from '../platform/device.ts'

/**
 * Creates idempotency keys: content that is sent again keeps its key, until other content is sent or `reset` is called after
 * a success.
 */
export function useIdempotencyKey() {
  const device = useDevice()
  let key = ''
  let sent: string | null = null
  function keyFor(content: unknown): string {
    const text = JSON.stringify(content)
    if (text !== sent) key = device.createIdempotencyKey()
    sent = text
    return key
  }
  function reset(): void {
    sent = null
  }
  return { keyFor, reset }
}
