import type {
  ConfirmationAnswer,
  ConfirmationField,
  ConfirmationMethod,
  HiddenField,
} from '@desk/shared/confirmations/confirmation-states'
import type { Tx } from '../../../db/database.ts'
import type { AuditEntry } from '../../../kernel/audit/record-audit.ts'
import type { Deps, RecordDeps } from '../../../kernel/deps.ts'
import { closeAskingCards } from '../asking/asking-cards.ts'
import { markCountsStale } from '../counting/recount-queries.ts'
import type { CampaignRow } from '../model/campaign-queries.ts'
import { insertConfirmation, type PersonRow } from '../model/person-queries.ts'
import { fieldHashesOf } from '../model/shown-data.ts'

export type AnswerDeps = RecordDeps & Pick<Deps, 'db' | 'site' | 'holidays' | 'afterRestore' | 'emit'>

export type GivenAnswer = {
  answer: ConfirmationAnswer
  method: ConfirmationMethod
  by: string
  wrongFields: readonly ConfirmationField[]
  hiddenFields?: readonly HiddenField[]
}

/** Returns whether the person's latest answer says the same about the same data, so that a repetition adds nothing. */
const isSameAnswer = (person: PersonRow, newAnswer: GivenAnswer, fields: readonly ConfirmationField[]): boolean =>
  person.answer === newAnswer.answer &&
  (person.hash === person.answeredHash || newAnswer.answer === 'left') &&
  (newAnswer.method === 'in_person') === (person.method === 'in_person') &&
  (person.wrongFields ?? []).join() === fields.join() &&
  (newAnswer.hiddenFields ?? []).every((field) => person.hiddenFields?.includes(field))

/**
 * Writes an answer, marks the counts as stale, and closes the person's cards, unless somebody reports them as having left:
 * they do not see the report, and may still answer. Returns the audit entry; null when the answer repeats the one before.
 */
export async function writeAnswer(
  deps: AnswerDeps,
  tx: Tx,
  campaign: CampaignRow,
  person: PersonRow,
  newAnswer: GivenAnswer,
): Promise<AuditEntry | null> {
  const { answer, method, by, hiddenFields = [] } = newAnswer
  const wrongFields = campaign.fields.filter((field) => newAnswer.wrongFields.includes(field))
  if (isSameAnswer(person, newAnswer, wrongFields)) return null
  const at = deps.clock.now()
  const id = deps.ids.next('confirmation')
  const userid = person.userid.toLowerCase()
  await insertConfirmation(tx, {
    id,
    campaignId: campaign.id,
    userid,
    answer,
    method,
    by,
    at,
    departmentId: person.mainDepartmentId,
    hash: person.hash,
    fieldHashes: fieldHashesOf(campaign, person),
    wrongFields,
    hiddenFields: [...hiddenFields],
  })
  const details = {
    id,
    userid: person.userid,
    answer,
    method,
    hash: person.hash,
    fields: wrongFields,
    hidden: hiddenFields,
  }
  await markCountsStale(tx, [person.departmentId], campaign.id)
  if (answer !== 'left') await closeAskingCards(deps, tx, campaign.id, person.userid)
  await deps.emit(tx, 'workload.changed', { userids: [person.userid], at })
  return { at, actor: by, action: 'confirmation.answered', object: campaign.id, details }
}
