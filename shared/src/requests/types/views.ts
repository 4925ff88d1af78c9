import * as z from 'zod/mini'
import { groupRequestView } from '../../groups/group-schemas.ts'
import { infoFollowUp } from '../../info-change/info-follow-up.ts'

/** What the view of a request shows that only its type knows; null for the other types. */
export const requestTypeViews = {
  /** What comes after the decision on a change of details, and what this viewer may do about it. */
  followUp: z.nullable(infoFollowUp),
  /** Of a request for a group: what is asked for, with names. */
  group: z.nullable(groupRequestView),
}
export const noRequestTypeViews = { followUp: null, group: null }
