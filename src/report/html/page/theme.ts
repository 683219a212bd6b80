import { h } from './dom.js'

/** A button that turns light to dark and back, from whichever the system prefers. */
export function themeButton(): HTMLButtonElement {
  const root = document.documentElement
  const isDark = () =>
    (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : '')) ===
    'dark'
  const tell = () => {
    button.textContent = isDark() ? 'Light' : 'Dark'
    button.setAttribute('aria-label', `Switch to ${isDark() ? 'light' : 'dark'} colours`)
  }
  const button = h('button', {
    type: 'button',
    class: 'theme',
    onclick: () => {
      root.dataset.theme = isDark() ? 'light' : 'dark'
      tell()
    },
  })
  tell()
  return button
}
