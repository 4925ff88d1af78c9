import type { RequiredSignature } from '@desk/shared/policies/required-signature'
import type { Database } from '../../../db/database.ts'
import type { Deps, RecordDeps } from '../../../kernel/deps.ts'
import type { RequestTypeDeps } from './request-type.ts'

/** What a step of a request takes, inside a transaction. */
export type RequestStepDeps = RecordDeps & RequestTypeDeps & Pick<Deps, 'site' | 'afterRestore' | 'emit'>

/** What a command about a request takes. */
export type RequestDeps = RequestStepDeps & Pick<Deps, 'db' | 'holidays' | 'failPoints'>

/** What submitting takes: beside a command's, what the applicant has to sign before; null: nothing. */
export type SubmitDeps = RequestDeps & ReadFirstDeps
export type ReadFirstDeps = { readFirst(db: Database, userid: string): Promise<RequiredSignature | null> }
