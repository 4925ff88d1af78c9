import type { SimClock } from './clock.ts'
import type { Effect } from './recorded-effects.ts'
import type { PlatformEvent } from './platform-events.ts'
import type { SimState } from './state.ts'

export type ChangeTopic = 'call' | 'callback' | 'ledger' | 'chat' | 'member' | 'fault' | 'clock' | 'tfa' | 'reset'

/** The simulated platform: its memory, and what it needs from outside. Handed to every handler. */
export type SimulatorContext = {
  readonly state: SimState
  readonly clock: SimClock
  /** A fresh, unguessable id: `code-…`, `rc-…`. */
  newId(prefix: string): string
  /** Writes down something that really happened. */
  record(effect: Effect): void
  /** Sends an event to the receiver it belongs to, encrypted, in its own time. */
  notify(event: PlatformEvent): void
  changed(topic: ChangeTopic): void
}

export const nextSeq = (state: SimState): number => {
  state.seq += 1
  return state.seq
}
