import type { PolicyId } from '@desk/shared/kernel/ids'
import { endOfDay } from '@desk/shared/kernel/working-calendar'
import type { RecordEvent } from '@desk/shared/policies/record-schemas'
import { secondsRead } from '@desk/shared/policies/reading-time'
import { memberNames } from '../../../directory/member-names.ts'
import { listClauseNumbers, listDecisions, listSignedVersions } from '../board/signing-history-queries.ts'
import { listDeliveries } from '../roster/delivery-queries.ts'
import { listExemptions } from '../roster/person-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { decryptSigner } from '../signing/encrypted-signer.ts'
import { findSigner } from '../signing/signature-queries.ts'
import { listAskedQuestions, listExemptionRequests, listOpenedVersions } from './record-queries.ts'

type PersonQuery = { userid: string; isFull: boolean }

const blank = { label: null, by: null, reason: null, day: null, delivery: null, signature: null }

/** Returns what happened between a person and a policy as one timeline, newest first. */
export async function recordEvents(deps: RosterDeps, id: PolicyId, query: PersonQuery): Promise<RecordEvent[]> {
  const { db } = deps
  const facts = [
    ...(await listOpenedVersions(db, id, query.userid)),
    ...(await listAskedQuestions(db, id, query.userid)),
    ...(await listExemptionRequests(db, id, query.userid)),
  ]
  const events: RecordEvent[] = [
    ...facts.map(({ at, ...fact }) => ({ ...blank, ...fact, at: at.toISOString() })),
    ...(await messageEvents(deps, id, query)),
    ...(await signatureEvents(deps, id, query)),
    ...(await decisionEvents(deps, id, query)),
  ]
  return events.sort((left, right) => (left.at < right.at ? 1 : -1))
}

const messageKinds = {
  'policy.asked': 'asked',
  'policy.told': 'told',
  'policy.reminded': 'reminded',
  'policy.urged': 'urged',
} as const

async function messageEvents({ db }: RosterDeps, id: PolicyId, { userid }: PersonQuery): Promise<RecordEvent[]> {
  return (await listDeliveries(db, id, userid)).map(({ event, state, plannedAt, admittedAt }) => ({
    ...blank,
    at: (admittedAt ?? plannedAt).toISOString(),
    kind: messageKinds[event],
    // Messages about policies are never part of the digest of requests.
    delivery: state === 'digest' ? 'waiting' : state,
  }))
}

async function signatureEvents(
  { db }: RosterDeps,
  id: PolicyId,
  { userid, isFull }: PersonQuery,
): Promise<RecordEvent[]> {
  const signer = await findSigner(db, userid)
  const signed = signer ? await listSignedVersions(db, id, signer) : []
  const numbers = await listClauseNumbers(
    db,
    signed.map(({ row }) => row.versionId),
  )
  const first = Math.min(...signed.map(({ row }) => row.occasion))
  return signed.map(({ row, label }, index) => {
    const details = decryptSigner(signer?.key ?? null, row.id, row.sealed)
    const clauses = numbers.flatMap(({ versionId, clauseId, no }) => {
      const ms = versionId === row.versionId ? row.readMap[clauseId] : undefined
      return ms === undefined ? [] : [{ no, seconds: Math.round(ms / 1000) }]
    })
    const { client = '', net = '' } = details ?? {}
    return {
      ...blank,
      at: row.signedAt.toISOString(),
      kind: 'signed' as const,
      label,
      signature: {
        receipt: row.code,
        basis: row.basis,
        language: row.language,
        department: [...(details?.department ?? [])],
        roundSince: row.occasion > first ? new Date(row.occasion).toISOString() : null,
        // Newest first.
        replacedBy: signed[index - 1]?.row.code ?? null,
        reading: isFull ? { seconds: secondsRead(row.readMap), clauses, client, net } : null,
      },
    }
  })
}

async function decisionEvents(
  { db, site, clock }: RosterDeps,
  id: PolicyId,
  { userid, isFull }: PersonQuery,
): Promise<RecordEvent[]> {
  const exemptions = await listExemptions(db, id, userid)
  const decisions = await listDecisions(db, id, userid)
  const names = await memberNames(db, [
    ...exemptions.flatMap(({ by, endedBy }) => [by, endedBy ?? by]),
    ...decisions.map(({ by }) => by),
  ])
  const reasonOf = (reason: string) => (isFull && reason !== '' ? reason : null)
  const ended = exemptions.flatMap(({ endedAt, endedBy, until }) => {
    // An exemption that ends with its last day is ended by nobody.
    const at = endedAt ?? (until === null ? null : endOfDay(site.timeZone, until))
    if (at === null || at > clock.now()) return []
    const by = endedAt === null ? null : names(endedBy ?? '').name
    return [{ ...blank, kind: 'exemption_ended' as const, at: at.toISOString(), by }]
  })
  return [
    ...exemptions.map(({ reason, by, at, until }) => ({
      ...blank,
      kind: 'exempted' as const,
      at: at.toISOString(),
      by: names(by).name,
      reason: reasonOf(reason),
      day: until,
    })),
    ...ended,
    ...decisions.map(({ reason, by, at, dueOn }) => ({
      ...blank,
      kind: dueOn === null ? ('asked_anew' as const) : ('due_date_set' as const),
      at: at.toISOString(),
      by: names(by).name,
      reason: reasonOf(reason),
      day: dueOn,
    })),
  ]
}
