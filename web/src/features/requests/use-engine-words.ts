import { engine as en } from '../../words/en/engine.ts'
import { engine as zhCn, type EngineWords } from '../../words/zh-cn/engine.ts'
import { useEither } from '../../words/use-either.ts'

/** Both languages come with the page, so that the home page does not carry them. */
export const useEngineWords = (): EngineWords => useEither(en, zhCn)
