/** Adds methods that the code needs and the oldest supported WebViews lack (Chrome 80, iOS 13). Imported first. */
const define = (owner: object, methods: Record<string, (...args: never[]) => unknown>): void => {
  for (const [name, value] of Object.entries(methods))
    if (!(name in owner)) Object.defineProperty(owner, name, { value, writable: true, configurable: true })
}

define(Object, {
  hasOwn: (target: object, key: PropertyKey) => Object.prototype.hasOwnProperty.call(target, key),
})
define(Array.prototype, {
  at(this: unknown[], index: number) {
    return this[index < 0 ? this.length + index : index]
  },
  findLast(this: unknown[], matches: (item: unknown, index: number, all: unknown[]) => boolean) {
    return this.slice()
      .reverse()
      .find((item, back) => matches(item, this.length - 1 - back, this))
  },
  toSorted(this: unknown[], compare?: (a: unknown, b: unknown) => number) {
    return this.slice().sort(compare)
  },
})
define(String.prototype, {
  at(this: string, index: number) {
    return this.charAt(index < 0 ? this.length + index : index) || undefined
  },
  replaceAll(this: string, wanted: string | RegExp, replacement: string) {
    return typeof wanted === 'string' ? this.split(wanted).join(replacement) : this.replace(wanted, replacement)
  },
})
