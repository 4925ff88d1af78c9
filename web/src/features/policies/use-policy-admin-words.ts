import { useBoot } from '../../platform/boot.ts'
import { policyAdmin as en } from '../../words/en/policy-admin.ts'
import { policyAdmin as zhCn, type PolicyAdminWords } from '../../words/zh-cn/policy-admin.ts'

/** As `useEngineWords`. */
export const usePolicyAdminWords = (): PolicyAdminWords => (useBoot().boot.language === 'en' ? en : zhCn)
