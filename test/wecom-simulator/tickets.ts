import { createHash } from 'node:crypto'
import { refuse } from './errors.ts'
import type { SimulatorContext } from './simulator-context.ts'

const ticketLifeMs = 7_200_000
const hourMs = 3_600_000
/** Per app and hour (doc 90312). */
const fetchesPerHour = 100

export const requireTicketBudget = (context: SimulatorContext): void => {
  const { tickets } = context.state
  const now = context.clock.nowMs()
  tickets.fetchedAtMs = tickets.fetchedAtMs.filter((at) => at > now - hourMs)
  if (tickets.fetchedAtMs.length >= fetchesPerHour) refuse(45009)
  tickets.fetchedAtMs.push(now)
}

export const issueTicket = (
  context: SimulatorContext,
  kind: 'corp' | 'agent',
): { ticket: string; expires_in: number } => {
  const now = context.clock.nowMs()
  const held = context.state.tickets[kind]
  const ticket =
    held && held.expiresAtMs > now ? held : { value: context.newId(`ticket-${kind}`), expiresAtMs: now + ticketLifeMs }
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

export type SignatureVerdict = { ok: true } | { ok: false; error: string; info: string }

/** Doc 90506: sorted by key as written here, raw values, the page's URL without its fragment. */
export const jsapiSignature = (ticket: string, nonceStr: string, timestamp: string, url: string): string =>
  createHash('sha1')
    .update(`jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`)
    .digest('hex')

const more = (errcode: number): string => `more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`

/** What the client asks the platform before it lets a page call anything. */
export const judgeSignature = (context: SimulatorContext, claim: SignatureClaim): SignatureVerdict => {
  const { state } = context
  const no = (error: string, errcode: number): SignatureVerdict => ({
    ok: false,
    error,
    info: `${error} ${more(errcode)}`,
  })
  if (!URL.canParse(claim.url) || new URL(claim.url).host !== state.app.trustedDomain) {
    return no('fail_not match any reliable domain.', 80001)
  }
  if (claim.corpId !== state.corp.id) return no('fail_invalid corpid', claim.kind === 'agent' ? 92002 : 40013)
  if (claim.kind === 'agent' && claim.agentId !== String(state.app.agentId)) return no('fail_invalid agentid', 40056)
  const ticket = state.tickets[claim.kind]
  if (!ticket || ticket.expiresAtMs <= context.clock.nowMs()) return no('fail_invalid signature', 42012)
  const expected = jsapiSignature(ticket.value, claim.nonceStr, claim.timestamp, claim.url)
  return expected === claim.signature ? { ok: true } : no('fail_invalid signature', 40093)
}
