import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { ActOutcome, PendingAct, PressedAt } from './pending-act.ts'

/** As long as a fresh sign-in counts; an older action is not repeated. */
const MAX_AGE_MS = 5 * MINUTE_MS

/** Their answers are shown once, by the page that asked: it has to ask itself. */
const answeredToThePage = [/^\/api\/settings\/api-keys$/, /\/export$/, /\/reveal$/]

/**
 * Sends an action again after the fresh sign-in that it needed: on the page where it was pressed, for the same member.
 * It was refused before it had any effect, so that it happens once.
 */
export async function repeatAct(stored: string, here: PressedAt, fetch: typeof globalThis.fetch): Promise<ActOutcome> {
  const { act, userid, path, at } = JSON.parse(stored) as PressedAt & { act: PendingAct } // Stored by this app.
  const isHere = userid === here.userid && path === here.path && here.at - at < MAX_AGE_MS
  if (!isHere || answeredToThePage.some((pattern) => pattern.test(act.url))) return 'again'
  const { url, body, headers } = act
  const answer = await fetch(url, { method: 'POST', body, headers }).catch(() => null)
  return answer?.ok ? 'done' : 'again'
}
