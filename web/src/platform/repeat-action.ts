import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { ACT_KEY, type ActionOutcome, OUTCOME_KEY, takeStored } from './action-outcome.ts'
import type { Device } from './device.ts'

/** An action that the server refused without a fresh sign-in, as it was sent. */
export type PendingAction = { url: string; body: string; headers: Record<string, string> }
/** A member on a page at a time: where an action was pressed, or where it is to be repeated. */
export type ActionContext = { userid: string; path: string; at: number }

type TabStorage = Device['tabStorage']

// Stored in the tab during the redirect to WeCom. Without storage, the action is not repeated and the member gets no hint.
const store = (tabStorage: TabStorage, key: string, text: string): void => {
  try {
    tabStorage?.setItem(key, text)
  } catch {
    // The same as without storage.
  }
}

export const storePendingAction = (tabStorage: TabStorage, act: PendingAction, pressed: ActionContext): void => {
  store(tabStorage, ACT_KEY, JSON.stringify({ ...pressed, act }))
}

/** Returns true when all that was typed is in what was sent: texts as they are, members and departments by their ids. */
function isSent(typed: unknown, sent: string): boolean {
  if (typeof typed === 'string') return sent.includes(JSON.stringify(typed.trim()).slice(1, -1))
  if (typeof typed !== 'object' || typed === null) return true
  const { userid, id } = typed as { userid?: unknown; id?: unknown }
  return (userid ?? id) === undefined
    ? Object.values(typed).every((part) => isSent(part, sent))
    : isSent(userid ?? id, sent)
}

/** Forgets what was typed for the action. Other forms of the page keep their input. */
function forgetKeptInput({ url, body }: PendingAction, path: string): void {
  const sent = `${decodeURIComponent(url)} ${body}`
  const names = Object.keys(sessionStorage).filter((name) => name.startsWith('desk:kept:') && name.includes(path))
  for (const name of names) {
    const { typed } = JSON.parse(sessionStorage.getItem(name) ?? '{}') as { typed?: unknown } // Stored by this app.
    if (isSent(typed, sent)) sessionStorage.removeItem(name)
  }
}

/**
 * Repeats the stored action, and stores its outcome for the page. Returns true when it is done. On another page, or for
 * another member, the action is forgotten without an outcome: nobody has to have signed in for it.
 */
export async function continuePendingAction(
  tabStorage: TabStorage,
  here: ActionContext,
  fetch: typeof globalThis.fetch,
): Promise<boolean> {
  const stored = takeStored(tabStorage, ACT_KEY)
  if (stored === null) return false
  const outcome = await repeatAction(stored, here, fetch).catch(() => 'again' as const)
  if (outcome === null) return false
  store(tabStorage, OUTCOME_KEY, outcome)
  if (outcome === 'done') forgetKeptInput((JSON.parse(stored) as { act: PendingAction }).act, here.path)
  return outcome === 'done'
}

/** How long a fresh sign-in counts; an older action is not repeated. */
const MAX_AGE_MS = 5 * MINUTE_MS

/** The answers of these endpoints are shown once, by the page that asked, which therefore has to send the call itself. */
const answeredToThePage = [/^\/api\/settings\/api-keys$/, /^\/api\/evidence-room\/links$/, /\/export$/, /\/reveal$/]

/**
 * Sends an action again after the fresh sign-in that it needed: on the page where it was pressed, for the same member.
 * It was refused before it had any effect, so repeating it does not do it twice; after a lost answer the member is asked to
 * press again. Null: this is another page or another member.
 */
async function repeatAction(
  stored: string,
  here: ActionContext,
  fetch: typeof globalThis.fetch,
): Promise<ActionOutcome | null> {
  const { act, userid, path, at } = JSON.parse(stored) as ActionContext & { act: PendingAction } // Stored by this app.
  if (userid !== here.userid || path !== here.path) return null
  if (here.at - at >= MAX_AGE_MS || answeredToThePage.some((pattern) => pattern.test(act.url))) return 'again'
  const { url, body, headers } = act
  const answer = await fetch(url, { method: 'POST', body, headers }).catch(() => null)
  return answer?.ok ? 'done' : 'again'
}
