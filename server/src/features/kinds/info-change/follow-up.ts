import { holdsRole } from '@desk/shared/identity/route-rules'
import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import { DISPUTE_DAYS, infoPhases, type InfoPhase } from '@desk/shared/requests/kinds/info-change'
import type { FollowUp } from '@desk/shared/requests/request-schemas'
import type { RequestRow } from '../../requests/request-queries.ts'
import { agreedChanges, payloadOf } from './asked-changes.ts'

const DAY_MS = 86_400_000

/** Until when the applicant may say that it is not so; null: not, or not any more. One word is answered once. */
function disputableUntil({ state, outcome }: RequestRow, now: Date): Date | null {
  const { doneAt, dispute } = outcome
  if (state !== 'done' || doneAt === undefined || dispute !== undefined) return null
  const until = new Date(Date.parse(doneAt) + DISPUTE_DAYS * DAY_MS)
  return now < until ? until : null
}

const phases: readonly string[] = infoPhases
const isPhase = (text: string | null): text is InfoPhase => text !== null && phases.includes(text)
const waitsForPeople = ({ phase }: RequestRow) => phase === 'awaiting_proof' || phase === 'guide_member'

export function followUpOf(request: RequestRow, actor: MemberActor, now: Date): FollowUp {
  const { outcome, applicantId } = request
  const isOps = holdsRole(actor, 'ops')
  const isApplicant = sameUserid(actor.userid, applicantId)
  const until = disputableUntil(request, now)
  const phase = isPhase(request.phase) ? request.phase : null
  const allowed = {
    look: waitsForPeople(request) && (isOps || isApplicant),
    sheet: phase === 'awaiting_proof' && isOps,
    dispute: until !== null && isApplicant,
    settle: phase === 'disputed' && isOps && !isApplicant,
  }
  return {
    phase,
    effectiveOn: payloadOf(request).effectiveOn ?? null,
    openFields: waitsForPeople(request) ? agreedChanges(request).map(({ field }) => field) : [],
    dispute: outcome.dispute ?? null,
    disputableUntil: until?.toISOString() ?? null,
    allowed: (Object.keys(allowed) as (keyof typeof allowed)[]).filter((name) => allowed[name]),
  }
}
