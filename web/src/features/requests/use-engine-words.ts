import { useSessionStore } from '../../stores/session.ts'
import { engine as en } from '../../words/en/engine.ts'
import { engine as zhCn, type EngineWords } from '../../words/zh-cn/engine.ts'

/** Both languages come with the page, so that the home page does not carry them. */
export const useEngineWords = (): EngineWords => (useSessionStore().language === 'en' ? en : zhCn)
