import { AppError } from '../../kernel/app-error.ts'

/** The caller decides about no requests, so has nothing to delegate. */
export class NothingToHandOverError extends AppError {
  override readonly name = 'NothingToHandOverError'
  readonly code = 'delegation.nothing_to_hand_over'
  constructor() {
    super('There is nothing that this person could hand over')
  }
}

export class DelegationOverlapsError extends AppError {
  override readonly name = 'DelegationOverlapsError'
  readonly code = 'delegation.overlaps'
  constructor(id: string) {
    super('These days are handed over already', { details: { id } })
  }
}

/** Also for a delegation of other people. */
export class DelegationNotFoundError extends AppError {
  override readonly name = 'DelegationNotFoundError'
  readonly code = 'delegation.not_found'
  constructor() {
    super('No such delegation, or not visible')
  }
}
