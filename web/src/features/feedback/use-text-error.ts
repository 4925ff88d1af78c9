import { lengthOf } from '@desk/shared/kernel/text-length'
import { useMessages } from '../../locales/use-messages.ts'

/** Provides a function that returns what is wrong with a required text of at most `most` characters; null: nothing. */
export function useTextError() {
  const { missing, titleTooLong } = useMessages('feedback').detail
  return (text: string, most: number): string | null => {
    const length = lengthOf(text.trim())
    if (length === 0) return missing
    return length > most ? titleTooLong(most) : null
  }
}
