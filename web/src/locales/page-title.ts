import type { BootPage } from '@desk/shared/pages/page-table'
import type { Words } from './zh-CN/core.ts'

/** What WeCom's title bar says of a page; a request is named after its kind. */
export const pageTitle = (words: Pick<Words, 'titles' | 'kinds'>, page: BootPage): string =>
  page.name === 'request' ? words.kinds[page.data.kind].pageTitle : words.titles[page.name]
