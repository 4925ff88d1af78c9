import type { LoadedPage } from '@desk/shared/pages/page-table'
import type { Messages } from './messages.ts'

/** Returns the title in WeCom's title bar; that of a request depends on its type. */
export const pageTitle = (messages: Pick<Messages['core'], 'titles' | 'kinds'>, page: LoadedPage): string =>
  page.name === 'request' ? messages.kinds[page.data.kind].pageTitle : messages.titles[page.name]
