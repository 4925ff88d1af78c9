import { sameUserid } from '@desk/shared/kernel/same-userid'

/** Returns the userids without repetitions, compared without case; the first spelling stays. */
export const distinctUserids = (userids: readonly string[]): string[] =>
  userids.filter((userid, index) => userids.findIndex((other) => sameUserid(userid, other)) === index)
