import type { BootPage } from '@desk/shared/pages/page-table'
import type { Messages } from './messages.ts'

/** What WeCom's title bar says of a page; a request is named after its kind. */
export const pageTitle = (words: Pick<Messages['core'], 'titles' | 'kinds'>, page: BootPage): string =>
  page.name === 'request' ? words.kinds[page.data.kind].pageTitle : words.titles[page.name]
