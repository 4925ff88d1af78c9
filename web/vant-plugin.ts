import type { Plugin } from 'vite'

type Edit = { file: string; from: string | RegExp; to: string }

/** What Vant gets wrong. Each must be found, or the build fails: a new Vant is looked at again. */
const edits: readonly Edit[] = [
  // It counts on: the server's hundredth page would not agree with the browser's first.
  { file: 'composables/use-id.mjs', from: /^[^]*$/, to: "export { useId } from 'vue'" },
  // Its own words are in one language; ours come by props and slots.
  {
    file: 'utils/create.mjs',
    from: 'import locale from "../locale/index.mjs";',
    to: 'const locale = { messages: () => ({}) };',
  },
  // Our icons stand in slots; without Vant's own, a page of buttons and rows is lighter by its badge, icon and spinner.
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
  // What follows one another is a list.
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
  // What a paragraph or a link may hold.
  {
    file: 'button/Button.mjs',
    from: '[_createVNode("div", {\n          "class": bem("content")',
    to: '[_createVNode("span", {\n          "class": bem("content")',
  },
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

/**
 * Vue's `Transition` in one part is Vue's `Transition` in everybody's start file. What opens moves by an animation in the
 * style sheet, which reduced motion stills; what closes is gone.
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

/** Vant as this product ships it: in the builds of both sides, and in tests. */
export function vant(): Plugin {
  const done = new Set<Edit>()
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
      for (const edit of own) done.add(edit)
      return withoutTransition(own.reduce(edited, code))
    },
    buildEnd(error) {
      // Tests load a part of Vant. A file that has another name now would be left as it is.
      const left = isBuild && !error ? edits.filter((edit) => !done.has(edit)) : []
      if (left.length > 0) throw new Error(`vant/es has no more: ${left.map(({ file }) => file).join(', ')}`)
    },
  }
}
