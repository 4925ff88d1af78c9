import type { RequiredSignature } from '@desk/shared/policies/required-signature'
import type { Database } from '../../../db/database.ts'
import type { Deps, RecordDeps } from '../../../kernel/deps.ts'
import type { RequestTypeDeps } from './request-type.ts'

/** What a step of a request needs, inside a transaction. */
export type RequestStepDeps = RecordDeps & RequestTypeDeps & Pick<Deps, 'site' | 'afterRestore' | 'emit'>

/** What a command on a request needs. */
export type RequestDeps = RequestStepDeps & Pick<Deps, 'db' | 'holidays' | 'failPoints'>

/** What submitting needs, with the signature that the applicant owes; null: none. */
export type SubmitDeps = RequestDeps & ReadFirstDeps
export type ReadFirstDeps = { readFirst(db: Database, userid: string): Promise<RequiredSignature | null> }
