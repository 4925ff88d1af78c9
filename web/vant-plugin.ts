import { join } from 'node:path'
import type { Plugin } from 'vite'

/** Sheets of Vant that ours stand in for. A path below `vant/es`, and one below `web/src`. */
const ownSheets: Readonly<Record<string, string>> = {
  // Its colours and sizes in our tokens; without its reset, which takes the focus ring away.
  'style/base.css': 'styles/vant.css',
  // The icon font is 34 kB and comes from a foreign host; what Vant draws by itself is drawn by us.
  'icon/index.css': 'styles/vant-icons.css',
}

type Edit = { file: string; from: string | RegExp; to: string }

/** What Vant gets wrong. Each must be found, or the build fails: a new Vant is looked at again. */
const edits: readonly Edit[] = [
  // It counts on: the server's hundredth page would not agree with the browser's first.
  { file: 'composables/use-id.mjs', from: /^[^]*$/, to: "export { useId } from 'vue'" },
  // A link is no button, and cannot be disabled.
  { file: 'button/Button.mjs', from: '"type": nativeType,', to: '"type": tag === "button" ? nativeType : void 0,' },
  { file: 'button/Button.mjs', from: '"disabled": disabled,', to: '"disabled": tag === "button" ? disabled : void 0,' },
]

/** The path below `vant/es`, of a module of Vant. */
const pathInVant = (id: string): string | undefined => /\/vant\/es\/([^?]+)/.exec(id.replaceAll('\\', '/'))?.[1]

function edited(code: string, { file, from, to }: Edit): string {
  if (!(typeof from === 'string' ? code.includes(from) : from.test(code)))
    throw new Error(`vant/es/${file} no longer has: ${String(from)}`)
  return code.replace(from, () => to)
}

/** Vant as this product ships it: in the builds of both sides, and in tests. */
export const vant = (): Plugin => ({
  name: 'desk:vant',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (!source.endsWith('.css')) return null
    const found = await this.resolve(source, importer, { skipSelf: true })
    const own = found && ownSheets[pathInVant(found.id) ?? '']
    return own ? join(import.meta.dirname, 'src', own) : null
  },
  transform(code, id) {
    const file = pathInVant(id)
    const mine = edits.filter((edit) => edit.file === file)
    return mine.length > 0 ? mine.reduce(edited, code) : null
  },
})
