import { useBoot } from '../platform/boot.ts'
import { isolating } from './isolating.ts'

/** Words of pages that bring both languages along, so that the pages everybody opens do not carry them. */
export const useEither = <Words extends object>(en: Words, zhCn: Words): Words =>
  isolating(useBoot().boot.language === 'en' ? en : zhCn)
