import { sameUserid } from '@desk/shared/kernel/ids'
import type { RequestTypeDefinition } from '@desk/shared/requests/model/define-request-type'
import { type RequestContent, requestTypes } from '@desk/shared/requests/types/index'
import type { Database, Tx } from '../../../db/database.ts'
import { findMemberRow } from '../../../access/actor-queries.ts'
import { lockPeople, type Person, requirePerson } from './people-queries.ts'

/** Returns whom the content names as its subject; null: the applicant. */
const namedSubject = ({ kind, payload }: RequestContent): string | null =>
  (requestTypes[kind] as RequestTypeDefinition).subjectId?.(payload) ?? null

/**
 * Returns the person whom a request is about, and whose department decides it. `subjectId`: as stored with the request,
 * null for the applicant; `person`: the applicant while the subject is not a member yet.
 */
export async function findSubject(
  db: Database,
  content: RequestContent,
  applicant: Person,
): Promise<{ subjectId: string | null; person: Person }> {
  const named = namedSubject(content)
  if (named === null || sameUserid(named, applicant.userid)) return { subjectId: null, person: applicant }
  const found = await findMemberRow(db, named)
  return { subjectId: found?.userid ?? named, person: found ?? applicant }
}

/** Returns the applicant, and locks their row and that of the person whom the request is about. */
export async function lockApplicant(tx: Tx, userid: string, content: RequestContent): Promise<Person> {
  await lockPeople(tx, [userid, namedSubject(content) ?? userid])
  return requirePerson(tx, userid)
}
