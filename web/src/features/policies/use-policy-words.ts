import { useBoot } from '../../platform/boot.ts'
import { policy as en } from '../../words/en/policy.ts'
import { policy as zhCn, type PolicyWords } from '../../words/zh-cn/policy.ts'

/** As `useEngineWords`. */
export const usePolicyWords = (): PolicyWords => (useBoot().boot.language === 'en' ? en : zhCn)
