import { useBoot } from '../../platform/boot.ts'
import { fieldSettings as en } from '../../locales/en/info-change.ts'
import { fieldSettings as zhCn, type FollowUpWords } from '../../locales/zh-CN/info-change.ts'

export const useFieldWords = (): FollowUpWords['fieldSettings'] => (useBoot().boot.language === 'en' ? en : zhCn)
