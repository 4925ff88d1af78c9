import type { CallbackTarget, PlatformEvent } from './platform-events.ts'

/** One attempt to deliver one event. */
export type CallbackRecord = {
  seq: number
  at: number
  target: CallbackTarget
  /** The same for all attempts of one event. */
  eventId: string
  event: PlatformEvent['type']
  payload: PlatformEvent
  attempt: number
  outcome: 'pending' | 'answered' | 'timeout' | 'unreachable' | 'dropped'
  status: number | null
  ms: number | null
}
