import { groupReasons } from '../../groups/group-reasons.ts'
import { infoChangeReasons } from '../../info-change/info-change-reasons.ts'
import type { RequestType } from './index.ts'

/** Presets for refusing and for sending back, by code, each with its clause. The words are the web's. */
type KindReasons = Readonly<Record<'refusal' | 'return', Readonly<Record<string, string>>>>

/** What approvers may say about each request type, beside a reason of their own. */
export const kindReasons = {
  info_change: infoChangeReasons,
  group_create: groupReasons,
} as const satisfies Record<RequestType, KindReasons>
