import { sameUserid } from '@desk/shared/kernel/ids'
import type { RequestTypeDefinition } from '@desk/shared/requests/model/define-request-type'
import { type RequestContent, requestTypes } from '@desk/shared/requests/types/index'
import type { Database } from '../../../db/database.ts'
import { findMemberRow } from '../../../access/actor-queries.ts'
import type { Person } from './people-queries.ts'

/**
 * Returns the person whom a request is about, and whose department decides it. `subjectId`: as stored with the request,
 * null for the applicant; `person`: the applicant while the subject is no member yet.
 */
export async function findSubject(
  db: Database,
  { kind, payload }: RequestContent,
  applicant: Person,
): Promise<{ subjectId: string | null; person: Person }> {
  const named = (requestTypes[kind] as RequestTypeDefinition).subjectId?.(payload) ?? null
  if (named === null || sameUserid(named, applicant.userid)) return { subjectId: null, person: applicant }
  const found = await findMemberRow(db, named)
  return { subjectId: found?.userid ?? named, person: found ?? applicant }
}
