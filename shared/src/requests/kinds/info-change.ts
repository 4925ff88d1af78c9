import * as z from 'zod/mini'
import { lineOfText } from '../../kernel/plain-text.ts'
import { defineRequestKind } from '../define-request-kind.ts'

/** Fields a member may ask to change, in the order of the form. More come with the table of field policies. */
export const infoFields = ['position', 'telephone'] as const
export type InfoField = (typeof infoFields)[number]

/** Upper limits in code points. Source: user/update, doc 90197: position 0–128, telephone 1–32. */
export const infoFieldMax = { position: 128, telephone: 32 } as const satisfies Record<InfoField, number>

/** WeCom takes digits, `-`, `+` and `,` (doc 90197); it refuses an empty telephone. */
const telephonePattern = /^[0-9+,-]+$/

export const infoFieldValue = {
  position: lineOfText(infoFieldMax.position).check(z.minLength(1, { error: 'info.empty' })),
  telephone: lineOfText(infoFieldMax.telephone).check(
    z.minLength(1, { error: 'info.empty' }),
    z.refine((text) => text === '' || telephonePattern.test(text), { error: 'info.telephone_signs' }),
  ),
} as const satisfies Record<InfoField, z.ZodMiniType<string, string>>

const change = (to: z.ZodMiniType<string, string>) =>
  z
    .strictObject({ from: z.string().check(z.maxLength(512)), to })
    .check(z.refine(({ from, to }) => from !== to, { path: ['to'], error: 'info.unchanged' }))

/** `from` is what the applicant saw; the server compares it with the directory before it believes it. */
const payload = z
  .strictObject({
    position: z.optional(change(infoFieldValue.position)),
    telephone: z.optional(change(infoFieldValue.telephone)),
  })
  .check(z.refine((changes) => infoFields.some((field) => changes[field]), { error: 'info.nothing_changed' }))

export type InfoChangePayload = z.output<typeof payload>

/** The asked-for changes in form order. */
export const changesOf = (asked: InfoChangePayload) =>
  infoFields.flatMap((field) => {
    const one = asked[field]
    return one ? [{ field, from: one.from, to: one.to }] : []
  })

export const infoChange = defineRequestKind({
  payload,
  clause: '3.3a',
  // One working day. Source: domain 4.5.
  decideWithinHours: 8,
  isUndoable: true,
  seen: (asked) => JSON.stringify(changesOf(asked).map(({ field, from, to }) => [field, from, to])),
  example: { position: { from: '质检工程师', to: '高级质检工程师' } },
})
