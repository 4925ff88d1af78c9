import { type CheckItem, checkItems } from '@desk/shared/self-check/self-check-schemas'
import { describe, expect, it } from 'vitest'
import type { AppDescription } from '../../ports/wecom.ts'
import type { CheckFacts, ProbeResult } from './check-facts.ts'
import { evaluateChecks } from './evaluate-checks.ts'

const app: AppDescription = {
  isClosed: false,
  visibleDepartments: [1],
  visibleUserids: [],
  visibleTags: [],
  trustedDomain: 'desk.test:8443',
  homeUrl: 'https://desk.test:8443/',
}
const at = new Date('2026-03-17T02:00:00.000Z')
const good: CheckFacts = {
  now: at,
  publicUrl: 'https://desk.test:8443',
  timeZone: 'Asia/Shanghai',
  databaseVersion: '17.5',
  storage: { isFull: false, freeBytes: 2 ** 34 },
  hasUntrustedProxy: false,
  app: { kind: 'answer', value: app },
  tickets: { kind: 'answer', value: null },
  tile: { kind: 'answer', value: 'keydata' },
  contacts: { kind: 'answer', value: true },
  clockSkewMs: 900,
  callbacks: { app: { isConfigured: true, lastAt: at }, contacts: { isConfigured: true, lastAt: at } },
  installedAt: new Date('2026-01-01T00:00:00.000Z'),
  calendarCoveredUntil: 2026,
  roles: { hasLead: true, unknownHolders: [] },
  onCall: 1,
  hasPublishedPolicy: true,
  anchors: { isTooOld: false, auditors: 1, undelivered: 0, unstamped: 0 },
  uncheckedAdmissions: 0,
}
const refused = (errcode: number, ip: string | null = null): ProbeResult<never> => ({ kind: 'refused', errcode, ip })
const withApp = (overrides: Partial<AppDescription>): Partial<CheckFacts> => ({
  app: { kind: 'answer', value: { ...app, ...overrides } },
})

const withAnchors = (overrides: Partial<CheckFacts['anchors']>): Partial<CheckFacts> => ({
  anchors: { ...good.anchors, ...overrides },
})

/** Returns the items with a problem, as `item level reason`. */
const findings = (overrides: Partial<CheckFacts>) =>
  evaluateChecks({ ...good, ...overrides }).flatMap(({ item, level, reason }) =>
    level === 'ok' ? [] : [`${item} ${level} ${reason}`],
  )

describe('evaluateChecks', () => {
  it('evaluateChecks returns all items as fine, in setup order, when everything is set up', () => {
    expect(findings({})).toEqual([])
    expect(evaluateChecks(good).map(({ item }) => item)).toEqual(checkItems)
  })

  it.each<[string, Partial<CheckFacts>, string]>([
    ['no ops lead', { roles: { hasLead: false, unknownHolders: [] } }, 'roles bad no_lead'],
    [
      'no ops lead, since the first one left',
      { roles: { hasLead: false, unknownHolders: ['x'] } },
      'roles bad no_lead',
    ],
    ['a misspelt initial holder', { roles: { hasLead: true, unknownHolders: ['x'] } }, 'roles bad names_nobody'],
    ['an empty on-call list', { onCall: 0 }, 'on_call warn not_set'],
    ['no published policy', { hasPublishedPolicy: false }, 'policies warn not_set'],
    ['an untrusted proxy', { hasUntrustedProxy: true }, 'proxy warn not_set'],
    ['a full disk', { storage: { isFull: true, freeBytes: 2 ** 25 } }, 'storage bad full'],
    ['a full disk of a database server', { storage: { isFull: true, freeBytes: null } }, 'storage bad full'],
    ['a disk that is filling up', { storage: { isFull: false, freeBytes: 2 ** 28 } }, 'storage warn ending'],
    ['a closed app', withApp({ isClosed: true }), 'app_open bad closed'],
    ['a range without the root', withApp({ visibleDepartments: [2, 3] }), 'visible_range warn no_root'],
    ['no range', withApp({ visibleDepartments: [] }), 'visible_range bad not_set'],
    ['a range of members', withApp({ visibleDepartments: [], visibleUserids: ['a'] }), 'visible_range warn no_root'],
    ['a range of tags', withApp({ visibleDepartments: [], visibleTags: [3] }), 'visible_range warn no_root'],
    ['no domain', withApp({ trustedDomain: '' }), 'trusted_domain bad not_set'],
    ['a domain without the port', withApp({ trustedDomain: 'desk.test' }), 'trusted_domain bad other_domain'],
    ['no home page', withApp({ homeUrl: '' }), 'home_url warn not_set'],
    ['another home page', withApp({ homeUrl: 'https://old.test/' }), 'home_url warn other_home'],
    ['a home page that is no URL', withApp({ homeUrl: 'desk' }), 'home_url warn other_home'],
    ['an unchecked admission', { uncheckedAdmissions: 1 }, 'access_gate warn opened'],
    ['many unchecked admissions', { uncheckedAdmissions: 5 }, 'access_gate bad opened'],
    ['no contacts secret', { contacts: null }, 'contacts_secret warn not_set'],
    ['read-only contacts', { contacts: { kind: 'answer', value: false } }, 'contacts_secret warn read_only'],
    ['a wrong contacts secret', { contacts: refused(40001) }, 'contacts_secret bad wrong_secret'],
    ['the default tile', { tile: { kind: 'answer', value: 'normal' } }, 'workbench_tile warn not_custom'],
    ['no tickets', { tickets: refused(48002) }, 'jsapi_tickets warn refused'],
    ['a clock skew of two minutes', { clockSkewMs: -120_000 }, 'clock warn skewed'],
    ['a clock skew of one hour', { clockSkewMs: 3_600_000 }, 'clock bad skewed'],
    ['a calendar that has ended', { calendarCoveredUntil: 2025 }, 'calendar warn over'],
    ['no auditor', withAnchors({ auditors: 0 }), 'anchors warn not_set'],
    ['a checkpoint that was not sent', withAnchors({ undelivered: null }), 'anchors warn undelivered'],
    ['a checkpoint that an auditor did not get', withAnchors({ undelivered: 1 }), 'anchors warn undelivered'],
    ['an outdated checkpoint', withAnchors({ isTooOld: true, auditors: 0 }), 'anchors warn outdated'],
    ['a checkpoint without a time stamp', withAnchors({ unstamped: 2 }), 'anchors warn unstamped'],
    ['a calendar that ends soon', { now: new Date('2026-12-05T00:00:00Z') }, 'calendar warn ending'],
  ])('evaluateChecks reports %s', (_name, overrides, finding) => {
    expect(findings(overrides)).toEqual([finding])
  })

  it.each(['app', 'contacts'] as const)(
    'evaluateChecks distinguishes a missing %s callback from one without events',
    (receiver) => {
      const callbacks = (isConfigured: boolean) => ({
        callbacks: { ...good.callbacks, [receiver]: { isConfigured, lastAt: null } },
      })
      expect(findings(callbacks(false))).toEqual([`${receiver}_callback warn not_set`])
      expect(findings(callbacks(true))).toEqual([`${receiver}_callback warn never_received`])
      expect(findings({ ...callbacks(true), installedAt: new Date('2026-03-16T12:00:00Z') })).toEqual([])
    },
  )

  it.each([60020, 301042])(
    'evaluateChecks does not take an address refused with %i for a wrong secret; items that need the app description are unknown',
    (code) => {
      const facts = { app: refused(code, '203.0.113.7'), tickets: refused(code), tile: refused(code) }
      const items = evaluateChecks({ ...good, ...facts, contacts: refused(code) })
      const resultOf = (item: CheckItem) => items.find((result) => result.item === item)
      expect(resultOf('trusted_ip')).toMatchObject({ level: 'bad', reason: 'ip_refused', facts: { ip: '203.0.113.7' } })
      expect(resultOf('agent_secret')).toMatchObject({ level: 'ok' })
      expect(resultOf('trusted_domain')).toMatchObject({ level: 'warn', reason: 'unknown' })
      expect(resultOf('contacts_secret')).toMatchObject({ level: 'warn', reason: 'ip_refused' })
    },
  )

  it('evaluateChecks reports a wrong app secret', () => {
    expect(findings({ app: refused(40001), tickets: refused(40001), tile: refused(40001) })).toContain(
      'agent_secret bad wrong_secret',
    )
  })

  it('evaluateChecks distinguishes an unavailable WeCom from a wrong secret', () => {
    const unreachable = { kind: 'unreachable' } as const
    expect(findings({ app: unreachable })).toContain('agent_secret bad unreachable')
  })
})
