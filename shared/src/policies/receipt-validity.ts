import * as z from 'zod/mini'

/**
 * What a signature counts for now. `current`: counts; `replaced`: the person signed again later; `newer`: a newer version has to
 * be signed; `lapsed`: the same text has to be signed again; `retired`: the policy is no longer in use; `left`: the signer left;
 * `unbound`: the policy no longer binds the signer.
 */
export const receiptValidities = ['current', 'replaced', 'newer', 'lapsed', 'retired', 'left', 'unbound'] as const
export type ReceiptValidityState = (typeof receiptValidities)[number]

export const receiptValidity = z.object({
  state: z.enum(receiptValidities),
  /** Since when it no longer counts; null while it does, or when that is not stored. */
  until: z.nullable(z.iso.datetime()),
  /** The next receipt of the same person for this policy. */
  replacedBy: z.nullable(z.object({ code: z.string(), label: z.string(), signedAt: z.iso.datetime() })),
})
export type ReceiptValidity = z.infer<typeof receiptValidity>
