import type { CheckView } from '@desk/shared/self-check/self-check-schemas'
import { WecomRefusedError, WecomUnreachableError } from '../../../kernel/app-error.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { onCallSetting } from '../../../kernel/on-call-setting.ts'
import { countUncheckedAdmissions } from '../../../kernel/unchecked-admission-queries.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import { readAnchorFacts } from '../../audit/anchor-delivery.ts'
import type { CheckFacts, ProbeResult } from '../check-facts.ts'
import { today } from '../../../access/grant-conditions.ts'
import * as queries from '../check-queries.ts'
import { evaluateChecks } from '../evaluate-checks.ts'
import { withHeldDepartures } from '../get-self-check.ts'

export type CheckDeps = Pick<Deps, 'db' | 'clock' | 'log' | 'wecom' | 'site' | 'holidays' | 'storage' | 'proxy'>

/** Runs all checks and stores the results. Problems are also logged, since the page may not be open. */
export async function runSelfCheck(deps: CheckDeps): Promise<CheckView> {
  const facts = await collectFacts(deps)
  const items = evaluateChecks(facts)
  await queries.storeItems(deps.db, items, facts.now)
  for (const { item, level, reason, facts: details } of items)
    if (level !== 'ok') deps.log.warn({ item, level, reason, ...details }, 'self-check')
  return {
    checkedAt: facts.now.toISOString(),
    isInDoubt: false,
    items: await withHeldDepartures(deps.db, items),
  }
}

async function collectFacts({ db, clock, wecom, site, holidays, storage, proxy }: CheckDeps): Promise<CheckFacts> {
  // Sequential, since each call may need the token that the first one fetches.
  const app = await probe(() => wecom.describeApp())
  const tickets = await probe(async () => {
    await wecom.jsapiTicket('corp')
    await wecom.jsapiTicket('agent')
    return null
  })
  const tile = await probe(() => wecom.getTileType())
  const contacts = site.hasContactsSecret ? await probe(() => wecom.canWriteContacts()) : null
  return {
    now: clock.now(),
    publicUrl: site.publicUrl,
    timeZone: site.timeZone,
    databaseVersion: await queries.readDatabaseVersion(db),
    storage: await storage.status(),
    hasUntrustedProxy: proxy.isDetected(),
    app,
    tickets,
    tile,
    contacts,
    clockSkewMs: wecom.clockSkewMs(),
    callbacks: {
      app: { isConfigured: site.hasAppCallback, lastAt: await queries.findLastCallbackAt(db, 'app') },
      contacts: { isConfigured: site.hasContactsCallback, lastAt: await queries.findLastCallbackAt(db, 'contacts') },
    },
    installedAt: await queries.findFirstEntryAt(db),
    roles: {
      hasLead: (await queries.countLeads(db, today({ clock, site }))) > 0,
      unknownHolders: await queries.listUnknownHolders(db, site.firstHolders),
    },
    onCall: await queries.countActive(
      db,
      (await readSetting(db, onCallSetting)).value.rows.map(({ userid }) => userid),
    ),
    hasPublishedPolicy: await queries.hasPublishedPolicy(db),
    calendarCoveredUntil: holidays.coveredUntil,
    anchors: await readAnchorFacts({ db, clock, site }),
    uncheckedAdmissions: await countUncheckedAdmissions(db, clock.now()),
  }
}

async function probe<Value>(call: () => Promise<Value>): Promise<ProbeResult<Value>> {
  try {
    return { kind: 'answer', value: await call() }
  } catch (error) {
    if (error instanceof WecomRefusedError) return { kind: 'refused', errcode: error.errcode, ip: error.fromIp }
    if (error instanceof WecomUnreachableError) return { kind: 'unreachable' }
    throw error
  }
}
