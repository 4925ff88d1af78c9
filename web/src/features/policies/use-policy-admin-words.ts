import { useBoot } from '../../platform/boot.ts'
import { policyAdmin as en } from '../../locales/en/policy-admin.ts'
import { policyAdmin as zhCn, type PolicyAdminWords } from '../../locales/zh-CN/policy-admin.ts'

/** As `useEngineWords`. */
export const usePolicyAdminWords = (): PolicyAdminWords => (useBoot().boot.language === 'en' ? en : zhCn)
