import { createHash } from 'node:crypto'
import { HOUR_MS } from '@desk/shared/kernel/durations'
import { refuse } from './errors.ts'
import type { SimulatorContext } from './simulator-context.ts'

const TICKET_LIFETIME_MS = 2 * HOUR_MS
/** For each app and hour (doc 90312). */
const FETCHES_PER_HOUR = 100

export const requireTicketBudget = (context: SimulatorContext): void => {
  const { tickets } = context.state
  const now = context.clock.nowMs()
  tickets.fetchedAtMs = tickets.fetchedAtMs.filter((at) => at > now - HOUR_MS)
  if (tickets.fetchedAtMs.length >= FETCHES_PER_HOUR) refuse(45009)
  tickets.fetchedAtMs.push(now)
}

export const issueTicket = (
  context: SimulatorContext,
  kind: 'corp' | 'agent',
): { ticket: string; expires_in: number } => {
  const now = context.clock.nowMs()
  const previous = context.state.tickets[kind]
  const ticket =
    previous && previous.expiresAtMs > now
      ? previous
      : { value: context.newId(`ticket-${kind}`), expiresAtMs: now + TICKET_LIFETIME_MS }
  context.state.tickets[kind] = ticket
  return { ticket: ticket.value, expires_in: Math.floor((ticket.expiresAtMs - now) / 1000) }
}

export type SignatureClaim = {
  kind: 'corp' | 'agent'
  corpId: string
  agentId?: string | undefined
  url: string
  timestamp: string
  nonceStr: string
  signature: string
}

type SignatureResult = { ok: true } | { ok: false; error: string; info: string }

/** Returns the signature of doc 90506: keys in this order, values not encoded, the page's URL without its fragment. */
export const jsapiSignature = (ticket: string, nonceStr: string, timestamp: string, url: string): string =>
  createHash('sha1')
    .update(`jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`)
    .digest('hex')

const hintOf = (errcode: number): string => `more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`

/** Checks a signature, as the client does before a page may call its API. */
export const verifySignature = (context: SimulatorContext, claim: SignatureClaim): SignatureResult => {
  const { state } = context
  const failed = (error: string, errcode: number): SignatureResult => ({
    ok: false,
    error,
    info: `${error} ${hintOf(errcode)}`,
  })
  if (!URL.canParse(claim.url) || new URL(claim.url).host !== state.app.trustedDomain) {
    return failed('fail_not match any reliable domain.', 80001)
  }
  if (claim.corpId !== state.corp.id) return failed('fail_invalid corpid', claim.kind === 'agent' ? 92002 : 40013)
  if (claim.kind === 'agent' && claim.agentId !== String(state.app.agentId))
    return failed('fail_invalid agentid', 40056)
  const ticket = state.tickets[claim.kind]
  if (!ticket || ticket.expiresAtMs <= context.clock.nowMs()) return failed('fail_invalid signature', 42012)
  const expected = jsapiSignature(ticket.value, claim.nonceStr, claim.timestamp, claim.url)
  return expected === claim.signature ? { ok: true } : failed('fail_invalid signature', 40093)
}
