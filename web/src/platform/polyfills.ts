/** What our libraries take for granted and the oldest WebViews in use lack (Chrome 80, iOS 13). Imported before all else. */
const older = Object as { hasOwn?: typeof Object.hasOwn }
older.hasOwn ??= (target: object, key: PropertyKey) => Object.prototype.hasOwnProperty.call(target, key)
