import { sameUserid } from '@desk/shared/kernel/same-userid'

/** Returns the userids without repetitions, compared without case; the first spelling stays. */
export const distinctUserids = (userids: readonly string[]): string[] =>
  userids.filter((one, index) => userids.findIndex((other) => sameUserid(one, other)) === index)
