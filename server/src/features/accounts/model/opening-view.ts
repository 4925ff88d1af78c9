import type { OpeningSummary } from '@desk/shared/accounts/account-schemas'
import { maskMail, maskPhone } from '@desk/shared/privacy/mask-phone'
import type { Database } from '../../../db/database.ts'
import { memberNames } from '../../../directory/member-names.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { OpeningRow } from './opening-queries.ts'

/** Returns, for each step of the first day, whether the opening records it as done. */
export const doneSteps = (row: OpeningRow) => ({
  data: row.dataAnswer !== null,
  policies: row.policiesSignedAt !== null,
  password: row.passwordAttestedAt !== null,
  guardian: row.guardianAskedAt !== null,
  admin: row.adminMetAt !== null,
})

const hasSignedIn = ({ state }: OpeningRow) => state === 'activated' || state === 'completed'

/**
 * Returns whether the join code may be opened: the account exists, its member has not signed in, and the app has the
 * contacts secret, which the call needs (doc 91714).
 */
export const mayOpenJoinCode = ({ site }: Pick<Deps, 'site'>, { state }: Pick<OpeningRow, 'state'>): boolean =>
  site.hasContactsSecret && (state === 'created' || state === 'invited')

/** Returns the openings for lists, with masked phone numbers and email addresses. */
export async function toSummaries(db: Database, rows: readonly OpeningRow[]): Promise<OpeningSummary[]> {
  const people = rows.flatMap(({ submittedBy, sponsorId }) => [submittedBy, ...(sponsorId === null ? [] : [sponsorId])])
  const nameOf = await memberNames(db, people)
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    no: row.no,
    name: row.name,
    userid: row.userid,
    mobile: maskPhone(row.mobile ?? ''),
    email: maskMail(row.email ?? ''),
    department: row.departmentPath,
    position: row.position,
    startsOn: row.startsOn,
    isPartner: row.endsOn !== null,
    endsOn: row.endsOn,
    company: row.company,
    sponsor: row.sponsorId === null ? null : nameOf(row.sponsorId),
    state: row.state,
    failure: row.failure,
    reason: row.reason,
    returnAnswer: row.returnAnswer,
    submittedBy: nameOf(row.submittedBy),
    stepsDone: hasSignedIn(row) ? Object.values(doneSteps(row)).filter(Boolean).length : null,
  }))
}
