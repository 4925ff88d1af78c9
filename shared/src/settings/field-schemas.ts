import * as z from 'zod/mini'
import { wholeNumber } from '../kernel/whole-number.ts'
import { infoFields } from '../info-change/info-field-policies.ts'

const fieldRow = { field: z.enum(infoFields), isOpen: z.boolean(), isConfirmedByOps: z.boolean() }

/** Settings of each information-change field, in form order. */
export const fieldSettings = z.object({ version: z.int(), fields: z.array(z.object(fieldRow)) })
export type FieldSettings = z.infer<typeof fieldSettings>

export const fieldSettingsBody = z.strictObject({ version: wholeNumber(0), ...fieldRow })
export type FieldSettingsBody = z.output<typeof fieldSettingsBody>
