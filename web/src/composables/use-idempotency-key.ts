import { useDevice } from '../platform/device.ts'

/** Returns the idempotency key of a content: the same content keeps its key until `reset`, after its success. */
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
