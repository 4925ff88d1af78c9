import { sameUserid } from '@desk/shared/kernel/same-userid'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import type { TimelineRow } from '../../ui/lists/TimelineList.vue'
import { approverName, progressSentence } from '../../locales/request-labels.ts'
import { minutesBetween } from '../../locales/time.ts'
import type { Messages } from '../../locales/messages.ts'
import { isLate } from './due-label.ts'
import { timelineRows } from './timeline-rows.ts'
import { verificationSteps } from './verification-steps.ts'

export type StepContext = {
  requests: Messages['requests']
  approvals: Messages['approvals']
  viewer: string
  now: string
}

/** Returns what happened, whose turn it is, and what is still to come. */
export function requestSteps(request: RequestView, context: StepContext): TimelineRow[] {
  const past = timelineRows(context.requests, request, context.viewer, context.now)
  return [...past, ...presentStep(request, context), ...nextStep(request, context)]
}

function presentStep(request: RequestView, context: StepContext): TimelineRow[] {
  const { requests, approvals, viewer, now } = context
  const step = { id: 'next', tone: 'next', hint: null, time: '' } as const
  switch (request.state) {
    case 'open': {
      const { waitingSince, allowed } = request
      const isMine = allowed.includes('decide')
      const approver = request.deciders.find(({ userid }) => isMine && sameUserid(userid, viewer))
      return [
        {
          ...step,
          title: isMine ? requests.progress.waitingForYou : progressSentence(requests, request),
          time: waitingSince === null ? '' : requests.lists.waited(minutesBetween(waitingSince, now)),
          hint: [isMine ? null : rolesOf(request, context), presenceOf(request, context), dueText(request, context)]
            .filter((part) => part !== null)
            .join(requests.between),
          person: approver ?? request.deciders[0],
        },
      ]
    }
    case 'returned': {
      const { applicant } = request
      const isMine = sameUserid(applicant.userid, viewer)
      const title = isMine ? requests.progress.returned : approvals.own.beingCorrected(applicant.name)
      return [{ ...step, title, person: applicant }]
    }
    case 'decided':
    case 'executing':
      return [{ ...step, title: progressSentence(requests, request) }]
    case 'draft':
    case 'done':
    case 'failed':
    case 'withdrawn':
    case 'refused':
      return []
  }
}

/** Returns the role in which the approvers decide: the one that all have, or each name with its own. */
function rolesOf({ deciders }: RequestView, { requests, approvals }: StepContext): string | null {
  const [first] = deciders
  if (!first) return null
  const { because } = approvals.transfer
  if (deciders.every((decider) => decider.because === first.because)) return because[first.because]
  return deciders
    .map((decider) => approvals.own.duty(approverName(requests, decider), because[decider.because]))
    .join(requests.between)
}

/** Returns that the first approver is on duty, and how soon they usually decide; null: neither is known. */
function presenceOf({ contact }: RequestView, { requests }: StepContext): string | null {
  if (!contact) return null
  const { onDuty, usually } = requests.home.people
  const parts = [...(contact.isOnDuty ? [onDuty] : []), ...(contact.usualHours ? [usually(contact.usualHours)] : [])]
  return parts.length > 0 ? parts.join(requests.between) : null
}

/** Returns by when the request should be decided, or that it is overdue; null for the applicant, whose page has this in its heading. */
function dueText(request: RequestView, { requests, approvals, viewer, now }: StepContext): string | null {
  if (sameUserid(request.applicant.userid, viewer)) return null
  if (isLate(request, now)) return approvals.row.overdue
  return request.dueAt === null ? null : approvals.own.due(requests.day(request.dueAt, now))
}

const statesInProgress: readonly RequestView['state'][] = ['open', 'returned', 'decided', 'executing']

function nextStep({ kind, state, proof }: RequestView, { requests }: StepContext): TimelineRow[] {
  if (!statesInProgress.includes(state)) return []
  const [, ...effects] = verificationSteps(requests, kind)
  const left = effects.slice(Math.max(0, proof.reached - 1) + (proof.reached > 0 ? 1 : 0))
  if (left.length === 0) return []
  return [
    { id: 'todo', tone: 'todo', hint: null, time: '', title: left.map(({ todo }) => todo).join(requests.between) },
  ]
}
