import { ApiError } from '../../api/api-error.ts'

/** Whether an act was refused because more people match than its preview showed, which is then loaded again. */
export const hasGrown = (cause: unknown): boolean => cause instanceof ApiError && cause.code === 'policy.selection_grew'
