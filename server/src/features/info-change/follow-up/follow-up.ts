import { DAY_MS } from '@desk/shared/kernel/durations'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import {
  DISPUTE_DAYS,
  DISPUTES_MAX,
  type InfoField,
  infoPhases,
  type InfoPhase,
} from '@desk/shared/info-change/info-change'
import type { FollowUp } from '@desk/shared/info-change/info-follow-up'
import { subjectIdOf } from '@desk/shared/requests/subject-of'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { manualTaskAssignees, waitsForManualTask } from '../../requests/model/manual-tasks.ts'
import type { RequestRow } from '../../requests/model/request-queries.ts'
import { approvedChanges, payloadOf } from '../requested-changes.ts'
import { waitsForVerification } from '../progress.ts'

type StoredDispute = NonNullable<RequestRow['outcome']['dispute']>

/** Returns the time until which the applicant may dispute the result; null: they may not. An answer allows a second dispute. */
function disputableUntil({ state, outcome }: RequestRow, now: Date): Date | null {
  const { doneAt, dispute } = outcome
  if (state !== 'done' || doneAt === undefined || countDisputes(dispute) >= DISPUTES_MAX) return null
  const since = Math.max(Date.parse(doneAt), Date.parse(dispute?.settledAt ?? doneAt))
  const until = new Date(since + DISPUTE_DAYS * DAY_MS)
  return now < until ? until : null
}

const countDisputes = (dispute: StoredDispute | undefined): number =>
  dispute === undefined ? 0 : 1 + countDisputes(dispute.before)

const phases: readonly string[] = infoPhases
const isPhase = (text: string | null): text is InfoPhase => text !== null && phases.includes(text)

/** Returns the fields that the last read-back did not show; all of them without a read-back. */
function openFields(request: RequestRow): InfoField[] {
  const { open } = request.outcome
  const agreed = approvedChanges(request).map(({ field }) => field)
  return open === undefined ? agreed : agreed.filter((field) => open.includes(field))
}

/** Returns the disputes, oldest first. */
const disputesOf = (dispute: StoredDispute | undefined): FollowUp['disputes'] => {
  if (dispute === undefined) return []
  const { at, text, settledAt, answer } = dispute
  return [...disputesOf(dispute.before), { at, text, settledAt, answer }]
}

/** Returns what can still happen to a decided request, and what this actor may do. */
export function followUpOf(request: RequestRow, actor: MemberActor, now: Date): Omit<FollowUp, 'waitsForNobody'> {
  const { outcome, applicantId } = request
  const isOps = holdsRole(actor, 'ops')
  const isApplicant = sameUserid(actor.userid, applicantId)
  const isOwn = isApplicant || sameUserid(actor.userid, subjectIdOf(request))
  const until = disputableUntil(request, now)
  const phase = isPhase(request.phase) ? request.phase : null
  const allowed = {
    look: waitsForVerification(request) && (isOps || isApplicant),
    sheet: (phase === 'awaiting_proof' || phase === 'differs') && isOps,
    rewrite: phase === 'differs' && isOps,
    dispute: until !== null && isApplicant,
    settle: phase === 'disputed' && isOps && !isOwn,
  }
  return {
    phase,
    effectiveOn: payloadOf(request).effectiveOn ?? null,
    openFields: waitsForVerification(request) ? openFields(request) : [],
    disputes: disputesOf(outcome.dispute),
    disputableUntil: until?.toISOString() ?? null,
    allowed: (Object.keys(allowed) as (keyof typeof allowed)[]).filter((name) => allowed[name]),
  }
}

/** Returns the follow-up as the page of the request shows it. */
export async function toFollowUp(deps: ReadDeps, request: RequestRow, actor: MemberActor): Promise<FollowUp> {
  const assignees = await manualTaskAssignees(deps, deps.db, request)
  const waitsForNobody = waitsForManualTask(request) && assignees.length === 0
  return { ...followUpOf(request, actor, deps.clock.now()), waitsForNobody }
}
