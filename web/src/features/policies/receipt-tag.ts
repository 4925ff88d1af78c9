import type { ReceiptView } from '@desk/shared/policies/policy-schemas'
import type { Messages } from '../../locales/messages.ts'
import { receiptAppearance } from './state-appearance.ts'

/**
 * Returns the tag of a receipt: what the signature counts for now. It is the receipt's state instead if the record is
 * broken, or if an earlier server's answer does not say what the signature counts for.
 */
export function receiptTag(
  { state, validity }: Pick<ReceiptView, 'state' | 'validity'>,
  { validities, states }: Messages['policies']['receipt'],
) {
  if (state === 'broken' || !validity) return { ...receiptAppearance[state], text: states[state] }
  const { icon, tone } = receiptAppearance[validity.state === 'current' ? 'valid' : 'newer']
  return { icon, tone, text: validities[validity.state] }
}
