import type { SimClock } from './clock.ts'
import type { Effect } from './recorded-effects.ts'
import type { PlatformEvent } from './platform-events.ts'
import type { SimState } from './state.ts'

export type ChangeTopic = 'call' | 'callback' | 'ledger' | 'chat' | 'member' | 'fault' | 'clock' | 'tfa' | 'reset'

/** State and services of the simulator, passed to every handler. */
export type SimulatorContext = {
  readonly state: SimState
  readonly clock: SimClock
  /** Creates an unguessable id, such as `code-…`. */
  newId(prefix: string): string
  /** Address of pages that WeCom itself serves. */
  origin(): string
  /** Records a change. */
  record(effect: Effect): void
  /** Sends an encrypted event to its receiver, in the background. */
  notify(event: PlatformEvent): void
  /** Notifies the page and the readers of logs. */
  changed(topic: ChangeTopic): void
}

export const nextSeq = (state: SimState): number => {
  state.seq += 1
  return state.seq
}
