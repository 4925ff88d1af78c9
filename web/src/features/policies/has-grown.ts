import { fieldErrorsOf } from '../../api/api-error.ts'

/** Returns whether an act was refused because more people match than its preview showed, which is then loaded again. */
export const hasGrown = (cause: unknown): boolean => fieldErrorsOf(cause).some(({ code }) => code === 'selection.grew')
