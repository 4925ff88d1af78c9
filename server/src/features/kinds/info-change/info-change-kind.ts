import { changesOf, infoChange, type InfoField } from '@desk/shared/requests/kinds/info-change'
import { refusalReasons } from '@desk/shared/requests/reasons'
import type { FieldChangeView, Proof, Verdict } from '@desk/shared/requests/request-schemas'
import { FieldAlreadyOpenError, InvalidInputError, OldValuesChangedError } from '../../../kernel/app-error.ts'
import type { Person } from '../../requests/people-queries.ts'
import type { ServerKind } from '../../requests/request-kind.ts'
import { findOpenRequests, type RequestRow } from '../../requests/request-queries.ts'
import { infoChangeCards } from './info-change-cards.ts'

export const APPLY_TOPIC = 'info_change.apply'

/** The directory's value of a field, as the mirror knows it. */
export const currentValue = (person: Pick<Person, InfoField>, field: InfoField): string => person[field]

/** What the applicant asked for, in form order. */
export const askedChanges = (request: Pick<RequestRow, 'payload'>) =>
  changesOf(infoChange.payload.parse(request.payload))

/** Fields that were agreed to, with the value to write. */
export const agreedChanges = (request: Pick<RequestRow, 'payload' | 'outcome'>) =>
  askedChanges(request).filter(({ field }) => request.outcome.verdicts[field]?.verdict === 'agree')

export const infoChangeKind: ServerKind = {
  async checkSubmit(tx, applicant, payload, again) {
    const asked = changesOf(infoChange.payload.parse(payload))
    const stale = asked.filter(({ field, from }) => currentValue(applicant, field) !== from)
    if (stale.length > 0) throw new OldValuesChangedError(staleDetails(applicant, asked))
    for (const other of await findOpenRequests(tx, applicant.userid, 'info_change')) {
      if (other.id === again) continue
      const taken = new Set(askedChanges(other).map(({ field }) => field))
      const clash = asked.map(({ field }) => field).filter((field) => taken.has(field))
      if (clash.length > 0) throw new FieldAlreadyOpenError(other.id, clash)
    }
  },

  seen: (payload) => infoChange.seen(infoChange.payload.parse(payload)),

  verdicts(request, fields) {
    const asked = askedNow(request)
    const given = Object.keys(fields) as InfoField[]
    const missing = asked.filter((field) => !fields[field]).map((field) => fieldError(field, 'verdict.missing'))
    const surplus = given
      .filter((field) => !asked.includes(field))
      .map((field) => fieldError(field, 'verdict.not_asked'))
    if (missing.length + surplus.length > 0)
      throw new InvalidInputError('Every asked-for field needs one verdict', [...missing, ...surplus])
    return { ...request.outcome.verified, ...(fields as Record<string, Verdict>) }
  },

  agreeToAll: (request) => Object.fromEntries(askedNow(request).map((field) => [field, { verdict: 'agree' }])),
  isRisky: () => false,
  nextStep: async () => null,
  effectAt: () => null,

  changes: (request) => askedChanges(request).map((change) => changeView(request, change)),
  effectTopic: APPLY_TOPIC,
  cards: infoChangeCards,
  proof,
}

/** Fields that wait for a verdict: what the department refused is not asked of the management department. */
const askedNow = (request: Pick<RequestRow, 'payload' | 'outcome'>): InfoField[] =>
  askedChanges(request)
    .map(({ field }) => field)
    .filter((field) => request.outcome.verified?.[field]?.verdict !== 'refuse')

const fieldError = (field: InfoField, code: string) => ({ path: `fields.${field}`, code })

/** Told back so that the form can show the new "old" value and keep what was typed. */
const staleDetails = (applicant: Person, asked: ReturnType<typeof changesOf>) => ({
  fields: asked.map(({ field }) => ({ field, value: currentValue(applicant, field) })),
})

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
      return { reached: 1, state: 'running' }
    case 'executing':
      return { reached: outcome.written ? 2 : 1, state: 'running' }
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
