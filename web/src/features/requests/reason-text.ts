import { hasInvisibleCharacters } from '@desk/shared/kernel/invisible-characters'
import { lengthOf } from '@desk/shared/kernel/text-length'
import { REASON_MAX } from '@desk/shared/requests/reasons'
import type { Messages } from '../../locales/messages.ts'

/** Returns the error of a reason in free text, or null. */
export function reasonTextError({ form }: Messages['requests'], text: string): string | null {
  const excess = lengthOf(text.trim()) - REASON_MAX
  if (excess > 0) return form.errors['text.too_long'](excess, REASON_MAX)
  return hasInvisibleCharacters(text.trim()) ? form.errors['text.unseen_signs'] : null
}
