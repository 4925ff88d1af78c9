import type { BootPage } from '@desk/shared/pages/page-table'
import type { Messages } from './messages.ts'

/** What WeCom's title bar says of a page; a request is named after its kind. */
export const pageTitle = (messages: Pick<Messages['core'], 'titles' | 'kinds'>, page: BootPage): string =>
  page.name === 'request' ? messages.kinds[page.data.kind].pageTitle : messages.titles[page.name]
