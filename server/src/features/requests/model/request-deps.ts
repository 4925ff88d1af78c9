import type { RequiredSignature } from '@desk/shared/policies/required-signature'
import type { Database } from '../../../db/database.ts'
import type { Deps, RecordDeps } from '../../../kernel/deps.ts'
import type { RequestTypeDeps } from './request-type.ts'

/** Dependencies of a step of a request inside a transaction. */
export type RequestStepDeps = RecordDeps & RequestTypeDeps & Pick<Deps, 'site' | 'afterRestore' | 'emit'>

/** Dependencies of a command on a request. */
export type RequestDeps = RequestStepDeps & Pick<Deps, 'db' | 'holidays' | 'failPoints'>

/** Dependencies of a submission. `findRequiredSignature` returns the policy that the applicant has to sign first; null: none. */
export type SubmitDeps = RequestDeps & ReadFirstDeps
export type ReadFirstDeps = { findRequiredSignature(db: Database, userid: string): Promise<RequiredSignature | null> }
