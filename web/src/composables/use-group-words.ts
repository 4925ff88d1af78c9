import { useBoot } from '../platform/boot.ts'
import { groups as en } from '../locales/en/groups.ts'
import { groups as zhCn, type GroupWords } from '../locales/zh-CN/groups.ts'

/** Both languages come with the pages about groups, so that the home page does not carry them. */
export const useGroupWords = (): GroupWords => (useBoot().boot.language === 'en' ? en : zhCn)
