import { DAY_MS, MINUTE_MS } from '@desk/shared/kernel/durations'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import type { CheckItem, CheckItemView, CheckLevel, CheckReason } from '@desk/shared/self-check/self-check-schemas'
import { UNCHECKED_ADMISSION_ALARM } from '../../kernel/unchecked-admission-queries.ts'
import type { AppDescription } from '../../ports/wecom.ts'
import type { CheckFacts, ProbeResult } from './check-facts.ts'
import { ROOT_DEPARTMENT } from '../../directory/root-department.ts'
import { ipNotAllowedCodes } from '../../kernel/app-error.ts'

/** Limits of the clock skew to WeCom: signatures of pages and callbacks contain times. WeCom's time has second precision. */
const SKEW_WARN_MS = MINUTE_MS
const SKEW_BAD_MS = 5 * MINUTE_MS
/** Notice before the holiday table ends; next year's holidays are announced in November. */
const CALENDAR_NOTICE_MS = 30 * DAY_MS
const MEGABYTE = 2 ** 20
/** Free space below which ops are warned, before new data is refused. */
const STORAGE_NOTICE_BYTES = 512 * MEGABYTE
/** Codes for a wrong CorpID or secret, or for a token that WeCom does not accept (doc 90313). */
const wrongSecretCodes: readonly number[] = [40001, 40013, 40091, 42001, 40014]

type Verdict = { level: CheckLevel; reason: CheckReason; facts?: Record<string, string> }
const ok = (facts: Record<string, string> = {}): Verdict => ({ level: 'ok', reason: 'fine', facts })
const warn = (reason: CheckReason, facts: Record<string, string> = {}): Verdict => ({ level: 'warn', reason, facts })
const bad = (reason: CheckReason, facts: Record<string, string> = {}): Verdict => ({ level: 'bad', reason, facts })

/** Evaluates every item of the self-check. Each item reports its most serious problem. */
export function evaluateChecks(facts: CheckFacts): CheckItemView[] {
  return (Object.entries(checks) as [CheckItem, (facts: CheckFacts) => Verdict][]).map(([item, check]) => {
    const { level, reason, facts: details = {} } = check(facts)
    return { item, level, reason, facts: details }
  })
}

const checks: Record<CheckItem, (facts: CheckFacts) => Verdict> = {
  database: ({ databaseVersion }) => ok({ version: databaseVersion }),
  storage: ({ storage }) => evaluateStorage(storage),
  proxy: ({ hasUntrustedProxy }) => (hasUntrustedProxy ? warn('not_set') : ok()),
  agent_secret: ({ app }) => evaluateSecret(app),
  trusted_ip: evaluateTrustedIp,
  clock: ({ clockSkewMs }) => evaluateClock(clockSkewMs),
  app_open: ({ app }) => evaluateApp(app, ({ isClosed }) => (isClosed ? bad('closed') : ok())),
  visible_range: ({ app }) => evaluateApp(app, evaluateVisibleRange),
  trusted_domain: ({ app, publicUrl }) =>
    evaluateApp(app, ({ trustedDomain }) => evaluateTrustedDomain(trustedDomain, publicUrl)),
  home_url: ({ app, publicUrl }) => evaluateApp(app, ({ homeUrl }) => evaluateHomeUrl(homeUrl, publicUrl)),
  app_callback: (facts) => evaluateCallback(facts, 'app'),
  jsapi_tickets: ({ tickets }) => (tickets.kind === 'answer' ? ok() : warn('refused', codeOf(tickets))),
  workbench_tile: ({ tile }) => {
    if (tile.kind !== 'answer') return warn('refused', codeOf(tile))
    return tile.value === 'keydata' ? ok() : warn('not_custom')
  },
  contacts_secret: ({ contacts }) => (contacts === null ? warn('not_set') : evaluateContacts(contacts)),
  contacts_callback: (facts) => evaluateCallback(facts, 'contacts'),
  calendar: evaluateCalendar,
  roles: ({ roles }) => evaluateRoles(roles),
  on_call: ({ onCall }) => (onCall === 0 ? warn('not_set') : ok({ people: String(onCall) })),
  policies: ({ hasPublishedPolicy }) => (hasPublishedPolicy ? ok() : warn('not_set')),
  access_gate: ({ uncheckedAdmissions }) => evaluateGate(uncheckedAdmissions),
  anchors: ({ anchors }) => evaluateAnchors(anchors),
}

function evaluateStorage({ isFull, freeBytes }: CheckFacts['storage']): Verdict {
  const facts: Record<string, string> =
    freeBytes === null ? {} : { megabytes: String(Math.floor(freeBytes / MEGABYTE)) }
  if (isFull) return bad('full', facts)
  return freeBytes !== null && freeBytes < STORAGE_NOTICE_BYTES ? warn('ending', facts) : ok(facts)
}

function evaluateSecret(probe: ProbeResult<unknown>): Verdict {
  if (probe.kind === 'answer') return ok()
  if (probe.kind === 'unreachable') return bad('unreachable')
  if (wrongSecretCodes.includes(probe.errcode)) return bad('wrong_secret', codeOf(probe))
  // WeCom checks the IP address only after it has accepted the secret.
  return ipNotAllowedCodes.includes(probe.errcode) ? ok() : bad('refused', codeOf(probe))
}

function evaluateTrustedIp({ app, contacts }: CheckFacts): Verdict {
  const refusals = [app, ...(contacts === null ? [] : [contacts])].filter(isIpRefusal)
  const [first] = refusals
  if (first) return bad('ip_refused', { ip: refusals.find(({ ip }) => ip !== null)?.ip ?? '?' })
  return app.kind === 'answer' ? ok() : warn('unknown')
}

const isIpRefusal = (probe: ProbeResult<unknown>): probe is Extract<ProbeResult<unknown>, { kind: 'refused' }> =>
  probe.kind === 'refused' && ipNotAllowedCodes.includes(probe.errcode)

function evaluateClock(skewMs: number | null): Verdict {
  if (skewMs === null) return warn('unknown')
  const seconds = { seconds: String(Math.round(skewMs / 1000)) }
  if (Math.abs(skewMs) > SKEW_BAD_MS) return bad('skewed', seconds)
  return Math.abs(skewMs) > SKEW_WARN_MS ? warn('skewed', seconds) : ok()
}

/** Evaluates the app description; `unknown` without it, since another item reports the failed call. */
const evaluateApp = (app: ProbeResult<AppDescription>, check: (app: AppDescription) => Verdict): Verdict =>
  app.kind === 'answer' ? check(app.value) : warn('unknown')

function evaluateVisibleRange({ visibleDepartments, visibleUserids, visibleTags }: AppDescription): Verdict {
  if (visibleDepartments.includes(ROOT_DEPARTMENT)) return ok()
  const isSet = visibleDepartments.length + visibleUserids.length + visibleTags.length > 0
  return isSet ? warn('no_root') : bad('not_set')
}

function evaluateTrustedDomain(found: string, publicUrl: string): Verdict {
  const { host: expectedHost } = new URL(publicUrl)
  if (found === '') return bad('not_set', { wanted: expectedHost })
  return found.toLowerCase() === expectedHost ? ok({ found }) : bad('other_domain', { wanted: expectedHost, found })
}

function evaluateHomeUrl(found: string, publicUrl: string): Verdict {
  const expectedUrl = `${publicUrl}/`
  if (found === '') return warn('not_set', { wanted: expectedUrl })
  const isThisApp = URL.canParse(found) && new URL(found).origin === new URL(publicUrl).origin
  return isThisApp ? ok() : warn('other_home', { wanted: expectedUrl, found })
}

/** Evaluates a callback. On the first day after installation it is normal that no event was received. */
function evaluateCallback({ callbacks, installedAt, now }: CheckFacts, receiver: 'app' | 'contacts'): Verdict {
  const { isConfigured, lastAt } = callbacks[receiver]
  if (!isConfigured) return warn('not_set')
  if (lastAt !== null) return ok({ lastAt: lastAt.toISOString() })
  const isNew = installedAt === null || now.getTime() - installedAt.getTime() < DAY_MS
  return isNew ? { level: 'ok', reason: 'never_received' } : warn('never_received')
}

function evaluateContacts(probe: ProbeResult<boolean>): Verdict {
  if (probe.kind === 'answer') return probe.value ? ok() : warn('read_only')
  return isIpRefusal(probe) ? warn('ip_refused', { ip: probe.ip ?? '?' }) : evaluateSecret(probe)
}

function evaluateCalendar({ now, timeZone, calendarCoveredUntil }: CheckFacts): Verdict {
  const year = { year: String(calendarCoveredUntil) }
  const yearOf = (at: Date) => Number(dayIn(timeZone, at).slice(0, 4))
  if (yearOf(now) > calendarCoveredUntil) return warn('over', year)
  return yearOf(new Date(now.getTime() + CALENDAR_NOTICE_MS)) > calendarCoveredUntil ? warn('ending', year) : ok(year)
}

function evaluateRoles({ hasLead, unknownHolders }: CheckFacts['roles']): Verdict {
  if (unknownHolders === null) return warn('unknown')
  const facts: Record<string, string> = unknownHolders.length > 0 ? { userids: unknownHolders.join(', ') } : {}
  if (!hasLead) return bad('no_lead', facts)
  return unknownHolders.length > 0 ? bad('names_nobody', facts) : ok()
}

function evaluateGate(admissions: number): Verdict {
  if (admissions === 0) return ok()
  const facts = { openings: String(admissions) }
  return admissions >= UNCHECKED_ADMISSION_ALARM ? bad('opened', facts) : warn('opened', facts)
}

/** Evaluates whether the checkpoints of the evidence log reach the auditors. */
function evaluateAnchors({ isTooOld, auditors, undelivered, unstamped }: CheckFacts['anchors']): Verdict {
  if (isTooOld) return warn('outdated')
  if (auditors === 0) return warn('not_set')
  if (undelivered === null) return warn('undelivered')
  if (undelivered > 0) return warn('undelivered', { people: String(undelivered) })
  return unstamped > 0 ? warn('unstamped', { anchors: String(unstamped) }) : ok()
}

const codeOf = (probe: ProbeResult<unknown>): Record<string, string> =>
  probe.kind === 'refused' ? { errcode: String(probe.errcode) } : {}
