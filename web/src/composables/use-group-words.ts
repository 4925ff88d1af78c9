import { useBoot } from '../platform/boot.ts'
import { groups as en } from '../words/en/groups.ts'
import { groups as zhCn, type GroupWords } from '../words/zh-cn/groups.ts'

/** Both languages come with the pages about groups, so that the home page does not carry them. */
export const useGroupWords = (): GroupWords => (useBoot().boot.language === 'en' ? en : zhCn)
