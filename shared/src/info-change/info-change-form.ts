import * as z from 'zod/mini'
import { idSchema } from '../kernel/ids.ts'
import { requestForm } from '../requests/model/request-form.ts'
import { infoFields } from './info-field-policies.ts'

const infoFieldView = z.object({
  field: z.enum(infoFields),
  value: z.string(),
  /** The management department confirms it after the department admin. */
  isConfirmedByOps: z.boolean(),
  /** WeCom does not show the old value to apps. */
  isHidden: z.boolean(),
})

/** The prefilled form: what the directory says now, who will decide, and what is already under way. */
export const infoChangeForm = z.object({
  fields: z.array(infoFieldView),
  deciders: requestForm.shape.deciders,
  /** The department that counts as the main one; null: none. */
  departmentId: z.nullable(z.int()),
  /** Days between which a change may be asked to begin. */
  today: z.string(),
  lastDay: z.string(),
  open: z.nullable(z.object({ id: idSchema('request'), fields: z.array(z.enum(infoFields)) })),
  readFirst: requestForm.shape.readFirst,
})
export type InfoChangeForm = z.infer<typeof infoChangeForm>
