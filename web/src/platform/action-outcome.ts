import type { Device } from './device.ts'

type TabStorage = Device['tabStorage']

/** Key of the action that waits for a fresh sign-in, in the storage of the tab. */
export const ACT_KEY = 'desk:pending-act'
export const OUTCOME_KEY = 'desk:act-outcome'

/** The outcome of the action after the sign-in: done, or the member has to press again. */
export type ActionOutcome = 'done' | 'again'

/** Returns a stored text and deletes it; null if there is none, or no storage. */
export function takeStored(tabStorage: TabStorage, key: string): string | null {
  try {
    const text = tabStorage?.getItem(key) ?? null
    tabStorage?.removeItem(key)
    return text
  } catch {
    return null
  }
}

export function hasPendingAction(tabStorage: TabStorage): boolean {
  try {
    return (tabStorage?.getItem(ACT_KEY) ?? null) !== null
  } catch {
    return false
  }
}

export const takeOutcome = (tabStorage: TabStorage): ActionOutcome | null =>
  takeStored(tabStorage, OUTCOME_KEY) as ActionOutcome | null // Stored by this app.
