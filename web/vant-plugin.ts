import type { Plugin } from 'vite'

type Edit = { file: string; from: string | RegExp; to: string }

/** Edits of Vant's source. The build fails when one does not match, so that new versions of Vant are reviewed. */
const edits: readonly Edit[] = [
  // Vant counts its ids, which would differ between server and browser.
  { file: 'composables/use-id.mjs', from: /^[^]*$/, to: "export { useId } from 'vue'" },
  // Vant's own texts are in one language; the app passes its texts by props and slots.
  {
    file: 'utils/create.mjs',
    from: 'import locale from "../locale/index.mjs";',
    to: 'const locale = { messages: () => ({}) };',
  },
  // Keeps `@vant/use` out of the start bundle, where Vant's button needs nothing else of it.
  {
    file: 'utils/dom.mjs',
    from: 'import { useRect, useWindowSize } from "@vant/use";',
    to: `import { shallowRef } from "vue";
const useRect = (element) => element.getBoundingClientRect();
const useWindowSize = () => {
  const [width, height] = [shallowRef(0), shallowRef(0)];
  const read = () => ([width.value, height.value] = [window.innerWidth, window.innerHeight]);
  if (typeof window !== "undefined") read(), window.addEventListener("resize", read, { passive: true });
  return { width, height };
};`,
  },
  // The app passes its icons by slots. Without Vant's icon, badge and spinner the bundle is smaller.
  { file: 'button/Button.mjs', from: 'import { Icon } from "../icon/index.mjs";', to: 'const Icon = "i";' },
  { file: 'button/Button.mjs', from: 'import { Loading } from "../loading/index.mjs";', to: 'const Loading = "i";' },
  { file: 'cell/Cell.mjs', from: 'import { Icon } from "../icon/index.mjs";', to: 'const Icon = "i";' },
  { file: 'tag/Tag.mjs', from: 'import { Icon } from "../icon/index.mjs";', to: 'const Icon = "i";' },
  { file: 'field/Field.mjs', from: 'import { Icon } from "../icon/index.mjs";', to: 'const Icon = "i";' },
  { file: 'popup/Popup.mjs', from: 'import { Icon } from "../icon/index.mjs";', to: 'const Icon = "i";' },
  {
    file: 'pull-refresh/PullRefresh.mjs',
    from: 'import { Loading } from "../loading/index.mjs";',
    to: 'const Loading = "i";',
  },
  { file: 'step/Step.mjs', from: 'import { Icon } from "../icon/index.mjs";', to: 'const Icon = "i";' },
  // Steps are an ordered list.
  {
    file: 'steps/Steps.mjs',
    from: '[_createVNode("div", {\n        "class": bem("items")',
    to: '[_createVNode("ol", {\n        "class": bem("items")',
  },
  {
    file: 'step/Step.mjs',
    from: 'return _createVNode("div", {\n        "class": [BORDER',
    to: 'return _createVNode("li", {\n        "class": [BORDER',
  },
  // A span is allowed inside paragraphs and links.
  {
    file: 'button/Button.mjs',
    from: '[_createVNode("div", {\n          "class": bem("content")',
    to: '[_createVNode("span", {\n          "class": bem("content")',
  },
  // A link has no `type` and cannot be disabled.
  { file: 'button/Button.mjs', from: '"type": nativeType,', to: '"type": tag === "button" ? nativeType : void 0,' },
  { file: 'button/Button.mjs', from: '"disabled": disabled,', to: '"disabled": tag === "button" ? disabled : void 0,' },
]

/** Returns the path below `vant/es` of a module of Vant. */
const pathInVant = (id: string): string | undefined => /\/vant\/es\/([^?]+)/.exec(id.replaceAll('\\', '/'))?.[1]

function applyEdit(code: string, { file, from, to }: Edit): string {
  if (!(typeof from === 'string' ? code.includes(from) : from.test(code)))
    throw new Error(`vant/es/${file} no longer has: ${String(from)}`)
  return code.replace(from, () => to)
}

/**
 * Removes Vue's `Transition`, which would be part of the start bundle. Opening is animated in CSS, which respects reduced
 * motion; closing is not animated.
 */
function withoutTransition(code: string): string {
  const [line, names = ''] = /^import \{([^}]*)\} from "vue";$/m.exec(code) ?? []
  if (line === undefined || !/\bTransition\b/.test(names)) return code
  const others = names.split(',').filter((name) => name.trim() !== 'Transition')
  const plain = [
    'const still = (_, { slots }) => slots.default?.()[0];',
    'still.props = ["name", "appear", "onAfterEnter", "onAfterLeave"];',
    'const Transition = still;',
  ].join('\n')
  return code.replace(line, () => `import {${others.join(',')}} from "vue";\n${plain}`)
}

/** Applies the edits of Vant in both builds and in tests. */
export function vant(): Plugin {
  const applied = new Set<Edit>()
  let isBuild = false
  return {
    name: 'desk:vant',
    enforce: 'pre',
    configResolved({ command }) {
      isBuild = command === 'build'
    },
    transform(code, id) {
      const file = pathInVant(id)
      if (!file?.endsWith('.mjs')) return null
      const own = edits.filter((edit) => edit.file === file)
      for (const edit of own) applied.add(edit)
      return withoutTransition(own.reduce(applyEdit, code))
    },
    buildEnd(error) {
      // Finds files that Vant has renamed. Only in builds: tests load a part of Vant.
      const unused = isBuild && !error ? edits.filter((edit) => !applied.has(edit)) : []
      if (unused.length > 0) throw new Error(`vant/es no longer has: ${unused.map(({ file }) => file).join(', ')}`)
    },
  }
}
