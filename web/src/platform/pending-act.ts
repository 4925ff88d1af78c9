import type { Device } from './device.ts'

/** An action that the server refused without a fresh sign-in, as it was sent. */
export type PendingAct = { url: string; body: string; headers: Record<string, string> }
/** Where, when and by whom it was pressed. */
export type PressedAt = { userid: string; path: string; at: number }

/** What became of it after the sign-in: done, or to be pressed again. */
const outcomes = ['done', 'again'] as const
export type ActOutcome = (typeof outcomes)[number]

type Tab = Device['tab']
const actKey = 'desk:pending-act'
const outcomeKey = 'desk:act-outcome'

/** Stored in the tab over the redirect to WeCom. Without storage the member presses it again, without a hint. */
const store = (tab: Tab, key: string, text: string): void => {
  try {
    tab?.setItem(key, text)
  } catch {
    // As without storage.
  }
}

/** Returns a stored text once. */
function take(tab: Tab, key: string): string | null {
  try {
    const text = tab?.getItem(key) ?? null
    tab?.removeItem(key)
    return text
  } catch {
    return null
  }
}

export const storePendingAct = (tab: Tab, act: PendingAct, pressed: PressedAt): void => {
  store(tab, actKey, JSON.stringify({ ...pressed, act }))
}
export const takePendingAct = (tab: Tab): string | null => take(tab, actKey)

export const storeOutcome = (tab: Tab, outcome: ActOutcome): void => {
  store(tab, outcomeKey, outcome)
}
export function takeOutcome(tab: Tab): ActOutcome | null {
  const text = take(tab, outcomeKey)
  return outcomes.find((outcome) => outcome === text) ?? null
}
