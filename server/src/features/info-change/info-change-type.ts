import { type InfoField, infoChange } from '@desk/shared/info-change/info-change'
import { fieldPolicies, switchOf } from '@desk/shared/info-change/info-field-policies'
import type { RequestStep } from '@desk/shared/requests/model/request-flow'
import type { FieldChangeView, Proof, Verdict } from '@desk/shared/requests/request-schemas'
import { subjectIdOf } from '@desk/shared/requests/subject-of'
import type { Database } from '../../db/database.ts'
import { InvalidInputError } from '../../kernel/app-error.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import type { RequestTypeHandler } from '../requests/model/request-type.ts'
import type { RequestRow } from '../requests/model/request-queries.ts'
import { verdictView } from '../requests/verdict-view.ts'
import { approvedChanges, payloadOf, requestedChanges } from './requested-changes.ts'
import { requireFieldsFree, validateInfoChange } from './validate-info-change.ts'
import { fieldSetting } from './field-settings.ts'
import { toFollowUp } from './follow-up/follow-up.ts'
import { manualTask, infoChangeCards } from './info-change-cards.ts'
import { APPLY_TOPIC } from './progress.ts'

export const infoChangeType: RequestTypeHandler = {
  checkSubmit: (tx, applicant, payload, context) =>
    validateInfoChange(tx, applicant, infoChange.payload.parse(payload), context),

  checkReopening: (tx, request) =>
    requireFieldsFree(tx, { subjectId: subjectIdOf(request), payload: payloadOf(request) }),

  hashedContent: (payload) => infoChange.hashedContent(infoChange.payload.parse(payload)),

  verdicts(request, fields) {
    const openFields = openFieldsOf(request)
    const decidedFields = Object.keys(fields) as InfoField[]
    const missing = openFields.filter((field) => !fields[field]).map((field) => fieldError(field, 'verdict.missing'))
    const surplus = decidedFields
      .filter((field) => !openFields.includes(field))
      .map((field) => fieldError(field, 'verdict.not_asked'))
    if (missing.length + surplus.length > 0)
      throw new InvalidInputError('Every requested field needs one verdict', [...missing, ...surplus])
    return { ...request.outcome.verified, ...(fields as Record<string, Verdict>) }
  },

  approveAll: (request) => Object.fromEntries(openFieldsOf(request).map((field) => [field, { verdict: 'agree' }])),
  riskTest,
  nextStep,
  // The effect job defers itself to the requested day; the day is shown while it is deferred.
  effectAt: () => null,

  changes: (request) => requestedChanges(request).map((change) => changeView(request, change)),
  effectTopic: APPLY_TOPIC,
  cards: infoChangeCards,
  verification,
  manualTask,
  view: async (deps, request, actor) => ({ followUp: await toFollowUp(deps, request, actor) }),
}

/** Returns `ops` when the department approved a field that the management department confirms. */
async function nextStep(db: Database, request: RequestRow): Promise<RequestStep | null> {
  if (request.step === 'ops') return null
  const { value } = await readSetting(db, fieldSetting)
  return approvedChanges(request).some(({ field }) => switchOf(value, field).isConfirmedByOps) ? 'ops' : null
}

/**
 * Returns a function that tells whether a request has to be opened to be decided: one with a field that the management department
 * confirms, in either step, or that is never approved in a batch.
 */
async function riskTest(db: Database): Promise<(request: RequestRow) => boolean> {
  const { value } = await readSetting(db, fieldSetting)
  const isRisky = (field: InfoField) => !fieldPolicies[field].isBatchable || switchOf(value, field).isConfirmedByOps
  return (request) => openFieldsOf(request).some(isRisky)
}

/** Returns the fields that need a verdict in this step; those refused by the department are left out. */
const openFieldsOf = (request: Pick<RequestRow, 'payload' | 'outcome'>): InfoField[] =>
  requestedChanges(request)
    .map(({ field }) => field)
    .filter((field) => request.outcome.verified?.[field]?.verdict !== 'refuse')

const fieldError = (field: InfoField, code: string) => ({ path: `fields.${field}`, code })

function changeView(
  { outcome }: Pick<RequestRow, 'outcome'>,
  { field, from, to }: { field: InfoField; from: string; to: string },
): FieldChangeView {
  const value = outcome.readBack[field]
  return {
    field,
    from,
    to,
    verdict: verdictView(outcome.verdicts[field], infoChange.policyClause),
    readBack: value === undefined ? null : { value, equal: value === to },
  }
}

/** Returns the last stage that the change reached: 1 decided, 2 written, 3 read back with the requested value. */
function verification({ state, phase, outcome }: RequestRow): Proof {
  switch (state) {
    case 'draft':
    case 'open':
    case 'returned':
      return { reached: 0, state: 'waiting' }
    case 'decided':
      return { reached: 1, state: phase === 'scheduled' ? 'waiting' : 'running' }
    case 'executing':
      if (phase === 'differs') return { reached: 2, state: 'failed' }
      return { reached: outcome.written ? 2 : 1, state: phase ? 'waiting' : 'running' }
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
