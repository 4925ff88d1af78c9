import { useBoot } from '../../platform/boot.ts'
import { engine as en } from '../../words/en/engine.ts'
import { engine as zhCn, type EngineWords } from '../../words/zh-cn/engine.ts'

/** Both languages come with the page, so that the home page does not carry them. */
export const useEngineWords = (): EngineWords => (useBoot().boot.language === 'en' ? en : zhCn)
