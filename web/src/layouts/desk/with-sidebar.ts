import { type Component, h } from 'vue'
import DeskFrame from './DeskFrame.vue'

/**
 * Returns the page beside the navigation of the desk. A separate module: only role holders load it. Not a function, which the
 * router would take for a page that is still to be loaded.
 */
export const withSidebar = (page: Component): Component => ({ render: () => h(DeskFrame, () => h(page)) })
