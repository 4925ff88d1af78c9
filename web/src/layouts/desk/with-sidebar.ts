import { type Component, h } from 'vue'
import DeskFrame from './DeskFrame.vue'

/**
 * Returns the page beside the navigation of the desk. An object: the router would take a function for a page that is still to be
 * loaded. A separate module: members without the navigation do not load it.
 */
export const withSidebar = (page: Component): Component => ({ render: () => h(DeskFrame, () => h(page)) })
