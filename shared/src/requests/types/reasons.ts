import { groupReasons } from '../../groups/group-reasons.ts'
import { infoChangeReasons } from '../../info-change/info-change-reasons.ts'
import { exemptionReasons } from '../../policies/exemptions/exemption-reasons.ts'
import type { RequestType } from './index.ts'

/** Presets for refusing and for returning, by code, each with its clause. The texts belong to the web. */
export type TypeReasons = Readonly<Record<'refusal' | 'return', Readonly<Record<string, string>>>>

/** Preset reasons of each request type. */
export const requestTypeReasons = {
  info_change: infoChangeReasons,
  group_create: groupReasons,
  policy_exemption: exemptionReasons,
} as const satisfies Record<RequestType, TypeReasons>
