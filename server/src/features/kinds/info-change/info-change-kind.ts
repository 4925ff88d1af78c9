import { type InfoField, infoChange } from '@desk/shared/requests/kinds/info-change'
import { refusalReasons } from '@desk/shared/requests/reasons'
import type { FieldChangeView, Proof, Verdict } from '@desk/shared/requests/request-schemas'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import type { ServerKind } from '../../requests/request-kind.ts'
import type { RequestRow } from '../../requests/request-queries.ts'
import { askedChanges } from './asked-changes.ts'
import { checkAsked } from './check-asked.ts'
import { followUpOf } from './follow-up.ts'
import { infoChangeCards } from './info-change-cards.ts'
import { APPLY_TOPIC } from './progress.ts'

export const infoChangeKind: ServerKind = {
  checkSubmit: (tx, applicant, payload, today) =>
    checkAsked(tx, applicant, infoChange.payload.parse(payload), { today }),

  seen: (payload) => infoChange.seen(infoChange.payload.parse(payload)),

  verdicts(payload, fields) {
    const asked = askedChanges({ payload: infoChange.payload.parse(payload) as RequestRow['payload'] }).map(
      ({ field }) => field,
    )
    const given = Object.keys(fields) as InfoField[]
    const missing = asked.filter((field) => !fields[field]).map((field) => fieldError(field, 'verdict.missing'))
    const surplus = given
      .filter((field) => !asked.includes(field))
      .map((field) => fieldError(field, 'verdict.not_asked'))
    if (missing.length + surplus.length > 0)
      throw new InvalidInputError('Every asked-for field needs one verdict', [...missing, ...surplus])
    return fields as Record<string, Verdict>
  },

  changes: (request) => askedChanges(request).map((change) => changeView(request, change)),
  effectTopic: APPLY_TOPIC,
  cards: infoChangeCards,
  proof,
  followUp: followUpOf,
}

const fieldError = (field: InfoField, code: string) => ({ path: `fields.${field}`, code })

function changeView(
  { outcome }: Pick<RequestRow, 'outcome'>,
  { field, from, to }: { field: InfoField; from: string; to: string },
): FieldChangeView {
  const verdict = outcome.verdicts[field]
  const value = outcome.readBack[field]
  return {
    field,
    from,
    to,
    verdict: verdict ? { agreed: verdict.verdict === 'agree', reason: reasonOf(verdict) } : null,
    readBack: value === undefined ? null : { value, equal: value === to },
  }
}

function reasonOf(verdict: Verdict) {
  if (verdict.verdict === 'agree') return null
  const { code, text } = verdict.reason
  return { code, text, clause: refusalReasons[code].clause }
}

/** Decided, written, read back. The third notch fills on an equal read-back and on nothing else. */
function proof({ state, outcome }: RequestRow): Proof {
  switch (state) {
    case 'draft':
    case 'open':
    case 'returned':
      return { reached: 0, state: 'waiting' }
    case 'decided':
      return { reached: 1, state: outcome.phase === 'scheduled' ? 'waiting' : 'running' }
    case 'executing':
      return { reached: outcome.written ? 2 : 1, state: outcome.phase ? 'waiting' : 'running' }
    case 'done':
      return { reached: 3, state: 'done' }
    case 'failed':
      return { reached: outcome.written ? 2 : 1, state: 'failed' }
    case 'refused':
      return { reached: 1, state: 'stopped' }
    case 'withdrawn':
      return { reached: 0, state: 'stopped' }
  }
}
