import { COMMENT_MAX } from '@desk/shared/comments/comment-limits'
import { hasInvisibleCharacters } from '@desk/shared/kernel/invisible-characters'
import { lengthOf } from '@desk/shared/kernel/text-length'
import type { Messages } from '../../../locales/messages.ts'

export const reasonPresets = ['transfer', 'promotion', 'mistake', 'other'] as const
export type ReasonPreset = (typeof reasonPresets)[number]

/** Returns whether a value is one of the preset reasons. */
export const isReasonPreset = (value: unknown): value is ReasonPreset =>
  reasonPresets.some((preset) => preset === value)

/** Returns the sentence that the approver reads: the chosen reason and what was typed. */
export function reasonSentence(
  { presets, joined }: Messages['requests']['form']['reason'],
  preset: ReasonPreset | null,
  typed: string,
): string {
  const text = typed.trim()
  if (preset === null || preset === 'other') return text
  return text === '' ? presets[preset] : joined(presets[preset], text)
}

/** Returns the error of a reason, or null. */
export function reasonError({ form }: Messages['requests'], sentence: string): string | null {
  const excess = lengthOf(sentence) - COMMENT_MAX
  if (excess > 0) return form.errors['text.too_long'](excess, COMMENT_MAX)
  return hasInvisibleCharacters(sentence.replaceAll('\n', '')) ? form.errors['text.unseen_signs'] : null
}
