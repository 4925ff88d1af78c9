import * as z from 'zod/mini'
import { groupRequestView } from '../../groups/group-schemas.ts'
import { infoFollowUp } from '../../info-change/info-follow-up.ts'

/** Parts of a request view that one request type fills; null for the other types. */
export const requestTypeViews = {
  /** Follow-up of an information change. */
  followUp: z.nullable(infoFollowUp),
  /** The requested group, with names. */
  group: z.nullable(groupRequestView),
}
export const noRequestTypeViews = { followUp: null, group: null }
