import type { ReadFirst } from '@desk/shared/policies/read-first'
import type { Database } from '../../../db/database.ts'
import type { Deps, RecordDeps } from '../../../kernel/deps.ts'
import type { KindDeps } from './request-kind.ts'

/** What a step of a request takes, inside a transaction. */
export type RequestStepDeps = RecordDeps & KindDeps & Pick<Deps, 'site' | 'afterRestore' | 'emit'>

/** What a command about a request takes. */
export type RequestDeps = RequestStepDeps & Pick<Deps, 'db' | 'holidays' | 'failPoints'>

/** What submitting takes: beside a command's, what the applicant has to sign before; null: nothing. */
export type SubmitDeps = RequestDeps & ReadFirstDeps
export type ReadFirstDeps = { readFirst(db: Database, userid: string): Promise<ReadFirst | null> }
