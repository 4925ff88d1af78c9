import type { manualAccount as source } from '../../zh-CN/parts/manual-account.ts'

const step = (act: string) => `On a computer, open Contacts in the WeCom console, find the member, and ${act}. `

/** What people do with an account in the console, where the app may not. */
export const manualAccount: typeof source = {
  name: 'Name',
  userid: 'WeCom account',
  hint: 'Where another system writes the directory, do it there. This completes once the change is seen.',
  disabling: { title: 'Disable the account in the console', step: step('disable them') },
  enabling: { title: 'Enable the account in the console', step: step('enable them') },
  deleting: { title: 'Delete the account in the console', step: step('delete them') },
}
