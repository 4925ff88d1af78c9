import * as z from 'zod/mini'
import { attachmentView } from '../comments/comment-schemas.ts'
import { memberRef } from '../directory/member-ref.ts'
import { idSchema, useridSchema } from '../kernel/ids.ts'
import { againQuery } from '../kernel/again-query.ts'
import { expectedAnswer, requestForm } from '../requests/model/request-form.ts'
import { infoFields } from './info-field-policies.ts'

const infoFieldView = z.object({
  field: z.enum(infoFields),
  value: z.string(),
  /** Whether the management department confirms it after the department admin. */
  isConfirmedByOps: z.boolean(),
  /** Whether WeCom hides the old value from apps. */
  isHidden: z.boolean(),
})

/** Requested values as the form holds them: a department by name and id. */
export const requestedValues = z.array(
  z.object({ name: z.enum([...infoFields, 'departmentId', 'effectiveOn']), value: z.string() }),
)
export type RequestedValues = z.infer<typeof requestedValues>

/** The prefilled form: present values, approvers, and requests in progress. */
export const infoChangeForm = z.object({
  /** Whose information changes; null: the reader's own. */
  subject: z.nullable(memberRef),
  fields: z.array(infoFieldView),
  deciders: requestForm.shape.deciders,
  /** Null: nobody is asked. */
  answer: z.nullable(expectedAnswer),
  /** Main department; null: none. */
  departmentId: z.nullable(z.int()),
  /** First and last day on which a change may take effect. */
  today: z.string(),
  lastDay: z.string(),
  open: z.nullable(z.object({ id: idSchema('request'), fields: z.array(z.enum(infoFields)) })),
  readFirst: requestForm.shape.readFirst,
  /** Values, reason and files of an earlier request of the member, to submit them again; null: not asked for. */
  again: z.nullable(
    z.object({ id: idSchema('request'), asked: requestedValues, reason: z.string(), files: z.array(attachmentView) }),
  ),
})
export type InfoChangeForm = z.infer<typeof infoChangeForm>

/** `for`: another member for whom the reader may submit changes. */
export const infoChangeFormQuery = z.strictObject({ ...againQuery.shape, for: z.optional(useridSchema) })
export type InfoChangeFormQuery = z.output<typeof infoChangeFormQuery>
