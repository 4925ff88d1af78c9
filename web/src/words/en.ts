import type { Words } from './zh-cn.ts'
import { zhCn } from './zh-cn.ts'

export const en: Words = zhCn
