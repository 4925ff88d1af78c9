import { useBoot } from '../../platform/boot.ts'
import { engine as en } from '../../locales/en/approvals.ts'
import { engine as zhCn, type EngineWords } from '../../locales/zh-CN/approvals.ts'

/** Both languages come with the page, so that the home page does not carry them. */
export const useEngineWords = (): EngineWords => (useBoot().boot.language === 'en' ? en : zhCn)
