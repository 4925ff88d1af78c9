import { useBoot } from '../../platform/boot.ts'
import { policy as en } from '../../locales/en/policies.ts'
import { policy as zhCn, type PolicyWords } from '../../locales/zh-CN/policies.ts'

/** As `useEngineWords`. */
export const usePolicyWords = (): PolicyWords => (useBoot().boot.language === 'en' ? en : zhCn)
